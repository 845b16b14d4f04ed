"""Signing in and out, passwords, sessions, API tokens."""

from pydantic import Field

from schemas.api.wire import Answer, Request, Time


class Login(Request):
    """Who wants to sign in."""

    email: str = Field(min_length=3, max_length=254)
    password: str = Field(min_length=1, max_length=1024)


class NewPassword(Request):
    """A password, and the token that lets somebody set it."""

    token: str = Field(min_length=16, max_length=128)
    password: str = Field(min_length=1, max_length=1024)


class PasswordChange(Request):
    """The password that somebody has, and the one that is to be."""

    password: str = Field(min_length=1, max_length=1024)
    new_password: str = Field(min_length=1, max_length=1024)


class AccountOf(Answer):
    """An account somebody belongs to."""

    account: str
    name: str
    role: str


class SignedIn(Answer):
    """Somebody who is signed in."""

    id: str
    email: str
    name: str
    accounts: tuple[AccountOf, ...]


class SessionShown(Answer):
    """A browser that is signed in."""

    id: str
    current: bool
    began_at: Time
    seen_at: Time
    address: str
    agent: str = Field(description="what the browser says it is")


class Sessions(Answer):
    """My sessions, the newest first."""

    data: tuple[SessionShown, ...]


class NewToken(Request):
    """A token to make."""

    name: str = Field(min_length=1, max_length=100)
    scopes: tuple[str, ...] = Field(
        min_length=1, max_length=64, description="permissions; never more than your own", strict=False
    )
    days: int = Field(90, ge=1, le=366, description="until it expires")


class TokenShown(Answer):
    """A token, without its secret."""

    id: str
    name: str
    owner: str
    scopes: tuple[str, ...]
    made_at: Time
    expires_at: Time
    used_at: Time | None


class TokenMade(TokenShown):
    """A token as it is shown once."""

    token: str = Field(description="send it as `Authorization: Bearer …`; it is not shown again")


class Tokens(Answer):
    """Tokens, the newest first."""

    data: tuple[TokenShown, ...]
