"""Values that are made quickly are dataclasses in every other respect."""

import inspect
import pickle
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import pytest

from worker.commit.applied import Receipt
from worker.contact import Consent, Contact, Fact, Identity, Ignored
from worker.ports import Delivery, Outgoing
from worker.values import made_quickly


@dataclass(frozen=True, slots=True)
class Plain:
    name: str
    size: int = 3
    parts: list[int] = field(default_factory=list)
    words: tuple[str, ...] = ()


@made_quickly
@dataclass(frozen=True, slots=True)
class Quick:
    name: str
    size: int = 3
    parts: list[int] = field(default_factory=list)
    words: tuple[str, ...] = ()


@pytest.mark.parametrize("given", [{}, {"size": 0}, {"parts": [1], "words": ("a",)}, {"parts": []}])
def test_it_holds_what_a_frozen_dataclass_holds(given: dict[str, Any]) -> None:
    assert asdict(Quick("a", **given)) == asdict(Plain("a", **given))
    assert repr(Quick("a", **given)).replace("Quick", "") == repr(Plain("a", **given)).replace("Plain", "")


def test_defaults_are_made_anew_for_each() -> None:
    one, other = Quick("a"), Quick("a")
    assert one == other
    assert one.parts is not other.parts


def test_it_is_compared_hashed_replaced_and_copied_as_a_value() -> None:
    one = Fact("city", "Pune", "plugin")
    assert (one == Fact("city", "Pune", "plugin"), one == replace(one, value="Goa")) == (True, False)
    assert len({one, Fact("city", "Pune", "plugin"), replace(one, by="human")}) == 2
    assert pickle.loads(pickle.dumps(one)) == one
    assert not hasattr(one, "__dict__")


def test_what_is_missing_or_unknown_is_said_as_ever() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'by'"):
        Fact("city", "Pune")  # type: ignore[call-arg]  # what is tested
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        Quick("a", colour="red")  # type: ignore[call-arg]  # what is tested


@pytest.mark.parametrize("made", [Consent, Contact, Delivery, Fact, Identity, Ignored, Outgoing, Receipt])
def test_parameters_are_the_fields_in_order(made: type) -> None:
    named = list(inspect.signature(made).parameters)
    assert named == [one.name for one in fields(made)]
