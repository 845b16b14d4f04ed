"""Values that were in force before a change: CRMs send them beside those that are, in events of updates.

`previous.phone`, `before.phone`, `phone.previousValue`, `changes.phone.from`, `old[0].Phone`: nobody is known by them, and
they may be somebody else's by now. Shapes: Pipedrive (https://pipedrive.readme.io/docs/guide-for-webhooks-v2), Stripe's
`previous_attributes`, Salesforce's `Trigger.old`, databases' change feeds (`before`, `old_record`, `OldImage`).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from worker.handlers.name_folding import fold
from worker.handlers.recognition.names import owner_of
from worker.handlers.recognition.words import parts

# Words that say so only where they are a key of their own: elsewhere they are prepositions (`call before 5 pm`).
_ALONE: Final = frozenset(
    fold(word)
    for word in re.findall(
        r"\S+",
        """
    before beforeupdate beforechange beforestate beforevalue beforevalues beforedata was prior priorvalue priorvalues
    priorstate oldimage preimage fromvalue originalvalue originalvalues antes valorantes vorher vorherwert altwert alterwert
    altewerte avant prima voor przed önce до раньше पहले قبل 之前 以前 变更前 變更前 変更前 변경전 前
    """,
    )
)
_CHANGES: Final = frozenset(
    fold(word)
    for word in re.findall(
        r"\S+",
        """
    change changes changed changeset changeditems changedfields changedproperties changedattributes changelog diff diffs delta
    deltas modifications modified updatedfields fieldchanges previouschanges savedchanges cambios
    mudanças mudancas alterações änderungen aenderungen changements modifiche wijzigingen zmiany değişiklikler изменения
    """,
    )
)
_FROM: Final = frozenset({"from", "de", "desde", "von", "da", "van", "z", "od", "от", "oldval"})


def is_former(path: Sequence[Any]) -> bool:
    """Whether a value that stands under these keys is one that was in force before."""
    return _is_former(tuple(key for key in path if isinstance(key, str)))


@lru_cache(maxsize=4096)
def _is_former(keys: tuple[str, ...]) -> bool:
    if any(map(holds_former, keys)):
        return True
    return bool(keys) and fold(keys[-1][:60]) in _FROM and are_changes(keys[:-1])


def are_changes(path: Sequence[Any]) -> bool:
    """Whether what stands under these keys is a change of a field, what it was and what it is: `changes.phone`."""
    keys = [key for key in path if isinstance(key, str)]
    return any(fold(key[:60]) in _CHANGES for key in keys[-2:])


@lru_cache(maxsize=4096)
def holds_former(key: str) -> bool:
    """Whether a key says of all that it holds that it was so before: `previous`, `oldValue`; a field says so of itself."""
    if fold(key[:60]) in _ALONE:
        return True
    found = parts(key)[0]
    said = [part for part in found if part.concepts and part.text not in _VALUE]
    return bool(said) and all("former" in part.concepts for part in said) and owner_of(found) == "former"


_VALUE: Final = frozenset({"value", "values", "data", "record", "row", "state", "attributes", "properties", "fields"})
