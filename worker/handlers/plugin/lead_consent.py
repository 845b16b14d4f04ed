"""What a lead's body says about consent: what was asked and answered, what was ticked, what CRMs keep of it. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from worker.handlers.cells import cell_text
from worker.handlers.consent_answers import Question, answers_consent, consented
from worker.handlers.consent_cells import read_consent
from worker.handlers.name_folding import fold
from worker.handlers.plugin.leaves import BodyLeaf
from worker.handlers.plugin.sources import scalar_text
from worker.handlers.recognition.names import meaning
from worker.handlers.withdrawals import is_withdrawal

Role = Literal["opt_in", "opt_out"]
Free = Callable[[str], Sequence[BodyLeaf]]

_ROLES: Final[tuple[Role, ...]] = ("opt_in", "opt_out")
_MOST: Final = 50  # fields whose answers may be sentences of consent


@dataclass(frozen=True, slots=True)
class ConsentEvidence:
    """A field that decided about consent. `asked`: it was read as a question about it, so that it is nothing else."""

    role: Role
    leaf: BodyLeaf
    why: str = ""
    asked: bool = False


def consent_of(answer: Any) -> bool | None:
    """Read the answer that a mapping names: a yes, a word of withdrawal, or ticked sentences of which one is a consent."""
    only = answer[0] if isinstance(answer, list) and len(answer) == 1 else answer
    said = read_consent(only, asked_for="opt_in")
    return answers_consent(only) if said is None else said


def asked_consent(
    leaves: Sequence[BodyLeaf], free: Free, left_open: Sequence[BodyLeaf], *, mapped: bool
) -> tuple[bool | None, list[ConsentEvidence]]:
    """Say what the fields that ask about consent come to, and those whose value is a sentence of consent.

    `free` gives the unused fields of a role; `left_open` are fields without a value: a box that was not ticked. Where a
    mapping names the consent, no other field opts in.
    """
    asked = [(leaf, role) for role in _ROLES if not (mapped and role == "opt_in") for leaf in free(role)]
    asked = [(leaf, role) for leaf, role in asked if role == "opt_out" or not of_processing(leaf)]
    listed = [(leaf, Question(_named(leaf), leaf.value, role)) for leaf, role in asked if not of_mail(leaf, leaves)]
    if not mapped:
        unasked = (leaf for role in ("", "none", "text") for leaf in free(role) if role != "text" or _ticked(leaf))
        prose = (leaf for leaf in unasked if _may_tell(leaf) and not of_mail(leaf, leaves))
        listed += [(leaf, Question(_named(leaf), leaf.value, "")) for leaf, _ in zip(prose, range(_MOST), strict=False)]
        if any(role == "opt_in" for _, role in asked):
            boxes = (leaf for leaf in left_open if meaning(_named(leaf)).role == "opt_in")
            listed += [(leaf, Question(_named(leaf), "", "opt_in")) for leaf in boxes]
    found = consented([question for _, question in listed])
    role: Role = "opt_in" if found.given else "opt_out"
    decided = [listed[n] for n in found.by]
    return found.given, [ConsentEvidence(role, leaf, _why(leaf, one), bool(one.asked_for)) for leaf, one in decided]


def _may_tell(leaf: BodyLeaf) -> bool:
    """Whether a field that was not asked about consent may hold a sentence of it: what was ticked, or a short text."""
    return _ticked(leaf) or (isinstance(leaf.value, str) and " " in leaf.value)


def _ticked(leaf: BodyLeaf) -> bool:
    return isinstance(leaf.value, list)


def _named(leaf: BodyLeaf) -> str:
    return " ".join((leaf.name, *leaf.labels))


def _why(leaf: BodyLeaf, question: Question) -> str:
    """Say why it decides where its name does not say so: what was ticked."""
    if question.asked_for and read_consent(leaf.value, asked_for=question.asked_for) is not None:
        return ""
    return "of the sentence that was ticked"


def withdrawals(leaves: Sequence[BodyLeaf]) -> list[ConsentEvidence]:
    """Give the fields that were not asked about consent and say that the person wants no messages."""
    return [
        ConsentEvidence("opt_out", leaf, f"it says {cell_text(leaf.value).strip() or scalar_text(leaf.value)!r}")
        for leaf in leaves
        if is_withdrawal(_all_keys(leaf), leaf.value)
    ]


def of_mail(leaf: BodyLeaf, leaves: Sequence[BodyLeaf]) -> bool:
    """Whether a field beside it says `email`: then it is about that channel."""
    around = leaf.location[:-1]
    beside = (one for one in leaves if around and one.location[:-1] == around)
    return any(fold(scalar_text(one.value)[:20]) == "email" for one in beside)


def of_processing(leaf: BodyLeaf) -> bool:
    """Whether what a field stands in is about data being processed, and the field names no messages: `gdpr.consent`."""
    above = [key for key in leaf.path[:-1] if isinstance(key, str) and not key.lower().startswith("personal")]
    boxed = any("processing" in meaning(key).concepts for key in above)
    return boxed and meaning(" ".join((*above, leaf.name.rpartition(".")[2]))).role == "none"


def _all_keys(leaf: BodyLeaf) -> str:
    return " ".join(key for key in leaf.path if isinstance(key, str)) or leaf.name
