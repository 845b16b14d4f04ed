"""Every route, in one table."""

from typing import Final

from schemas.api.document import Document
from schemas.api.me import Me
from schemas.api.signing_in import Login, NewPassword, NewToken, Sessions, SignedIn, TokenMade, Tokens
from worker.edge.api import signing_in, tokens
from worker.edge.api.asking import OPEN, SIGNED_IN, Again, Route
from worker.edge.api.document import document
from worker.edge.api.me import me

_ACCOUNT: Final = "/accounts/{account}"

ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/openapi.json", "openapi", "This document", document, OPEN, {200: Document}),
    Route(
        "POST",
        "/auth/login",
        "login",
        "Sign in",
        signing_in.login,
        OPEN,
        {200: SignedIn},
        body=Login,
        again=Again.NOTHING,
        problems=("sign_in",),
    ),
    Route(
        "POST",
        "/auth/password",
        "set_password",
        "Set the password that an invitation lets one set, and sign in",
        signing_in.set_password,
        OPEN,
        {200: SignedIn},
        body=NewPassword,
        again=Again.NOTHING,
        problems=("conflict",),
    ),
    Route("POST", "/auth/logout", "logout", "Sign out", signing_in.logout, SIGNED_IN, {204: None}, again=Again.NOTHING),
    Route("GET", "/auth/me", "signed_in_as", "Who is signed in", signing_in.signed_in_as, SIGNED_IN, {200: SignedIn}),
    Route("GET", "/auth/sessions", "sessions", "My sessions", signing_in.sessions, SIGNED_IN, {200: Sessions}),
    Route(
        "DELETE",
        "/auth/sessions/{session}",
        "end_session",
        "Sign another browser of mine out",
        signing_in.end_session,
        SIGNED_IN,
        {204: None},
        again=Again.NOTHING,
    ),
    Route("GET", f"{_ACCOUNT}/me", "me", "Who I am and what I may do here", me, SIGNED_IN, {200: Me}),
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
)
