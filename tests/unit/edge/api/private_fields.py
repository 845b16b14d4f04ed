"""An account some of whose fields are for admins and managers only, and a lead that has all of them, in every way."""

import re
from dataclasses import replace
from typing import Any, Final

import orjson

from schemas.account import FieldsFile
from tests.unit.edge.api import leads as given
from tests.unit.edge.api.office import Office
from worker.contact import Identity
from worker.leads.commands import Command, note, set_field

HIDDEN: Final = ["admin", "manager"]
FIELDS: Final = FieldsFile.model_validate(
    {
        "fields": [
            {"id": "email", "type": "email", "read": HIDDEN},
            {"id": "city", "sortable": True},
            {"id": "margin", "type": "number", "read": HIDDEN, "sortable": True, "label": "Our zinc"},
            {"id": "verdict", "read": HIDDEN, "required": True, "aliases": ["our verdict"]},
            {"id": "tier", "type": "dropdown", "options": ["walrus", "ferret"], "read": HIDDEN, "required": True},
            {"id": "renewal", "type": "date", "read": HIDDEN},
            {"id": "private_line", "type": "phone", "read": HIDDEN},
            {"id": "budget", "type": "number", "sortable": True, "required": True},
            {"id": "grade", "write": HIDDEN},
        ]
    }
)
SECRET: Final[dict[str, Any]] = {
    "email": "zebrafinch@heliotrope.example",
    "margin": 4_471_913,
    "verdict": "Quicksilver bartender",
    "tier": "walrus",
    "renewal": "2031-07-19",
    "private_line": "+919777733311",
}
NAMES: Final = (*SECRET, "our verdict", "Our zinc")
# What none of it may show: names of fields, values as they are written, and parts of them.
TELLS: Final = re.compile(
    r"email|margin|verdict|\btier\b|renewal|private_line|zinc|zebrafinch|heliotrope|4471913|quicksilver|bartender|walrus|"
    r"ferret|2031-07|9777733311",
    re.IGNORECASE,
)


def told(body: Any) -> list[str]:
    """Give what a body says of hidden fields; names of kinds of fields and of entries are no secret."""
    text = orjson.dumps(body).decode()
    return list(map(str, TELLS.findall(re.sub(r'"(email|email_logged)":\s*\[|"type":\s*"email"', "", text))))


async def scene(office: Office) -> str:
    """Put a lead in whose hidden fields are stated in every way, changed, noted and kept as extras; give its id."""
    office.accounts["acme"] = replace(office.accounts["acme"], fields=FIELDS)
    said = given.contact(1, city="Pune", grade="A", **SECRET)
    facts = (*said.facts, replace(said.facts[0], name="Tier", value="hexagonal"))
    mail = Identity(kind="email", key=f"email:{SECRET['email']}", raw=SECRET["email"])
    content = {"type": "form", "fields": {"verdict": SECRET["verdict"]}}
    said = replace(
        said, facts=facts, identities=(*said.identities, mail), content=content, raw='{"verdict": "Quicksilver"}'
    )
    (receipt,) = (await office.commit.apply([said])).receipts
    lead = receipt.detail
    for number, (name, value) in enumerate((("margin", 4_471_913), ("verdict", "Quicksilver"), ("city", "Goa")), 1):
        steps = (("set margin", set_field(name, value)), ("note", note("called")))
        at = office.clock.ms + number
        await given.done(office, Command("acme", f"u:{number}", lead, at, "rule", "r", "rule_fired", steps))
    await given.found(office, lead)
    return lead
