"""A condition of a trace as people read it, about values that stand where rules do not look."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schemas.account import AccountFile, FieldsFile, LeadField
from worker.account import Account
from worker.automations.language.catalogue import catalogue_of
from worker.lookups.conditions_told import condition_told

UTC = ZoneInfo("UTC")
ACCOUNT = Account("acme", AccountFile(name="Acme"), fields=FieldsFile(fields=(LeadField(id="city"),)))


@pytest.mark.parametrize(
    ("seen", "extra", "told"),
    [
        (None, {}, "lead.city 'pune'; it was missing"),
        (None, {"town": "Mysore"}, "lead.city 'pune'; it was missing"),
        ("goa", {"city": "Mysore"}, "lead.city 'pune'; it was goa"),
        (
            None,
            {"city": "Mysore"},
            "lead.city 'pune'; the field was missing: 'Mysore' is among the lead's extra values",
        ),
    ],
)
def test_a_field_named_after_its_value_came_is_told_to_be_among_the_extra_values(
    seen: Any, extra: dict[str, Any], told: str
) -> None:
    step = {"path": "lead.city", "wanted": "'pune'", "seen": seen, "passed": False}
    assert condition_told(step, catalogue_of(ACCOUNT), UTC, extra).startswith(told)
