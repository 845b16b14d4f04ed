"""People who sign in to an account, as whoever manages them sees and changes them."""

from typing import Literal

from pydantic import Field

from schemas.api.signing_in import SessionShown
from schemas.api.wire import Answer, Request, Time

_EMAIL = r"^\s*[^@\s]{1,64}@[^@\s]{1,253}\s*$"
_ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
_BY = "mail: to their address, where this server sends e-mail, else the answer has it; link: the answer has it"


class NewUser(Request):
    """Somebody to let in."""

    email: str = Field(min_length=3, max_length=254, pattern=_EMAIL, description="what they sign in with")
    role: str = Field(pattern=_ID, description="of roles.yaml, or built-in: admin, manager, user")
    name: str = Field("", max_length=100)
    teammate: str | None = Field(
        None, pattern=_ID, description="their id in team.yaml; else the one who has this e-mail address there"
    )
    by: Literal["mail", "link"] = Field("mail", description=_BY)


class LinkAsked(Request):
    """How a link reaches somebody."""

    by: Literal["mail", "link"] = Field("mail", description=_BY)


class UserChange(Request):
    """What is to be otherwise; what is left out stays."""

    version: int = Field(ge=0, le=2**53, description="of the person as read; another one is a `conflict`")
    role: str | None = Field(None, pattern=_ID)
    name: str | None = Field(None, max_length=100)
    teammate: str | None = Field(
        None, pattern="^(|[A-Za-z0-9][A-Za-z0-9_.-]{0,63})$", description='"": nobody of team.yaml'
    )
    active: bool | None = Field(None, description="false: they get into this account no more, until it is true again")


class UserShown(Answer):
    """Somebody who can sign in to this account."""

    id: str
    email: str
    name: str
    role: str
    role_name: str | None = Field(description="null: the role is no longer there, and lets nobody in")
    teammate: str | None
    active: bool
    joined: bool = Field(description="has set a password; else waits for the invitation to be taken")
    elsewhere: bool = Field(
        description="belongs to other accounts too: only a command on the server resets the password"
    )
    may_change: bool = Field(description="whether I may change this person: nobody gives or takes more than they have")
    created_at: Time
    version: int


class Users(Answer):
    """Who can sign in, by e-mail address."""

    data: tuple[UserShown, ...]
    roles: tuple[str, ...] = Field(description="roles that I may give")


class Invitation(Answer):
    """A link to set a password. Whoever has it can sign in as this person: hand it over the way you would a key."""

    user: UserShown
    link: str | None = Field(
        description="works once; null: it was mailed, or they have a password already, and sign in with it"
    )
    expires_at: Time | None = Field(description="of the link, also of one that was mailed")
    mailed: bool = Field(description="whether an e-mail to their address was handed to the mail server")
    says: str | None = Field(description="why no e-mail went out, where one was wanted")


class UserSessions(Answer):
    """Somebody's browsers that are signed in, the newest first."""

    data: tuple[SessionShown, ...]
