"""GET, POST /tokens; DELETE /tokens/{token}."""

from schemas.api.problems import Part
from schemas.api.signing_in import NewToken, TokenMade, Tokens, TokenShown
from schemas.durations import DAY_MS
from worker.access.people import ApiToken, digest, new_secret, token_text
from worker.access.roles import PERMISSIONS
from worker.edge.api.asking import Ask, Reply
from worker.errors import ProblemError
from worker.system import new_id


async def tokens(ask: Ask) -> Reply:
    """List one's own tokens; with token.manage everybody's."""
    found = await ask.services.people.tokens(ask.where().id, _owner(ask))
    return Reply(Tokens(data=tuple(TokenShown(**_shown(token)) for token in found)))


async def make_token(ask: Ask) -> Reply:
    """Make a token with some of one's own permissions."""
    sent, who = ask.body(NewToken), ask.who()
    if who.kind != "human":
        raise ProblemError("not_allowed", "a token makes no tokens; sign in for that", permission="token.own")
    wrong = [
        Part(at=f"/scopes/{i}", says=_says(scope), code="scope")
        for i, scope in enumerate(sent.scopes)
        if not who.may(scope)
    ]
    if wrong:
        raise ProblemError("invalid", wrong[0].says, *wrong)
    secret, now = new_secret(), ask.services.clock.now()
    token = ApiToken(
        id=new_id(),
        digest=digest(secret),
        account=ask.where().id,
        owner=who.id,
        name=sent.name,
        scopes=frozenset(sent.scopes),
        made_at=now,
        expires_at=now + sent.days * DAY_MS,
    )
    await ask.services.people.keep_token(token)
    await ask.note("token_made", token=token.id, name=token.name, scopes=tuple(sorted(token.scopes)), days=sent.days)
    return Reply(TokenMade(**_shown(token), token=token_text(token.id, secret)), status=201)


def _says(scope: str) -> str:
    if scope not in PERMISSIONS:
        return f"there is no permission {scope!r}; they are {', '.join(PERMISSIONS)}"
    return f"you do not have {scope} yourself, so your token cannot have it"


async def revoke_token(ask: Ask) -> Reply:
    """Revoke a token of one's own; with token.manage anybody's."""
    if not await ask.services.people.revoke(ask.where().id, ask.places["token"], _owner(ask)):
        raise ProblemError("not_found", "there is no such token, or it is not yours")
    await ask.note("token_revoked", token=ask.places["token"])
    return Reply(status=204)


def _owner(ask: Ask) -> str | None:
    """Give whose tokens are meant: everybody's for who manages them."""
    who = ask.who()
    if who.may("token.manage"):
        return None
    if who.kind != "human":
        raise ProblemError("not_allowed", "a token sees no tokens without token.manage", permission="token.manage")
    return who.id


def _shown(token: ApiToken) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "owner": token.owner,
        "scopes": tuple(sorted(token.scopes)),
        "made_at": token.made_at,
        "expires_at": token.expires_at,
        "used_at": token.used_at or None,
    }
