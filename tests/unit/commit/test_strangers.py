"""Words about people nobody knows yet, kept in the very moment in which they become known."""

from typing import Any

from tests.shop import Shop
from tests.unit.leads.test_merge_law import ACCOUNTS, identity
from worker.contact import Consent, Contact

ME = (identity("phone:911"),)


def said(number: int, **more: Any) -> Contact:
    told: dict[str, Any] = {"source": "whatsapp", "origin": "x", "activity": "consent_changed", "identities": ME}
    return Contact(account="acme", id=f"m{number}", at=1000 + number, **told | more)


async def test_what_was_kept_while_its_person_became_known_is_applied_once_and_not_left() -> None:
    shop = Shop(ACCOUNTS)
    await shop.apply([said(1)])
    look, looks = shop.store.leads_by_keys, 0

    async def late(wanted: Any) -> Any:
        nonlocal looks
        looks += 1
        return [] if looks == 1 else await look(wanted)  # the first look was before the lead was written

    shop.store.leads_by_keys = late  # type: ignore[method-assign]  # one look that comes too late
    await shop.apply([said(2, creates=False, consents=(Consent(False, 1002, "preference"),))])
    (lead,) = await shop.leads()
    assert (lead.opted_out, lead.seq) == (True, 2)
    assert await shop.faults() == []
