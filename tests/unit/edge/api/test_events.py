"""GET /events: a stream of what somebody may see, which ends with their session."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.unit.edge.api.office import AT, HERE, Office
from tests.unit.live.test_feed import LEADS, event
from tests.waiting import eventually
from worker.edge.api import events, streaming


class Hearing:
    """A stream that is read."""

    def __init__(self, response: Any) -> None:
        self.response, self.text = response, ""

    async def until(self, wanted: str, seconds: float = 3.0) -> str:
        """Read until something is there."""
        async with asyncio.timeout(seconds):
            while wanted not in self.text:
                raw = await self.response.content.readany()
                if not raw:
                    break
                self.text += raw.decode()
        assert wanted in self.text, self.text
        return self.text

    async def end(self, seconds: float = 3.0) -> None:
        """Read to the end."""
        async with asyncio.timeout(seconds):
            self.text += (await self.response.content.read()).decode()


@contextlib.asynccontextmanager
async def hearing(office: Office, who: dict[str, str], query: str = "", **headers: str) -> AsyncIterator[Hearing]:
    """Open a stream."""
    telling = asyncio.create_task(office.feed.run())
    async with office.client.get(f"{AT}/events{query}", headers=HERE | who | headers) as response:
        assert response.status == 200
        yield Hearing(response)
    telling.cancel()


async def test_what_happens_is_told_to_whoever_sees_the_lead(office: Office) -> None:
    imran = await office.somebody("user", "imran")
    async with hearing(office, imran) as stream:
        assert stream.response.headers["Content-Type"].startswith("text/event-stream")
        assert stream.response.headers["Cache-Control"] == "no-store"
        await stream.until("retry: 2000")
        office.feed.heard(event(LEADS[0], assignee="meena"))
        office.feed.heard(event(LEADS[1], assignee="imran"))
        text = await stream.until(LEADS[1], 1.0)
        assert LEADS[0] not in text
        assert "event: lead\n" in text


@pytest.mark.parametrize("assignee", ["meena", None, "ravi"])
async def test_a_manager_hears_of_their_teams_leads_by_whatever_name(office: Office, assignee: str | None) -> None:
    meena = await office.somebody("manager", "imran")
    async with hearing(office, meena) as stream:
        office.feed.heard(event(LEADS[0], assignee=assignee))
        office.feed.heard(event(LEADS[1]))
        text = await stream.until(LEADS[1])
        assert (LEADS[0] in text) == (assignee != "ravi")


async def test_a_stream_ends_when_its_session_is_ended_and_does_not_keep_it_alive(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(events, "CHECK_SECONDS", 0.1)
    cookie = await office.sign_in()
    (session,) = await office.people.sessions_of("p1")
    async with hearing(office, {"Cookie": cookie}) as stream:
        await stream.until(": here")
        office.clock.ms += 10 * 60_000
        await asyncio.sleep(0.3)
        assert await office.people.session(session.id) == session
        await office.people.end_session(session.id, "p1")
        await stream.end()
    assert office.feed.streams == 0


async def test_who_is_given_fewer_leads_hears_of_fewer(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "CHECK_SECONDS", 0.0)
    manager = await office.somebody("manager", "imran")
    async with hearing(office, manager) as stream:
        office.feed.heard(event(LEADS[0], assignee="meena"))
        await stream.until(LEADS[0])
        office.roles["manager"] = office.roles["user"]
        office.feed.heard(event(LEADS[2]))
        await stream.until(LEADS[2])
        office.feed.heard(event(LEADS[3], assignee="meena"))
        office.feed.heard(event(LEADS[4]))
        assert LEADS[3] not in await stream.until(LEADS[4])


async def test_signing_out_ends_the_streams_at_once(office: Office) -> None:
    cookie = await office.sign_in()
    async with hearing(office, {"Cookie": cookie}) as stream:
        assert (await office.ask("POST", "/auth/logout", Cookie=cookie))[0] == 204
        await stream.end()


async def test_who_comes_back_names_what_they_heard_last(office: Office) -> None:
    who = await office.somebody("admin", "asha")
    async with hearing(office, who) as stream:
        office.feed.heard(event(LEADS[0]))
        text = await stream.until(LEADS[0])
        last = next(line[4:] for line in text.split("\n") if line.startswith("id: "))
        office.feed.heard(event(LEADS[1]))
        await stream.until(LEADS[1])
    async with hearing(office, who, **{"Last-Event-ID": last}) as stream:
        text = await stream.until(LEADS[1])
        assert LEADS[0] not in text
    async with hearing(office, who, **{"Last-Event-ID": "long-ago"}) as stream:
        await stream.until("event: resync")


async def test_nobody_opens_more_than_ten_and_closed_ones_are_given_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "LOOK_SECONDS", 0.05)
    who = await office.somebody("user", "imran")
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(10):
            await stack.enter_async_context(hearing(office, who))
        status, body = await office.told(who, "GET", "/events")
        assert (status, body["type"].rsplit("/", 1)[1]) == (429, "too_many")
    await eventually(lambda: not office.feed.streams)
    async with hearing(office, who) as stream:
        await stream.until("retry")


async def test_who_may_not_read_leads_hears_nothing_of_them(office: Office) -> None:
    blind = await office.somebody("user", "imran", scopes=frozenset({"space.own"}))
    status, body = await office.told(blind, "GET", "/events")
    assert (status, body["permission"]) == (403, "lead.read")
    async with hearing(office, blind, "?topics=jobs,notices") as stream:
        office.feed.heard(event(LEADS[0]))
        await asyncio.sleep(0.2)
        assert LEADS[0] not in await stream.until("retry")
    assert (await office.told(blind, "GET", "/events?topics=everything"))[0] == 422


async def test_a_server_that_stops_ends_its_streams(office: Office) -> None:
    who = await office.somebody("user", "imran")
    async with hearing(office, who) as stream:
        await stream.until("retry")
        office.feed.close()
        await stream.end()
