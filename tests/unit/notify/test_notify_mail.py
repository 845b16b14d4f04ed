"""E-mail: encrypted, once, with what a mailbox needs; refusals told apart; nothing hangs and no password shows."""

import asyncio
import time

import pytest
from pydantic import SecretStr

from tests.mail_sink import certificate, mail_sink
from tests.waiting import eventually
from worker.errors import ConfigurationError, RefusedError, UndeliveredError
from worker.notify.mail import Mail, Mailer, MailServer, message

PASSWORD = "s3cr3t/P@ss:wörd"
NOW = 1_795_000_000_000
MAIL = Mail("ab12", "asha@example.com", "New lead: Rohan", "Rohan (…21)\nasks for a visit", NOW)


@pytest.fixture(scope="module")
def contexts(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


def _mailer(sink, scheme="smtp+plain", credentials="", seconds=5.0, tls=None):
    url = SecretStr(f"{scheme}://{credentials}localhost:{sink.port}")
    return Mailer(MailServer.of(url, "Leads <leads@acme.example>"), seconds, 2, tls)


async def test_a_mail_arrives_with_what_a_mailbox_needs():
    async with mail_sink() as sink, _mailer(sink) as mailer:
        await mailer.send(MAIL)
    (taken,) = sink.taken
    assert (taken.sender, taken.recipient) == ("leads@acme.example", "asha@example.com")
    assert taken.message["Subject"] == "New lead: Rohan"
    assert taken.message["From"] == "Leads <leads@acme.example>"
    assert taken.message["Message-ID"] == "<ab12@acme.example>"
    assert taken.message["Auto-Submitted"] == "auto-generated"
    assert taken.message["Date"].datetime.timestamp() == NOW / 1000
    assert taken.message.get_content().splitlines() == ["Rohan (…21)", "asks for a visit"]


@pytest.mark.parametrize(("scheme", "implicit"), [("smtp", False), ("smtps", True)])
async def test_login_and_mail_travel_encrypted(contexts, scheme, implicit):
    server, client = contexts
    options = {"implicit": implicit, "tls": server, "offers_starttls": True, "password": "p@ss w/ord"}
    credentials = "us%40er:p%40ss%20w%2Ford@"
    async with mail_sink(**options) as sink, _mailer(sink, scheme, credentials, tls=client) as mailer:
        await mailer.send(MAIL)
    (taken,) = sink.taken
    assert taken.encrypted
    assert taken.user == "us@er"


@pytest.mark.parametrize(("scheme", "implicit"), [("smtp", False), ("smtps", True)])
async def test_a_server_with_an_untrusted_certificate_gets_no_password(contexts, scheme, implicit):
    server, _ = contexts
    options = {"implicit": implicit, "tls": server, "offers_starttls": True, "password": "pw"}
    async with mail_sink(**options) as sink, _mailer(sink, scheme, "user:pw@") as mailer:
        with pytest.raises(UndeliveredError) as failed:
            await mailer.send(MAIL)
    assert failed.value.reason == "smtp_tls"
    assert "AUTH" not in sink.verbs
    assert not sink.taken


async def test_a_server_without_starttls_gets_neither_password_nor_mail():
    async with mail_sink(password="pw") as sink, _mailer(sink, "smtp", "user:pw@") as mailer:
        with pytest.raises(UndeliveredError) as failed:
            await mailer.send(MAIL)
    assert failed.value.reason == "smtp_tls"
    assert not {"AUTH", "MAIL"} & set(sink.verbs)


async def test_a_refused_login_does_not_show_what_was_tried(contexts):
    server, client = contexts
    options = {"implicit": True, "tls": server, "password": "other"}  # it repeats what it was sent
    async with mail_sink(**options) as sink, _mailer(sink, "smtps", "user:s3cr3t@", tls=client) as mailer:
        with pytest.raises(UndeliveredError) as failed:
            await mailer.send(MAIL)
    assert failed.value.reason == "smtp_login"
    assert "535" in str(failed.value)
    assert "s3cr3t" not in str(failed.value)
    assert "dXNlcg" not in str(failed.value)
    assert "AHVzZXIAczNjcjN0" not in str(failed.value)


@pytest.mark.parametrize(
    ("verb", "reply", "kind", "reason"),
    [
        ("RCPT", "550 5.1.1 no such user", RefusedError, "mailbox_refused"),
        ("RCPT", "450 4.2.1 mailbox busy", UndeliveredError, "smtp_mailbox"),
        ("MAIL", "553 5.7.1 not your address", UndeliveredError, "smtp_sender"),
        ("DATA", "451 4.3.0 later", UndeliveredError, "smtp_mail"),
        ("END", "554 5.7.1 spam", RefusedError, "mail_refused"),
        ("END", "452 4.3.1 disk full", UndeliveredError, "smtp_mail"),
        ("CONNECT", "421 too busy", UndeliveredError, "smtp_connect"),
        ("CONNECT", "nonsense", UndeliveredError, "smtp_connect"),
        ("RCPT", "421 closing", UndeliveredError, "smtp_mailbox"),
    ],
)
async def test_what_may_pass_is_told_from_what_will_not(verb, reply, kind, reason):
    async with mail_sink(refuse={verb: [reply]}) as sink, _mailer(sink) as mailer:
        with pytest.raises(kind) as failed:
            await mailer.send(MAIL)
    assert failed.value.reason == reason
    assert not sink.taken


async def test_a_password_that_smtp_has_no_letters_for_is_a_refused_login(contexts):
    server, client = contexts
    options = {"implicit": True, "tls": server, "password": "x"}
    async with mail_sink(**options) as sink, _mailer(sink, "smtps", "user:s3cr3t%C3%B6@", tls=client) as mailer:
        with pytest.raises(UndeliveredError) as failed:
            await mailer.send(MAIL)
    assert failed.value.reason == "smtp_login"
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None  # its text holds the password


async def test_nobody_at_the_port_is_unreachable():
    async with mail_sink() as sink:
        pass
    async with _mailer(sink) as mailer:
        with pytest.raises(UndeliveredError) as failed:
            await mailer.send(MAIL)
    assert failed.value.reason == "smtp_unreachable"


@pytest.mark.parametrize("how", ["stall_at", "drip_at"])
@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "RCPT", "END"])
async def test_a_server_that_stalls_or_drips_is_left_in_time_and_its_thread_freed(how, verb):
    async with mail_sink(**{how: verb}) as sink, _mailer(sink, seconds=0.2) as mailer:
        began = time.monotonic()
        with pytest.raises(UndeliveredError) as failed:
            await mailer.send(MAIL)
        assert failed.value.reason == "timed_out"
        assert time.monotonic() - began < 10
        if how == "drip_at":  # the connection is ended, not left to drip on
            await eventually(lambda: not sink.now, 10)
        sink.stall_at = sink.drip_at = ""
        mailer._seconds = 10.0  # a busy machine may take longer for an honest mail
        await asyncio.gather(*(mailer.send(MAIL) for _ in range(4)))  # the pool has two threads


async def test_a_cancelled_send_ends_its_connection():
    async with mail_sink(stall_at="EHLO") as sink, _mailer(sink, seconds=30) as mailer:
        sending = asyncio.create_task(mailer.send(MAIL))
        await asyncio.wait_for(sink.greeted.wait(), 3)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        sink.stall_at = ""
        async with asyncio.timeout(3):
            await asyncio.gather(*(mailer.send(MAIL) for _ in range(4)))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "asha",
        "asha@",
        "@example.com",
        "asha@example",
        "a b@example.com",
        "asha@example.com\r\nBcc: all@example.com",
        "asha@example.com,all@example.com",
        "Asha <asha@example.com>",
        "-oX@example.com",
        '"a b"@example.com',
        "asha@[127.0.0.1]",
        "asha@exa\x00mple.com",
        "a@b@example.com",
    ],
)
def test_what_is_no_plain_address_is_refused(address):
    sender = MailServer.of(SecretStr("smtp://h"), "l@acme.example").sender
    with pytest.raises(RefusedError) as refused:
        message(Mail("id", address, "s", "t", NOW), sender)
    assert refused.value.reason == "bad_address"


async def test_subjects_and_texts_of_leads_cannot_add_headers_or_end_the_mail():
    hostile = Mail(
        "ab12",
        "asha@example.com",
        "Hi\r\nBcc: all@example.com\r\n\r\n<script>",
        "one\r\n.\r\nMAIL FROM:<evil@example.com>\r\nRCPT TO:<x@example.com>\n.hidden dot\x00\x1b[31m \ud800",
        NOW,
    )
    async with mail_sink() as sink, _mailer(sink) as mailer:
        await mailer.send(hostile)
    (taken,) = sink.taken
    assert taken.message["Bcc"] is None
    assert taken.message["Subject"] == "Hi Bcc: all@example.com <script>"
    assert taken.message.get_content().splitlines()[:3] == ["one", ".", "MAIL FROM:<evil@example.com>"]
    assert "\x1b" not in taken.message.get_content()
    assert sink.verbs.count("MAIL") == 1


async def test_letters_of_every_script_arrive():
    mail = Mail("ab12", "आशा@example.com", "लीड: रोहन 🏠", "नमस्ते — größer", NOW)
    async with mail_sink() as sink, _mailer(sink) as mailer:
        await mailer.send(mail)
    (taken,) = sink.taken
    assert taken.recipient == "आशा@example.com"
    assert taken.message["Subject"] == "लीड: रोहन 🏠"
    assert taken.message.get_content().strip() == "नमस्ते — größer"


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("mail.example.com", "l@acme.example"),
        ("http://mail.example.com", "l@acme.example"),
        ("smtp://", "l@acme.example"),
        (f"smtp://user:{PASSWORD}@mail.example.com", "l@acme.example"),
        ("smtp://user:s3cr3t@mail.example.com:port", "l@acme.example"),
        ("smtp://user:s3cr3t@mail.example.com/path", "l@acme.example"),
        ("smtp+plain://user:s3cr3t@mail.example.com", "l@acme.example"),
        ("smtp://user:s3cr3t@mail.example.com", ""),
        ("smtp://user:s3cr3t@mail.example.com", "acme"),
    ],
)
def test_a_wrong_setting_is_told_at_the_start_without_the_password(url, sender):
    with pytest.raises(ConfigurationError) as wrong:
        MailServer.of(SecretStr(url), sender)
    assert "LEADWORKER_SMTP" in str(wrong.value)
    assert "s3cr3t" not in str(wrong.value)
    assert "s3cr3t" not in repr(wrong.value.__cause__ or "")


def test_the_usual_ports_are_known():
    for url, port in (("smtp://h", 587), ("smtps://h", 465), ("smtp+plain://h", 25), ("smtp://h:2525", 2525)):
        assert MailServer.of(SecretStr(url), "l@acme.example").port == port
