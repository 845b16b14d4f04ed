"""Which lead an operator means: by its id, a phone number in any spelling, an e-mail address, or an identity key."""

from collections.abc import Iterable
from typing import Annotated

import typer

from worker.account import Accounts
from worker.commands.names import require_account
from worker.commands.search_rows import listing
from worker.commands.session import Session
from worker.errors import NoSuchLeadError
from worker.identity.keys import email_identity, read_any
from worker.leads.lead import Lead
from worker.store.queries import Filters

AccountOption = Annotated[str | None, typer.Option("--account", help="Only this account.")]
RegionOption = Annotated[
    str | None,
    typer.Option("--region", help="Country of a number without country code, two letters; default: the account's."),
]
_KINDS = ("phone:", "bsuid:", "lid:", "email:", "ext:", "tombstone:")


def keys(text: str, regions: Iterable[str | None]) -> list[str]:
    """Give the identity keys that a text may mean, read as a number of each region, and as WhatsApp would deliver it."""
    if text.startswith(_KINDS):
        return [text]
    readings = [read_any(text, region=region) for region in dict.fromkeys(regions)]
    readings.append(read_any(text, source="whatsapp"))
    found = [reading.phone.primary.key for reading in readings if reading.phone]
    address = email_identity(text)
    return list(dict.fromkeys([*found, *([address.key] if address else [])]))


async def resolve(session: Session, text: str, account: str | None, region: str | None) -> Lead:
    """Give the lead that is meant; raise `NoSuchLeadError`, with those that come near, if it is none or several.

    An account that does not exist is an `UnknownNameError`.
    """
    await require_account(session, account)
    found = [lead for lead in await session.queries.leads([text]) if account in (None, lead.account)]
    if not found:
        wanted = [account] if account else await session.queries.accounts()
        found = await session.queries.owners(wanted, keys(text, _regions(session.accounts, wanted, region)))
    if len(found) == 1:
        return found[0]
    if found:
        listed = "\n".join(f"  {told(lead)}" for lead in found)
        raise NoSuchLeadError(f"{text!r} means several leads; give an id, or --account or --region:\n{listed}")
    near = (await listing(session).newest(Filters(account=account), text, 5)).leads
    hint = "\nleads that have it in a field:\n" + "\n".join(f"  {told(lead)}" for lead in near) if near else ""
    raise NoSuchLeadError(
        f"there is no lead {text!r}; give its id, a phone number, an e-mail, or an identity key{hint}"
    )


def told(lead: Lead) -> str:
    """Give a lead as one line."""
    return "  ".join(filter(None, (lead.id, lead.account, str(lead.value("name") or ""), lead.phone)))


def _regions(accounts: Accounts, wanted: Iterable[str], region: str | None) -> list[str | None]:
    if region:
        return [region.upper()]
    return [*(accounts.by_id[name].settings.region for name in wanted if name in accounts.by_id), None]
