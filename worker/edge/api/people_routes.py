"""The rows of the table of routes about people, their tokens, and what they did."""

from typing import Final

from schemas.api.audit import AuditAsked, AuditPage
from schemas.api.signing_in import NewToken, TokenMade, Tokens
from schemas.api.users import Invitation, LinkAsked, NewUser, UserChange, Users, UserSessions, UserShown
from worker.edge.api import audit, tokens, users
from worker.edge.api.asking import Again, Route

_ACCOUNT: Final = "/accounts/{account}"

PEOPLE_ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", f"{_ACCOUNT}/tokens", "tokens", "API tokens", tokens.tokens, "token.own", {200: Tokens}),
    Route(
        "POST",
        f"{_ACCOUNT}/tokens",
        "make_token",
        "Make an API token",
        tokens.make_token,
        "token.own",
        {201: TokenMade},
        body=NewToken,
        again=Again.NOTHING,  # its answer holds a secret, which is not to be kept
    ),
    Route(
        "DELETE",
        f"{_ACCOUNT}/tokens/{{token}}",
        "revoke_token",
        "Revoke an API token",
        tokens.revoke_token,
        "token.own",
        {204: None},
        again=Again.NOTHING,
    ),
    Route(
        "GET",
        f"{_ACCOUNT}/audit",
        "audit",
        "Who did what in the console",
        audit.audit,
        "audit.read",
        {200: AuditPage},
        query=AuditAsked,
    ),
    Route("GET", f"{_ACCOUNT}/users", "users", "Who can sign in", users.users, "user.manage", {200: Users}),
    Route(
        "POST",
        f"{_ACCOUNT}/users",
        "make_user",
        "Let somebody in, and tell them by e-mail",
        users.make_user,
        "user.manage",
        {201: Invitation},
        body=NewUser,
        again=Again.NOTHING,  # its answer holds a link that lets one in
        problems=("exists", "conflict"),
    ),
    Route(
        "PATCH",
        f"{_ACCOUNT}/users/{{user}}",
        "change_user",
        "Change role, name or teammate of somebody, or let them in no more",
        users.change_user,
        "user.manage",
        {200: UserShown},
        body=UserChange,
        again=Again.ANSWER,
        problems=("conflict",),
    ),
    Route(
        "POST",
        f"{_ACCOUNT}/users/{{user}}/invite",
        "invite_user",
        "Send somebody who has no password yet a new link to set one",
        users.invite_user,
        "user.manage",
        {200: Invitation},
        query=LinkAsked,
        again=Again.NOTHING,
        problems=("exists",),
    ),
    Route(
        "POST",
        f"{_ACCOUNT}/users/{{user}}/reset",
        "reset_user",
        "Send somebody a link to set a new password",
        users.reset_user,
        "user.manage",
        {200: Invitation},
        query=LinkAsked,
        again=Again.NOTHING,
    ),
    Route(
        "GET",
        f"{_ACCOUNT}/users/{{user}}/sessions",
        "user_sessions",
        "Somebody's sessions",
        users.user_sessions,
        "user.manage",
        {200: UserSessions},
    ),
    Route(
        "DELETE",
        f"{_ACCOUNT}/users/{{user}}/sessions",
        "sign_user_out",
        "End all sessions of somebody",
        users.sign_user_out,
        "user.manage",
        {204: None},
        again=Again.NOTHING,
    ),
)
