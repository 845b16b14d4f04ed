"""Re-keying: the key that a stored identity has under the folding rules and number plans of this version.

A lead stores the `KEY_VERSION` its keys were made with. When the rules change, or a new release of the number plans reads
old numbers differently, every stored key is made again from what was received, so that the next message of the person
finds the lead. Pure; reading and writing leads, and merging two that now share a key, is the store's and the leads' part.
"""

from collections.abc import Mapping
from typing import Any

from worker.errors import RefusedError
from worker.identity.addresses import whatsapp_identity


def rekeyed(identity: Mapping[str, Any]) -> str:
    """Give the key of a stored identity (`k`, `kind`, `raw`, `e164`, `trusted`) as this version would make it.

    It is the key that the next message from `raw` gets, or, for a number a person typed, the next cell with its E.164.
    Only phones are folded: every other kind keeps its key, and so does a phone whose stored form is no number at all.
    """
    key = str(identity["k"])
    if identity.get("kind") != "phone":
        return key
    sources = (identity.get("raw"), identity.get("e164")) if identity.get("trusted") else (identity.get("e164"),)
    _, mark, since = key.partition(
        "~"
    )  # a number that was given up: from when the key is meant (`worker.leads.holders`)
    for source in sources:
        try:
            return whatsapp_identity(source or "").key + mark + since
        except RefusedError:
            continue
    return key
