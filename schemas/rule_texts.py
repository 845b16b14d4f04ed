"""Where texts of actions may hold templates and names of secrets."""

from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import BaseModel

# Where templates may stand in an action's arguments; of a mapping, each value.
TEMPLATES: Final[Mapping[str, tuple[str, ...]]] = {
    "set_field": ("fields",),
    "note": ("text",),
    "task": ("title",),
    "notify": ("subject", "text"),
    "call_webhook": ("body",),
    "send_quick_message": ("text", "subject"),
}
# Where `secret:NAME` may stand.
SECRETS: Final[Mapping[str, tuple[str, ...]]] = {"call_webhook": ("url", "sign_with", "headers")}


def templates_of(name: str, args: BaseModel) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the templates among an action's arguments, each with its path below them."""
    for key in TEMPLATES.get(name, ()):
        value = getattr(args, key)
        path: tuple[str, ...] = () if name == "set_field" else (key,)
        if isinstance(value, Mapping):
            yield from (((*path, inner), text) for inner, text in value.items() if isinstance(text, str))
        elif isinstance(value, str):
            yield path, value
