"""What somebody is in an account: never more than the account's roles and the token's scopes give."""

import pytest

from worker.access.principal import Caller, Membership, Sight
from worker.access.roles import BUILT_IN

TEAMS = {"sales": ("imran", "meena"), "support": ("meena", "ravi"), "others": ("zoya",)}


@pytest.mark.parametrize(
    ("role", "teammate", "seen"),
    [
        ("admin", "imran", None),
        ("admin", None, None),
        ("manager", "meena", {"imran", "meena", "ravi"}),
        ("manager", "imran", {"imran", "meena"}),
        ("manager", "nobody-of-theirs", {"nobody-of-theirs"}),
        ("manager", None, set()),
        ("user", "imran", {"imran"}),
        ("user", None, set()),
    ],
)
def test_whose_leads_somebody_sees(role: str, teammate: str | None, seen: set[str] | None) -> None:
    caller = Caller("human", "u1", session="s", memberships={"acme": Membership(role, teammate)})
    who = caller.within("acme", BUILT_IN, TEAMS)
    assert who is not None
    assert who.sight == Sight(None if seen is None else frozenset(seen))


@pytest.mark.parametrize(
    ("sight", "shown"), [(Sight(), "abn"), (Sight(frozenset({"a"})), "an"), (Sight(frozenset()), "n")]
)
def test_leads_of_nobody_are_in_everybodys_sight(sight: Sight, shown: str) -> None:
    assert "".join(name for name in "abn" if sight.shows(None if name == "n" else name)) == shown


def test_an_account_or_a_role_that_there_is_not_gives_nothing() -> None:
    caller = Caller("human", "u1", memberships={"acme": Membership("chief"), "other": Membership("user")})
    assert caller.within("acme", BUILT_IN, {}) is None
    assert caller.within("third", BUILT_IN, {}) is None


def test_a_token_has_what_both_its_owners_role_and_its_scopes_have() -> None:
    scopes = frozenset({"lead.read", "lead.export"})
    who = Caller("api", "t1", memberships={"acme": Membership("user", None, scopes)}).within("acme", BUILT_IN, {})
    assert who is not None
    assert who.permissions == {"lead.read"}
    assert not who.may("lead.export")
