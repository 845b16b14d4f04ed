"""Meta's question whether an address is ours, asked when somebody enters it. Pure.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Final

from worker.errors import UnprovenError

_CHALLENGE: Final = re.compile(r"[\x20-\x7e]{1,256}")


def challenge(query: Mapping[str, str], words: Sequence[str]) -> str:
    """Give the answer, as plain text; raise `UnprovenError` where the verify token is none of `words`."""
    asked = query.get("hub.challenge", "")
    if query.get("hub.mode") != "subscribe" or not _CHALLENGE.fullmatch(asked):
        raise UnprovenError(
            "malformed", "this is no request to verify: hub.mode=subscribe and hub.challenge are missing"
        )
    given = query.get("hub.verify_token", "").encode("utf-8", "surrogateescape")
    same = [hmac.compare_digest(given, word.encode()) for word in words]  # each is compared, whichever it is
    if not any(same):
        raise UnprovenError("wrong", "hub.verify_token is another word than `challenge` of this source names")
    return asked
