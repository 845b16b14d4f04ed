"""The checker sees what it is there to see: broken workers, and data that somebody altered, each make it speak."""

import asyncio
from typing import Any

import pytest

from tests.acceptance.crew import Scene, crew
from tests.acceptance.invariants import Case, findings, report
from tests.acceptance.mutants import MUTANTS
from tests.acceptance.traffic import Traffic
from worker.broker.memory_server import MemoryServer
from worker.leads import fold

pytestmark = pytest.mark.services

# Which rules a mutant may break; at least one of them must be found broken.
BREAKS = {
    "no_version_guard": {"counters_match_history", "histories_are_whole", "history_gives_the_lead"},
    "no_unique_identity": {"one_lead_per_person"},
    "history_before_leads": {"counters_match_history", "histories_are_whole"},
    "redeliveries_are_applied": {"counters_match_history", "histories_are_whole"},
    "clear_before_announce": {"every_entry_is_announced"},
    "some_events_are_not_published": {"every_entry_is_announced"},
    "announce_before_commit": {"every_event_is_recorded"},
    "sequence_skips": {"histories_are_whole"},
    "dead_letters_are_lost": {"confirmed_is_recorded"},
    "dead_letters_are_mute": {"dead_letters_say_why"},
    "batches_die_together": {"innocents_are_not_refused"},
    "last_is_latest": {"maxima_and_minima_are_right"},
    "any_name_wins": {"the_strongest_name_wins"},
    "leads_are_never_merged": {"one_lead_per_person"},
    "strangers_are_forgotten": {"the_last_word_on_consent_counts"},
    "created_again_and_again": {"one_lead_is_created_once"},
    "statuses_are_enquiries": {"nothing_else_is_recorded"},
}
BOOM = "this text meets a bug"


async def run(scene: Scene, server: MemoryServer, monkeypatch: pytest.MonkeyPatch, *, patience: float) -> Case:
    """Everything that the mutants stumble over: strangers first, races, duplicates, bugs, a broker that goes away."""
    right = fold.fold

    def buggy(lead: Any, contact: Any, *more: Any) -> Any:
        if contact.text == BOOM:
            raise ZeroDivisionError(BOOM)
        return right(lead, contact, *more)

    monkeypatch.setattr(fold, "fold", buggy)
    traffic = Traffic(11, people=4)
    muddled = traffic.muddled([*traffic.messages(90), *map(traffic.pair, traffic.people)], duplicates=0.6)
    async with crew(server, 4, **scene.settings):
        await scene.send([*traffic.stops(), *map(traffic.unnumbered, traffic.people)])
        await scene.quiet(patience, rest=0.1)
        await scene.send([*muddled[:80], traffic.bug(BOOM, "ZeroDivisionError")])
        await asyncio.sleep(0.05)
        server.stop()
        await asyncio.sleep(0.1)
        server.start()
        await scene.send(muddled[80:])
        await scene.quiet(patience, rest=0.2)
    return await scene.case(faults=True)


async def test_the_worker_as_it_is_breaks_nothing(
    scene: Scene, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = findings(await run(scene, server, monkeypatch, patience=20))
    assert report(found) == ""


@pytest.mark.parametrize("name", BREAKS)
async def test_a_broken_worker_is_found_out(
    scene: Scene, server: MemoryServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    MUTANTS[name](monkeypatch.setattr)
    found = findings(await run(scene, server, monkeypatch, patience=1))
    assert {finding.rule for finding in found} & BREAKS[name], f"only this was found:\n{report(found)}"
