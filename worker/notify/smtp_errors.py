"""What an SMTP server's refusal means: this message's own fault, or something that may pass. Pure.

Reply codes after https://www.rfc-editor.org/rfc/rfc5321#section-4.2: 4yz may pass, 5yz is for good. A refused login or
sender is nobody's message's fault but the settings', so such messages are tried again while an operator corrects it.
"""

import re
import smtplib
import ssl
from collections.abc import Iterable
from typing import Final

from pydantic import SecretStr

from worker.errors import LeadWorkerError, RefusedError, UndeliveredError
from worker.notify import account_secrets

MAX_SAID: Final = 160
_UNPRINTABLE: Final = re.compile(r"[^ -~]+")


def outcome(step: str, error: Exception, secrets: Iterable[SecretStr]) -> LeadWorkerError:
    """Give our error for what went wrong in a step (connect, starttls, login, send)."""
    if isinstance(error, ssl.SSLError):
        return UndeliveredError("smtp_tls", f"no trusted connection to the mail server: {error.reason or 'TLS failed'}")
    if step == "login" and _is_about_the_login(error):
        # The server's text may repeat what we sent, in any encoding: only its code is told.
        number = f" ({error.smtp_code})" if isinstance(error, smtplib.SMTPResponseException) else ""
        return UndeliveredError("smtp_login", f"the mail server refused the login{number}; see LEADWORKER_SMTP_URL")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        if step == "starttls":
            return UndeliveredError("smtp_tls", "the mail server offers no STARTTLS; see LEADWORKER_SMTP_URL")
        return RefusedError("bad_address", "the mail server takes no addresses with such letters (SMTPUTF8)")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _by_code("mailbox", int(code), _said(said, secrets))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return UndeliveredError(
            "smtp_sender", f"the mail server refused the sender: {error.smtp_code} {_said(error.smtp_error, secrets)}"
        )
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code("mail" if step == "send" else step, error.smtp_code, _said(error.smtp_error, secrets))
    if isinstance(error, ValueError):
        return RefusedError("bad_message", "this text cannot be put into a mail")
    if isinstance(error, TimeoutError):
        return UndeliveredError("timed_out", "the mail server did not answer in time")
    return UndeliveredError("smtp_unreachable", f"the mail server cannot be reached: {_name(error)}")


def _is_about_the_login(error: Exception) -> bool:
    """Not about the connection; a password that cannot be sent at all is a ValueError."""
    refused = isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected)
    return refused or isinstance(error, ValueError)


def _by_code(what: str, code: int, said: str) -> LeadWorkerError:
    text = f"the mail server refused the {what}: {code} {said}".rstrip()
    if what in ("mail", "mailbox") and 500 <= code < 600:
        return RefusedError(f"{what}_refused", text)
    return UndeliveredError(f"smtp_{what}", text)


def _said(said: bytes | str, secrets: Iterable[SecretStr]) -> str:
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    return account_secrets.without(_UNPRINTABLE.sub(" ", text), secrets)[:MAX_SAID]


def _name(error: Exception) -> str:
    reason = getattr(error, "strerror", None)
    return f"{type(error).__name__}{f' ({reason})' if isinstance(reason, str) else ''}"
