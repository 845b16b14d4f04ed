"""Invitations by e-mail: the link goes to the person alone; where it cannot, whoever invites is told it, and why."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from tests.mail_sink import mail_sink
from tests.unit.edge.api.office import Office
from worker.access.people import Person
from worker.access.principal import Membership
from worker.edge.api.mailing import NO_POST
from worker.edge.api.serving import mail_office
from worker.errors import LeadWorkerError, RefusedError, UndeliveredError
from worker.notify.mail import Mail
from worker.settings import Settings

NEW = {"email": "meena@example.com", "role": "user", "name": "Meena"}
PASSWORD = "seven green kettles sing"


@dataclass
class Postman:
    """What sends."""

    sent: list[Mail] = field(default_factory=list)
    failure: LeadWorkerError | None = None

    async def send(self, mail: Mail) -> None:
        if self.failure is not None:
            raise self.failure
        self.sent.append(mail)


@pytest.fixture
def postman(office: Office) -> Postman:
    office.services.post = Postman()
    return office.services.post


async def inviting(office: Office, **more: Any) -> tuple[dict[str, str], dict[str, Any]]:
    admin = await office.somebody("admin", "asha")
    status, body = await office.told(admin, "POST", "/users", NEW | more)
    assert status == 201, body
    return admin, body


def token(text: str) -> str:
    return text.rsplit("/console/invite/", 1)[1].split(maxsplit=1)[0]


async def test_an_invitation_is_mailed_and_its_link_shown_to_nobody_else(office: Office, postman: Postman) -> None:
    _, body = await inviting(office)
    assert (body["mailed"], body["link"], body["says"]) == (True, None, None)
    (mail,) = postman.sent
    assert (mail.address, mail.subject) == ("meena@example.com", "Your invitation to Acme")
    assert mail.text.startswith("Hello Meena,\n\n")
    assert "The link works once, until 16 January 2027, 08:00 (UTC):" in mail.text
    sent = {"token": token(mail.text), "password": PASSWORD}
    assert (await office.ask("POST", "/auth/password", sent))[0] == 200
    deeds = [entry.deed async for entry in office.log.walk("acme")]
    assert [deed.about["mailed"] for deed in deeds if deed.type == "user_linked"] == [True]
    assert token(mail.text) not in str(deeds)


@pytest.mark.parametrize(
    ("failure", "says"),
    [
        (UndeliveredError("timed_out", "the mail server did not answer in time"), "did not answer in time"),
        (RefusedError("mailbox_refused", "the mail server refused the mailbox: 550"), "refused the mailbox: 550"),
    ],
)
async def test_where_no_mail_goes_out_the_link_is_shown_with_the_reason(
    office: Office, postman: Postman, failure: LeadWorkerError, says: str
) -> None:
    postman.failure = failure
    _, body = await inviting(office)
    assert body["mailed"] is False
    assert says in body["says"]
    assert (await office.ask("POST", "/auth/password", {"token": token(body["link"]), "password": PASSWORD}))[0] == 200


async def test_without_a_mail_server_the_link_is_shown(office: Office) -> None:
    _, body = await inviting(office)
    assert (body["mailed"], body["says"]) == (False, NO_POST)
    assert "/console/invite/" in body["link"]


async def test_who_wants_the_link_gets_it_and_nothing_is_mailed(office: Office, postman: Postman) -> None:
    admin, body = await inviting(office, by="link")
    assert (body["mailed"], body["says"], postman.sent) == (False, None, [])
    user = body["user"]["id"]
    for way in ("invite", "reset"):
        status, body = await office.told(admin, "POST", f"/users/{user}/{way}?by=link")
        assert (status, body["mailed"], postman.sent) == (200, False, [])
        status, body = await office.told(admin, "POST", f"/users/{user}/{way}")
        assert (status, body["mailed"], body["link"]) == (200, True, None)
        postman.sent.clear()
    assert (await office.told(admin, "POST", f"/users/{user}/reset?by=pigeon"))[0] == 422


async def test_who_has_a_password_is_told_of_the_account_without_a_link(office: Office, postman: Postman) -> None:
    theirs = {"other": Membership("admin")}
    await office.people.add(Person("p9", "zoya@example.com", "Zoya", "hash", memberships=theirs))
    _, body = await inviting(office, email="zoya@example.com")
    assert (body["mailed"], body["link"], body["expires_at"]) == (True, None, None)
    (mail,) = postman.sent
    assert mail.subject == "You have access to Acme"
    assert "/console/invite/" not in mail.text


async def test_a_name_cannot_bring_headers_or_lines_of_its_own(office: Office, postman: Postman) -> None:
    await inviting(office, name="Meena\r\nBcc: all@example.com")
    (mail,) = postman.sent
    assert "\n" not in mail.subject
    assert "\nBcc:" not in mail.text


@pytest.mark.parametrize(
    ("url", "console", "mails"),
    [
        ("smtp://mail.example.com", "https://leads.example.com", True),
        (None, "https://leads.example.com", False),
        ("smtp://mail.example.com", "", False),  # a link would lead to the loopback address of whoever reads it
    ],
)
async def test_people_are_mailed_where_there_is_a_server_and_an_address(
    url: str | None, console: str, mails: bool
) -> None:
    smtp = None if url is None else SecretStr(url)
    settings = Settings(smtp_url=smtp, smtp_from="leads@example.com", console_url=console)
    async with mail_office(settings) as post:
        assert (post is not None) is mails


async def test_a_mail_server_takes_the_invitation_as_it_was_written(office: Office) -> None:
    async with mail_sink() as sink:
        url = SecretStr(f"smtp+plain://localhost:{sink.port}")
        settings = Settings(smtp_url=url, smtp_from="leads@example.com", console_url="https://leads.example.com")
        async with mail_office(settings) as post:
            office.services.post, office.services.address = post, settings.console_address
            _, body = await inviting(office, name="Łucja Ñandú")
    assert body["mailed"] is True
    (taken,) = sink.taken
    assert (taken.recipient, taken.message["Subject"]) == ("meena@example.com", "Your invitation to Acme")
    text = taken.message.get_content()
    assert text.startswith("Hello Łucja Ñandú,")
    assert "\nhttps://leads.example.com/console/invite/" in text  # on a line of its own, whole
    assert (await office.ask("POST", "/auth/password", {"token": token(text), "password": PASSWORD}))[0] == 200
