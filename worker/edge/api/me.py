"""GET /me."""

from schemas.api.me import Me
from worker.edge.api.asking import Ask, Reply


async def me(ask: Ask) -> Reply:
    """Say who asks, with what the console needs to draw itself."""
    who, account = ask.who(), ask.where()
    return Reply(
        Me(
            id=who.id,
            kind=who.kind,
            account=account.id,
            account_name=account.settings.name,
            role=who.role.id,
            role_name=who.role.name,
            sees=who.role.sees,
            permissions=tuple(sorted(who.permissions)),
            teammate=who.teammate,
            time_zone=account.settings.timezone,
            region=account.settings.region,
        )
    )
