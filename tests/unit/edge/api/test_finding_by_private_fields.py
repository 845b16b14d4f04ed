"""Nothing is found, sorted or counted by a field that a role may not see; who may see it finds by it."""

import re
from dataclasses import replace
from typing import Any

import orjson
import pytest

from schemas.account import FieldsFile
from tests.unit.edge.api import leads as given
from tests.unit.edge.api.office import Office
from tests.unit.edge.api.private_fields import FIELDS, SECRET, scene, told


@pytest.mark.parametrize("name", [*SECRET, "fields.margin", "our verdict"])
async def test_a_hidden_field_is_asked_for_as_one_that_there_is_not(office: Office, name: str) -> None:
    await scene(office)
    user = await office.somebody("user", "imran")
    for sent in (
        {"filter": {"field": name, "op": "not_empty"}},
        {"filter": {"not": {"field": name, "op": "is", "value": "4471913"}}},
        {"filter": {"any": [{"field": "city", "op": "not_empty"}, {"field": name, "op": "empty"}]}},
        {"sort": [{"field": name}]},
        {"columns": [name]},
    ):
        for path in ("/leads/query", "/leads/count"):
            if path == "/leads/count" and "filter" not in sent:
                continue
            answers = [await office.told(user, "POST", path, _renamed(sent, name, one)) for one in (name, "nonesuch")]
            (status, body), (as_unknown, unknown) = answers
            assert (status, as_unknown) == (422, 422)
            assert body["type"].endswith("unknown_field")
            hinted = re.sub(
                r" - did you mean '[a-z_]+'\?", "", body["detail"]
            )  # a made-up name may be nearer to another
            assert hinted.replace(name, "nonesuch") == unknown["detail"]
            assert not told(body["detail"].replace(name, ""))


def _renamed(sent: Any, name: str, to: str) -> Any:
    return orjson.loads(orjson.dumps(sent).replace(orjson.dumps(name), orjson.dumps(to)))


@pytest.mark.parametrize(
    "word", sorted({w for v in (*SECRET.values(), "hexagonal") for w in re.split(r"[\s@.]", str(v))})
)
async def test_free_text_finds_nothing_by_a_hidden_field(office: Office, word: str) -> None:
    lead = await scene(office)
    admin, user = await office.somebody("admin", "asha"), await office.somebody("user", "imran")
    for who in (admin, user):  # words of fields that only some see are in nobody's index
        for text in (word, word[:5], word[-5:]):
            for path, sent in (("/leads/query", {"search": text}), ("/leads/count", {"search": text})):
                status, body = await office.told(who, "POST", path, sent)
                assert (status, body["count"]["value"]) == (200, 0), (path, text)
            assert (await office.told(who, "GET", f"/leads/suggest?q={text}"))[1] == {"data": []}
    status, body = await office.told(user, "POST", "/leads/query", {"search": "goa 919812"})
    assert [row["id"] for row in body["data"]] == [lead]


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("verdict", "contains", "quick"),
        ("verdict", "is", "quicksilver"),
        ("verdict", "starts", "Quick"),
        ("verdict", "in", ["nobody", "quicksilver"]),
        ("margin", "gte", 4_000_000),
        ("tier", "is", "walrus"),
        ("renewal", "on", "2031-07-19"),
        ("private_line", "is", "+91 97777 33311"),
        ("private_line", "contains", "33311"),
        ("private_line", "starts", "9197777"),
        ("email", "contains", "zebrafinch"),
    ],
)
async def test_who_may_see_a_field_finds_by_it(office: Office, field: str, op: str, value: Any) -> None:
    lead = await scene(office)
    manager = await office.somebody("manager", "meena")
    sent = {"filter": {"field": field, "op": op, "value": value}, "sort": [{"field": "margin"}], "columns": [field]}
    status, body = await office.told(manager, "POST", "/leads/query", sent)
    assert (status, [row["id"] for row in body["data"]]) == (200, [lead])
    assert body["data"][0]["cells"][field]["value"] is not None


async def test_rows_that_were_made_before_a_field_was_hidden_are_not_searched(office: Office) -> None:
    office.accounts["acme"] = replace(
        office.accounts["acme"], fields=FieldsFile.model_validate({"fields": [{"id": "city"}, {"id": "verdict"}]})
    )
    lead = await given.lead(office, 1, city="Pune", verdict="Quicksilver")
    user, admin = await office.somebody("user", "imran"), await office.somebody("admin", "asha")
    assert (await office.told(user, "POST", "/leads/count", {"search": "quicksilver"}))[1]["count"]["value"] == 1
    office.accounts["acme"] = replace(office.accounts["acme"], fields=FIELDS)
    for text in ("quicksilver", "pune"):
        assert (await office.told(user, "POST", "/leads/count", {"search": text}))[1]["count"]["value"] == 0
    assert (await office.told(admin, "POST", "/leads/count", {"search": "pune"}))[1]["count"]["value"] == 1
    await given.found(office, lead)  # as the role finder does when the files change
    office.clock.ms += 10_000  # counts are remembered for a while
    for text, found in (("quicksilver", 0), ("pune", 1)):
        assert (await office.told(user, "POST", "/leads/count", {"search": text}))[1]["count"]["value"] == found


async def test_what_is_missing_is_told_of_the_fields_that_one_sees(office: Office) -> None:
    office.accounts["acme"] = replace(office.accounts["acme"], fields=FIELDS)
    whole = await given.lead(office, 1, budget=5)  # verdict and tier are missing
    lacking = await given.lead(office, 2, verdict="sound", tier="ferret")
    user, manager = await office.somebody("user", "imran"), await office.somebody("manager", "meena")

    async def found(who: dict[str, str], **condition: Any) -> set[str]:
        sent = {"filter": {"field": "incomplete", **condition}, "columns": ["incomplete"]}
        status, body = await office.told(who, "POST", "/leads/query", sent)
        assert status == 200, body
        return {row["id"] for row in body["data"]}

    assert await found(user, op="empty") == {whole}
    assert await found(user, op="not_empty") == {lacking}
    assert await found(manager, op="not_empty") == {whole, lacking}
    for op, value in (("is", "verdict"), ("in", ["verdict", "tier"]), ("is", "VERDICT")):
        assert await found(user, op=op, value=value) == set()
        assert await found(manager, op=op, value=value) == {whole}
    assert await found(user, op="is_not", value="verdict") == {whole, lacking}
    assert await found(user, op="in", value=["verdict", "budget"]) == {lacking}
    shown = (await office.told(user, "GET", f"/leads/{whole}"))[1]
    assert (shown["incomplete"], shown["fields"].keys()) == ([], {"name", "city", "budget", "grade"})
