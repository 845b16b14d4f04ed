"""What a chat webhook is sent: the shape its service takes, with the text made inert. Pure.

What a lead is called must not ring a whole channel (`<!channel>`, `@everyone`) or draw a link that says one thing and
leads to another, so the marks of each service are taken out of the text; a rule's own text loses them too.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

MAX_TEXT: Final = 4_000  # Slack cuts there, Google Chat refuses beyond 32 KB, a Teams card beyond 28 KB
_BROADCAST: Final = re.compile(r"@(?=(?:channel|here|all|everyone)\b)", re.IGNORECASE)
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")
_APART: Final = "\u200b"  # zero-width: the word looks the same and is no command any more


def _slack(text: str) -> dict[str, Any]:
    """`{"text": ...}` as Slack, Mattermost and Rocket.Chat take it; they undo these three entities."""
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(mark, entity)
    return {"text": _BROADCAST.sub("@" + _APART, text)}


def _google(text: str) -> dict[str, Any]:
    """Google Chat knows no entities; `<users/all>` and `<url|text>` begin with a bracket and a word."""
    return {"text": re.sub(r"<(?=\S)", "<" + _APART, text)}


def _teams(text: str) -> dict[str, Any]:
    """A workflow of Teams takes adaptive cards only, since the connectors that took text were retired."""
    block = {"type": "TextBlock", "text": _MARKDOWN.sub(r"\\\1", text), "wrap": True}
    card = {"type": "AdaptiveCard", "version": "1.4", "body": [block]}
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
    }


def _discord(text: str) -> dict[str, Any]:
    return {"content": text[:2000], "allowed_mentions": {"parse": []}}


# By the end of the host's name; whoever is not here takes Slack's shape, which most do.
SHAPES: Final[Mapping[str, Callable[[str], dict[str, Any]]]] = {
    "chat.googleapis.com": _google,
    "logic.azure.com": _teams,
    "api.powerplatform.com": _teams,
    "webhook.office.com": _teams,
    "discord.com": _discord,
    "discordapp.com": _discord,
}


def body(host: str, text: str) -> dict[str, Any]:
    """Give the JSON for the chat service at `host` that shows `text`."""
    shown = text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
    shape = next((s for end, s in SHAPES.items() if host == end or host.endswith(f".{end}")), _slack)
    return shape(shown)
