"""Secrets that senders put inside a body: checked once, and gone before anything is stored, logged or dead-lettered.

Google's lead forms send the advertiser's key with every lead
(https://developers.google.com/google-ads/webhook/docs/implementation). A keyed digest of what was removed goes along
with a dead letter, so that a replay can be checked again after the key in `plugins.yaml` was corrected.
"""

import hashlib
import hmac
import re
from typing import Any, Final

from schemas.messages import PluginDelivery
from schemas.plugin import PluginMapping
from worker.errors import RefusedError
from worker.handlers.exact_json import dumps, loads
from worker.handlers.name_folding import fold
from worker.handlers.plugin.paths import as_text, compiled, look_up

_MAX_DEPTH: Final = 70
_JSON_STARTS: Final = frozenset({"{", "[", " ", "\n", "\r", "\t"})  # of a text of JSON

# Names whose values nobody should see, wherever they stand; compared folded.
ALWAYS_SECRET: Final = frozenset(
    {
        *("googlekey", "password", "passwd", "secret", "secretkey", "clientsecret", "apikey", "apisecret"),
        *("accesstoken", "refreshtoken", "authtoken", "bearertoken", "webhooksecret", "privatekey", "authorization"),
    }
)
_WORDS: Final = (
    r"google[_\-]?key|pass(?:word|wd)|(?:client[_\-]?|api[_\-]?|webhook[_\-]?)?secret(?:[_\-]?key)?|api[_\-]?key"
    r"|(?:access|refresh|auth|bearer)[_\-]?token|private[_\-]?key|authorization"
)
_IN_TEXT: Final = re.compile(
    rf"""((?<![a-z])(?:{_WORDS})(?:\\*["'])?\s*(?:[:=]|%3[ad])\s*)(?:(\\*["'])[^"'\\]*|[^"'\\&<>,}}\s]+)""", re.I
)
_IN_TAGS: Final = re.compile(rf"(<(?:{_WORDS})>)[^<]*", re.I)


def redacted(text: str) -> str:
    """Take secrets out of text that nobody could parse, as well as their names give them away."""
    return _IN_TAGS.sub(r"\1", _IN_TEXT.sub(r"\1\2", text))


def given_secret(body: Any, mapping: PluginMapping) -> str:
    """Give the shared secret that the body holds, if the mapping says where."""
    if mapping.secret is None:
        return ""
    steps = compiled(mapping.secret.path).steps
    return next((as_text(value) for top in _tops(body) for _, value in look_up(top, steps)), "")


def strip(body: Any, mapping: PluginMapping) -> bool:
    """Remove every secret from the body, in place; say whether there was one."""
    paths = (*mapping.secrets, *((mapping.secret.path,) if mapping.secret else ()))
    removed = _strip_names(body, 0)
    for top in _tops(body):
        for path in paths:
            for location, _ in list(look_up(top, compiled(path).steps)):
                removed |= _remove(top, location)
    return removed


def _tops(body: Any) -> list[Any]:
    return body if isinstance(body, list) else [body]


def _remove(value: Any, location: tuple[str | int, ...]) -> bool:
    """Remove what stands at a location; a text of JSON on the way is written anew."""
    if not location:
        return False
    key, rest = location[0], location[1:]
    if rest and isinstance(value[key], str):
        inside = _read(value[key])
        _remove(inside, rest)
        value[key] = dumps(inside)
    elif rest:
        _remove(value[key], rest)
    elif isinstance(value, dict):
        value.pop(key, None)
    else:
        value[key] = None  # the other items keep their places
    return True


def _read(text: str) -> Any:
    """Read a text of JSON; what is none holds no names. Read anew, because it is changed."""
    try:
        return loads(text)[0]
    except RefusedError:
        return None


def _strip_names(value: Any, depth: int) -> bool:
    removed = False
    if isinstance(value, dict):
        for key in [
            key for key in value if len(key) < 40 and fold(key) in ALWAYS_SECRET and not isinstance(value[key], dict)
        ]:
            del value[key]
            removed = True
    if depth >= _MAX_DEPTH:
        return removed
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        if isinstance(item, dict | list):
            removed |= _strip_names(item, depth + 1)
        elif isinstance(item, str) and item[:1] in _JSON_STARTS and _IN_TEXT.search(item):
            inside = _read(item)
            if _strip_names(inside, depth + 1):
                value[key] = dumps(inside)
                removed = True
    return removed


def digest_of(secret: str, envelope: PluginDelivery) -> str:
    """Give a digest of a secret that is worth nothing for another delivery."""
    key = f"{envelope.account}\n{envelope.plugin}\n{envelope.delivery_id}".encode()
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


def check(secret: str, envelope: PluginDelivery, mapping: PluginMapping) -> bool:
    """Say whether the delivery is known to be genuine. Raise `RefusedError`: `wrong_secret`, `unverified`."""
    if mapping.secret is None:
        if mapping.require_verified and not envelope.verified:
            raise RefusedError(
                "unverified",
                f"the edge could not verify this delivery of {envelope.plugin}, and plugins.yaml says "
                "require_verified; if you know it to be genuine, set `verified` to true and replay it",
            )
        return envelope.verified
    expected = mapping.secret.value.get_secret_value()
    if secret:
        genuine = hmac.compare_digest(secret.encode(), expected.encode())
    elif envelope.secret_digest:
        same = hmac.compare_digest(envelope.secret_digest.encode(), digest_of(expected, envelope).encode())
        genuine = same or envelope.verified
    else:
        genuine = envelope.verified
    if not genuine:
        said = "another secret than" if secret or envelope.secret_digest else "no secret, but there is"
        raise RefusedError(
            "wrong_secret",
            f"{envelope.plugin} sent {said} the one in plugins.yaml under {envelope.plugin}.secret "
            f"(path {mapping.secret.path}); correct it there or in the sender's settings, and replay",
            "/body",
        )
    return True
