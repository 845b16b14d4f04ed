"""One delivery of a plugin on its way through the handler: whose it is, how it is read, and where its leads stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.messages import PluginDelivery
from schemas.plugin import PluginMapping, PresetName
from worker.account import Account
from worker.handlers.plugin.leaves import are_answers
from worker.handlers.plugin.paths import Location, compiled, look_up


@dataclass(frozen=True, slots=True)
class Intake:
    """A delivery whose body is parsed and holds no secret any more. Times are Unix ms."""

    account: Account
    envelope: PluginDelivery
    preset: PresetName
    mapping: PluginMapping
    body: Any
    received_at: int
    verified: bool
    duplicate_keys: tuple[str, ...] = ()

    @property
    def plugin(self) -> str:
        """The plugin's id."""
        return self.envelope.plugin

    def delivery(self) -> Mapping[str, Any]:
        """What paths that begin with `@` see."""
        envelope = self.envelope
        return {
            "delivery_id": envelope.delivery_id,
            "received_at": self.received_at,
            "plugin": envelope.plugin,
            "headers": envelope.headers,
        }


@dataclass(frozen=True, slots=True)
class Part:
    """One lead of a body: the lead, where it stands, the root that `$.` paths start from, and its place in a list."""

    lead: Any
    location: Location
    root: Any
    base: Location  # the location from that root
    position: int | None  # None: the body is no list


def parts(intake: Intake) -> list[Part]:
    """Find the leads of a body: itself, the items of a list, or what the mapping's `leads` says."""
    paths = intake.mapping.leads
    wanted = (paths,) if isinstance(paths, str) else paths
    tops: list[tuple[Location, Any]] = [((), intake.body)]
    if isinstance(intake.body, list) and not (len(intake.body) > 1 and are_answers(intake.body)):
        tops = [((place,), item) for place, item in enumerate(intake.body)]
    found = [(top, root, base, lead) for top, root in tops for base, lead in _leads(root, wanted)]
    listed = isinstance(intake.body, list) or any(isinstance(key, int) for _, _, base, _ in found for key in base)
    first = intake.envelope.positions or ()
    return [
        Part(lead, (*top, *base), root, base, (first[n] if n < len(first) else n) if listed else None)
        for n, (top, root, base, lead) in enumerate(found)
    ]


def _leads(root: Any, paths: tuple[str, ...]) -> Iterator[tuple[Location, Any]]:
    for path in paths:
        found = list(look_up(root, compiled(path).steps))
        if path.endswith("[]") and not all(isinstance(lead, Mapping) for _, lead in found):
            continue
        if path.endswith("[]") and len(found) > 1 and are_answers([lead for _, lead in found]):
            continue
        if found:
            for base, value in found:
                if isinstance(value, list):
                    yield from (((*base, place), item) for place, item in enumerate(value))
                elif value is not None:
                    yield base, value
            return
    yield (), root
