"""What the models of an administrator's files have in common: strictness, text, suggestions, errors with a place."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Misplaced = tuple[tuple[str | int, ...], str]
"""A mistake that a model finds across its parts: where, as keys and indices from the model down, and what."""


def misplaced(model: type[BaseModel], mistakes: Iterable[Misplaced]) -> None:
    """Raise all mistakes at once, each at its own place, for a report to point at line and column; none: return."""
    details = [
        InitErrorDetails(type=PydanticCustomError("misplaced", "{text}", {"text": text}), loc=loc, input=None)
        for loc, text in mistakes
    ]
    if details:
        raise ValidationError.from_exception_data(model.__name__, details)


def fold(word: str) -> str:
    """Compare words as people write them: `Closed Lead`, `closed-lead` and `closed_lead` are one."""
    return re.sub(r"[\W_]+", "", word.casefold())


def closest(
    word: str, known: Sequence[str], synonyms: Mapping[str, str] | None = None, cutoff: float = 0.65
) -> str | None:
    """Give the known word that was probably meant, None if nothing is. `synonyms` is keyed by case-folded words."""
    table = synonyms or {}
    meant = table.get(word.casefold()) or table.get(fold(word))
    if meant in known:
        return meant
    folded = {fold(entry): entry for entry in known}
    if fold(word) in folded or not fold(word):
        return folded.get(fold(word))
    near = difflib.get_close_matches(fold(word)[:64], list(folded), n=1, cutoff=cutoff)
    return folded[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str], synonyms: Mapping[str, str] | None = None, most: int = 16) -> str:
    """End a sentence about an unknown word: the suggestion, else the words there are, while they are at most `most`."""
    listed = list(known)
    near = closest(word, listed, synonyms)
    if near is not None:
        return f" - did you mean {near!r}?"
    if 0 < len(listed) <= most:
        return f"; known are {', '.join(listed)}"
    return ""


def _as_text(value: Any) -> Any:
    """Take a whole number written without quotes as the text it is; whatever else YAML reads has lost its spelling."""
    if isinstance(value, bool | float):
        raise PydanticCustomError(
            "unquoted", "this is read as {kind}; put it in quotes to have it as text", {"kind": _KIND[type(value)]}
        )
    return str(value) if isinstance(value, int) else value


_KIND: Mapping[type, str] = {bool: "yes or no", float: "a decimal number"}

Text = Annotated[str, BeforeValidator(_as_text)]

SECRET: Final = r"^secret:[A-Za-z][A-Za-z0-9_.-]{0,63}$"  # noqa: S105 - a pattern
SecretName = Annotated[
    Text, Field(pattern=SECRET, description="secret:NAME, the name of a secret; never the secret itself")
]


def _not_empty(value: Any) -> Any:
    if not value:
        raise PydanticCustomError("misplaced", "this must not be empty")
    return value


# For lists of models: `min_length` would complain once more about a list whose items are wrong.
NOT_EMPTY = AfterValidator(_not_empty)
Id = Annotated[
    Text,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$",
        description="letters, digits, `_`, `.`, `-`; at most 64 characters",
    ),
]


class File(BaseModel):
    """Strict, immutable: an unknown key is an error with a suggestion, not a setting silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
