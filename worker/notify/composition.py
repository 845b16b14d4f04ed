"""What is sent: the mail, the chat message and the webhook of a notification, with its secrets in place."""

from typing import Final

import orjson
from pydantic import SecretStr
from yarl import URL

from schemas.quick_messages import Notification
from worker.errors import RefusedError
from worker.notify import chat, signature
from worker.notify.account_secrets import PREFIX, AccountSecrets
from worker.notify.mail import Mail
from worker.notify.targets import Target
from worker.notify.web import WebhookRequest

MAX_SUBJECT: Final = 120
# Headers that frame a request, and those that only we may set; a rule has no say in them.
OURS: Final = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "upgrade", "te", "trailer"}
)


def mail(notification: Notification, target: Target, now: int) -> Mail:
    """Give the mail to one address. `now` in Unix ms."""
    text = notification.text or ""
    subject = notification.subject or next((line for line in text.splitlines() if line.strip()), "")[:MAX_SUBJECT]
    rule = notification.reason.get("rule")
    by = f"rule {rule} of " if isinstance(rule, str) else ""
    origin = f"Sent by {by}{notification.account} about the lead {notification.lead}"
    return Mail(target.id, target.address, subject, f"{text}\n\n-- \n{origin}\n", now)


def chat_request(notification: Notification, reference: str, secrets: AccountSecrets, seconds: float) -> WebhookRequest:
    """Give the request to the chat webhook whose address is the secret `reference`."""
    secret = secrets.value(notification.account, reference)
    text = "\n".join(part for part in (notification.subject, notification.text) if part)
    try:
        host = URL(secret.get_secret_value()).host or ""
    except ValueError:
        host = ""
    return WebhookRequest(secret.get_secret_value(), orjson.dumps(chat.body(host, text)), {}, seconds, (secret,))


def webhook(
    notification: Notification, address: str, secrets: AccountSecrets, seconds: float, now: int
) -> WebhookRequest:
    """Give the request of a webhook, signed for this attempt at `now` (Unix ms).

    Secrets are looked up anew each time, so a rotated one is taken at once.
    """
    used: list[SecretStr] = []

    def value(text: str) -> str:
        if not text.startswith(PREFIX):
            return text
        used.append(secrets.value(notification.account, text))
        return used[-1].get_secret_value()

    url = value(address)
    headers = {name: value(text) for name, text in notification.headers.items()}
    for name in headers:
        if name.lower() in OURS or name.lower().startswith(("webhook-", "proxy-")):
            raise RefusedError("bad_header", f"the header {name[:40]!r} is set by the worker")
    keys: tuple[bytes, ...] = ()
    if notification.secret is not None:
        used.append(secrets.value(notification.account, notification.secret))
        keys = signature.keys(used[-1])
    body = orjson.dumps(notification.data)
    headers |= signature.headers(signature.message_id(notification.idempotency_key), now // 1000, body, keys)
    wait = notification.timeout_ms / 1000 if notification.timeout_ms is not None else seconds
    return WebhookRequest(url, body, headers, wait, tuple(used))
