"""How the card of a lead shows what its person is known by."""

import pytest

from worker.commands.lead_card import _identity


@pytest.mark.parametrize(
    ("key", "raw", "shown"),
    [
        (
            "phone:919845067890",
            "+919845067890",
            "phone:919845067890",
        ),  # of a list: as we read it, not as it was written
        ("phone:919845067890", "919845067890", "phone:919845067890"),
        ("phone:5531987654321", "553187654321", "phone:5531987654321  addressed as 553187654321"),
        ("ext:crm:70001", "70001", "ext:crm:70001"),
    ],
)
def test_an_address_is_shown_where_it_is_another_than_the_key_says(key: str, raw: str, shown: str) -> None:
    entry = {"k": key, "raw": raw, "trusted": False, "retired": None}
    assert _identity(entry).plain == shown
