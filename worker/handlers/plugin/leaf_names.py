"""What a value of a body is called: the path that takes it, and the name it is kept under when nobody took it."""

import re
from typing import Final

from worker.handlers.name_folding import fold
from worker.handlers.plugin.leaves import BodyLeaf
from worker.handlers.plugin.paths import pointer

_TAKEN_NAMES: Final = frozenset({"name", "email", "phone", "city", "company", "country"})


def path_of(leaf: BodyLeaf) -> str:
    """Give the path that takes a field, as plugins.yaml writes it."""
    keys = [str(key) for key in leaf.location]
    if any(re.search(r"[.\[\]/]", key) for key in keys):
        return pointer(keys)
    return ".".join(keys)


def extra_name(leaf: BodyLeaf) -> str:
    """Give the name under which a value is kept that nobody took: never that of a field it was found not to be."""
    if isinstance(leaf.value, dict | list) or fold(leaf.name) not in _TAKEN_NAMES:
        return leaf.name
    path = ".".join(key for key in leaf.path if isinstance(key, str))
    return path if fold(path) not in _TAKEN_NAMES else f"{leaf.name} (other)"
