"""E-mail over SMTP: one message to one address, in a thread, bounded in time as a whole.

The server and the sender are the operator's settings and trusted; addresses, subjects and texts are not.
"""

import asyncio
import email.policy
import email.utils
import re
import smtplib
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Final, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from worker.errors import ConfigurationError, LeadWorkerError, RefusedError, UndeliveredError
from worker.notify.smtp_errors import outcome

Encryption = Literal["starttls", "tls", "none"]
SCHEMES: Final[dict[str, tuple[Encryption, int]]] = {
    "smtp": ("starttls", 587),
    "smtps": ("tls", 465),
    "smtp+plain": ("none", 25),
}
MAX_SUBJECT: Final = 200
MAX_TEXT: Final = 100_000
# What a mailbox is called in practice (a dot-atom, with the letters of RFC 6531); no quoting, no comments, no lists.
_ATOM: Final = r"A-Za-z0-9.!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff"
_LABEL: Final = r"[A-Za-z0-9\u00a1-\U0010ffff-]{1,63}"
_ADDRESS: Final = re.compile(rf"[{_ATOM}][{_ATOM}-]{{0,63}}@(?:{_LABEL}\.)+{_LABEL}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed in, and from whom it is."""

    host: str
    port: int
    encryption: Encryption
    sender: Address
    user: str = ""
    password: SecretStr = field(default_factory=lambda: SecretStr(""))

    @classmethod
    def of(cls, url: SecretStr, sender: str) -> Self:
        """Read the settings; raise `ConfigurationError` that does not show them."""
        expected = "LEADWORKER_SMTP_URL is smtp://user:password@host:587, smtps://host:465 or smtp+plain://host:25"
        try:
            parts = urlsplit(url.get_secret_value())
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ConfigurationError(f"{expected}; special characters of user and password as %40 and the like")
        encryption, usual = SCHEMES[parts.scheme]
        if encryption == "none" and parts.username:
            raise ConfigurationError(
                "LEADWORKER_SMTP_URL: smtp+plain would send the password readable; use smtp or smtps"
            )
        name, address = email.utils.parseaddr(sender)
        if not _is_address(address):
            raise ConfigurationError("LEADWORKER_SMTP_FROM is needed with LEADWORKER_SMTP_URL: leads@example.com")
        return cls(
            parts.hostname,
            port or usual,
            encryption,
            Address(name, *address.rsplit("@", 1)),
            unquote(parts.username or ""),
            SecretStr(unquote(parts.password or "")),
        )


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one address. `id` is stable over retries, so that mailboxes can tell a repetition; `at` Unix ms."""

    id: str
    address: str
    subject: str
    text: str
    at: int


def message(mail: Mail, sender: Address) -> EmailMessage:
    """Give the message to hand in; raise `RefusedError` (`bad_address`) for an address that is none."""
    if not _is_address(mail.address):
        raise RefusedError("bad_address", "this is no e-mail address; correct it in team.yaml")
    made = EmailMessage(policy=email.policy.SMTP)
    try:
        made["From"] = sender
        user, _, domain = mail.address.rpartition("@")
        made["To"] = Address(username=user, domain=domain)
        made["Subject"] = " ".join(_clean(mail.subject).split())[:MAX_SUBJECT]
    except (ValueError, IndexError, email.errors.MessageError):
        problem = RefusedError("bad_address", "this address has no place in a header; correct it in team.yaml")
    else:
        made["Date"] = datetime.fromtimestamp(mail.at / 1000, UTC)
        made["Message-ID"] = f"<{mail.id}@{sender.domain}>"
        made["Auto-Submitted"] = "auto-generated"  # https://www.rfc-editor.org/rfc/rfc3834: no out-of-office replies
        made.set_content(_clean(mail.text)[:MAX_TEXT])
        return made
    raise problem


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text)) and not _CONTROL.search(text) and not any(map(str.isspace, text))


def _clean(text: str) -> str:
    """Give the text without control characters and halves of characters, which no mail may hold."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n")).encode("utf-8", "replace").decode()


class _Session(smtplib.SMTP):
    """One connection, which another thread may end."""

    def __init__(self, server: MailServer, seconds: float, context: ssl.SSLContext) -> None:
        super().__init__(local_hostname=server.sender.domain, timeout=seconds)
        self._server, self._context = server, context
        self._host = server.host  # the name that the certificate is checked for
        self._handle: socket.socket | None = None
        self._ended = False

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = socket.create_connection((host, port), timeout)
        self._handle = connection.dup()  # stays valid while TLS takes the socket over
        if self._ended:
            connection.close()
            raise TimeoutError
        if self._server.encryption == "tls":
            return self._context.wrap_socket(connection, server_hostname=host)
        return connection

    def end(self) -> None:
        """End the connection, whatever it is waiting for."""
        self._ended = True
        if self._handle is not None:
            with suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)

    def hand_in(self, mail: EmailMessage, address: str) -> LeadWorkerError | None:
        """Do the whole exchange in this thread; give what went wrong."""
        step = "connect"
        try:
            code, _ = self.connect(self._server.host, self._server.port)
            if code != 220:
                return UndeliveredError("smtp_connect", f"the mail server greeted with {code}")
            if self._server.encryption == "starttls":
                step = "starttls"
                self.starttls(context=self._context)
            if self._server.user:
                step = "login"
                self.login(self._server.user, self._server.password.get_secret_value())
            step = "send"
            self.send_message(mail, str(self._server.sender.addr_spec), [address])
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return outcome(step, error, (SecretStr(self._server.user), self._server.password))
        else:
            return None
        finally:
            self._leave()

    def _leave(self) -> None:
        with suppress(smtplib.SMTPException, OSError):
            if self.sock is not None and not self._ended:
                self.sock.settimeout(1.0)  # the message is handed in; a farewell is a courtesy
                self.quit()
        with suppress(OSError):
            self.close()
        if self._handle is not None:
            self._handle.close()


class Mailer:
    """Sends e-mail. Use it as an async context manager."""

    def __init__(self, server: MailServer, seconds: float, limit: int = 16, tls: ssl.SSLContext | None = None) -> None:
        self._server, self._seconds = server, seconds
        self._context = tls or ssl.create_default_context()
        self._pool = ThreadPoolExecutor(limit, thread_name_prefix="mail")
        self._sessions: set[_Session] = set()

    async def __aenter__(self) -> "Mailer":
        """Threads start on first use."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End what is under way."""
        for session in self._sessions:
            session.end()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def send(self, mail: Mail) -> None:
        """Send; return when the server took it. Raises `RefusedError` or `UndeliveredError`, as the web client does.

        A server that took the message, but did not say so in time, gets it again, with the same Message-ID.
        """
        made = message(mail, self._server.sender)
        session = _Session(self._server, self._seconds, self._context)
        self._sessions.add(session)
        try:
            async with asyncio.timeout(self._seconds):
                loop = asyncio.get_running_loop()
                error = await loop.run_in_executor(self._pool, session.hand_in, made, mail.address)
        except TimeoutError:
            error = UndeliveredError("timed_out", f"the mail server did not finish within {self._seconds:g} s")
        finally:
            session.end()
            self._sessions.discard(session)
        if error is not None:
            raise error
