"""The role notify at work: everybody told once, nobody's secret shown, failures settled as their kind asks for."""

import asyncio
import base64
import hashlib
import hmac

import orjson
import pytest

from schemas.notices import Notice
from tests.integration.postroom import Postroom, notice, webhook
from tests.mail_sink import mail_sink
from tests.receivers import receiving
from tests.waiting import eventually
from worker.consumers.failure_headers import ATTEMPTS, DETAIL, REASON, RETRY_COUNT, STAGE, without_failure
from worker.errors import StoreUnavailableError
from worker.notify import courier
from worker.store.mongo import Mongo
from worker.store.notices import NoticeStore
from worker.topology import NOTIFICATIONS

pytestmark = pytest.mark.services

KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture
async def room(mongo_url, mongo_database):
    mongo = Mongo(mongo_url, mongo_database)
    async with mail_sink() as mail, receiving() as web:
        yield Postroom(mongo, mail, web, {"chat": f"{web.url}/services/T0/B0/tok3n-of-chat", "signing": f"whsec_{KEY}"})
    mongo.close()


async def test_a_notice_is_in_the_console_the_mailboxes_and_the_chat(room):
    body = notice(
        users=["asha", "ravi", "asha"],
        email=["asha@example.com", "ravi@example.com"],
        chat="secret:chat",
        subject="Hot",
    )
    async with room.worker():
        await room.send(body)
        await room.settled()
    for user in ("asha", "ravi"):
        (kept,) = await room.store.of_user("acme", user)
        assert (kept.text, kept.subject, kept.lead, kept.read_at) == (body["text"], "Hot", "lead-1", None)
        assert kept.reason == {"rule": "hot"}
    assert sorted(mail.recipient for mail in room.mail.taken) == ["asha@example.com", "ravi@example.com"]
    assert {mail.message["Subject"] for mail in room.mail.taken} == {"Hot"}
    assert "rule hot of acme about the lead lead-1" in room.mail.taken[0].message.get_content()
    (request,) = room.web.requests
    assert request.path == "/services/T0/B0/tok3n-of-chat"
    assert orjson.loads(request.body) == {"text": "Hot\nRohan asks for a visit"}
    assert await room.depths() == {}


async def test_a_webhook_is_signed_and_keeps_its_id(room):
    body = webhook(
        f"{room.web.url}/hook", secret="secret:signing", headers={"X-Api-Key": "secret:chat", "X-Plain": "a"}
    )
    room.web.answer(503, 503, 200)
    async with room.worker():
        await room.send(body)
        await room.settled()
    assert len(room.web.requests) == 3
    for request in room.web.requests:
        headers = request.headers
        assert headers["webhook-id"] == body["idempotency_key"]
        assert headers["X-Api-Key"] == room.secrets["chat"]
        assert headers["X-Plain"] == "a"
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + request.body
        expected = base64.b64encode(hmac.new(b"k" * 32, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
        assert orjson.loads(request.body) == body["data"]
    assert await room.depths() == {}


async def test_an_address_may_be_a_secret(room):
    async with room.worker():
        await room.send(webhook("secret:chat"))
        await room.settled()
    assert [request.path for request in room.web.requests] == ["/services/T0/B0/tok3n-of-chat"]


async def test_what_comes_twice_is_sent_once_and_read_stays_read(room):
    body = notice(users=["asha"], email=["asha@example.com"], chat="secret:chat")
    async with room.worker():
        await room.send(body)
        await room.settled()
        (kept,) = await room.store.of_user("acme", "asha")
        assert await room.store.mark_read("acme", "asha", [kept.id], 5) == 1
        for _ in range(3):
            await room.send(body)
        await room.settled()
    assert (len(room.mail.taken), len(room.web.requests)) == (1, 1)
    assert [n.read_at for n in await room.store.of_user("acme", "asha")] == [5]
    assert await room.store.of_user("acme", "asha", unread=True) == []
    assert await room.depths() == {}


async def test_the_same_key_in_two_accounts_is_two_notifications(room):
    room.more["account_secrets"] = {}
    async with room.worker():
        for account in ("acme", "padaria"):
            await room.send(notice(account=account, idempotency_key="same", email=["asha@example.com"]))
        await room.settled()
    assert len(room.mail.taken) == 2


async def test_four_workers_with_every_notification_four_times_send_each_once(room):
    bodies = [notice(email=[f"user{n}@example.com"], chat="secret:chat") for n in range(15)]
    room.web.delay = 0.02
    async with room.worker(), room.worker(), room.worker(), room.worker():
        await asyncio.gather(*(room.send(body) for body in bodies * 4))
        await room.settled(30)
        depths = await room.depths()  # who met the claim of another waits
        assert set(depths) <= {f"{NOTIFICATIONS}.retry.10s"}
        for _ in range(sum(depths.values())):
            await room.again(await room.later(0))
        await room.settled(30)
    assert sorted(mail.recipient for mail in room.mail.taken) == sorted(body["email"][0] for body in bodies)
    assert len(room.web.requests) == len(bodies)
    assert await room.depths() == {}


async def test_who_meets_the_claim_of_another_waits_without_spending_an_attempt(room):
    body = notice(email=["asha@example.com"])
    await room.store.prepare()
    (target,) = courier.targets(courier.Notification.model_validate(body))
    assert (await room.store.claim(target.id, {}, "another", 60_000, refused_again=True))[0] == "ours"
    async with room.worker():
        await room.send(body)
        waiting = await room.later(0)
        assert waiting.headers[RETRY_COUNT] == 0
        assert not room.mail.taken
        await room.store.settle(target.id, "another", "undelivered")
        await room.again(waiting)
        await room.settled()
    assert len(room.mail.taken) == 1


async def test_a_claim_whose_owner_died_runs_out(room, monkeypatch):
    """Killed after the receiver's yes and before the mark: the one gap in which a target is told twice."""
    monkeypatch.setattr(courier, "lease_ms", lambda *_: 700)
    body = notice(email=["asha@example.com"], users=["asha"])

    def dies(name):
        if name == "send_done":
            raise asyncio.CancelledError

    monkeypatch.setattr(courier, "failpoint", dies)
    with pytest.raises(asyncio.CancelledError):  # noqa: PT012
        async with room.worker():
            await room.send(body)
            await eventually(lambda: bool(room.mail.taken))
    monkeypatch.setattr(courier, "failpoint", lambda _: None)
    async with room.worker():
        waiting = await room.later(0)
        await asyncio.sleep(1.0)
        await room.again(waiting)
        await room.settled()
    first, second = room.mail.taken
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert len(await room.store.of_user("acme", "asha")) == 1
    assert await room.depths() == {}


async def test_one_bad_address_costs_the_others_nothing(room):
    body = notice(email=["gone@example.com", "asha@example.com", "ravi@example.com"], chat="secret:chat")
    room.mail.refuse["RCPT"] = ["550 5.1.1 no such user", "250 fine"]
    async with room.worker():
        await room.send(body)
        letter = await room.dead_letter()
        assert letter.headers[REASON] == "mailbox_refused"
        assert "1 of 4 not reached" in letter.headers[DETAIL]
        assert letter.headers[STAGE] == "send"
        assert (len(room.mail.taken), len(room.web.requests)) == (2, 1)
        # Replayed once somebody has corrected it, only those who were not told are.
        await room.send(letter.body, **without_failure(letter.headers))
        await room.settled()
    assert len({mail.recipient for mail in room.mail.taken}) == len(room.mail.taken) == 3
    assert len(room.web.requests) == 1


async def test_what_may_pass_climbs_the_ladder_and_ends_as_a_dead_letter(room):
    room.web.answer(500)
    async with room.worker():
        await room.send(webhook(f"{room.web.url}/hook"))
        for rung in range(3):
            delivery = await room.later(rung)
            assert delivery.headers[RETRY_COUNT] == rung + 1
            await room.again(delivery)
        letter = await room.dead_letter()
    assert letter.headers[REASON] == "http_500"
    assert letter.headers[ATTEMPTS] == 4
    assert len(room.web.requests) == 4 * courier.ATTEMPTS
    assert await room.depths() == {}


async def test_a_partly_told_notification_tells_only_the_rest_on_its_next_trip(room):
    room.web.answer(500, 500, 500, 200)
    async with room.worker():
        await room.send(notice(email=["asha@example.com"], chat="secret:chat"))
        await room.again(await room.later(0))
        await room.settled()
    assert len(room.mail.taken) == 1
    assert len(room.web.requests) == 4
    assert await room.depths() == {}


async def test_what_was_refused_is_not_tried_again_on_the_ladder_but_told_at_its_end(room):
    room.mail.refuse["RCPT"] = ["550 5.1.1 no such user"]
    room.web.answer(500, 500, 500, 200)
    async with room.worker():
        await room.send(notice(email=["gone@example.com"], chat="secret:chat"))
        delivery = await room.later(0)
        tried = room.mail.connections
        await room.again(delivery)
        letter = await room.dead_letter()
    assert room.mail.connections == tried == 1
    assert letter.headers[REASON] == "mailbox_refused"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 301])
async def test_what_will_not_help_is_a_dead_letter_at_once(room, status):
    room.web.answer(status)
    async with room.worker():
        await room.send(webhook(f"{room.web.url}/hook"))
        letter = await room.dead_letter()
    assert letter.headers[REASON] == ("redirected" if status == 301 else f"http_{status}")
    assert len(room.web.requests) == 1


async def test_a_short_retry_after_is_waited_for_and_a_long_one_takes_a_longer_rung(room):
    room.web.answers[:] = []
    room.web.answer(429, headers={"Retry-After": "3"})
    async with room.worker():
        await room.send(webhook(f"{room.web.url}/hook"))
        await room.later(0)
        assert len(room.web.requests) == courier.ATTEMPTS
        assert all(wait >= 3 for wait in room.clock.slept)
        room.web.answer(429, headers={"Retry-After": "300"})
        await room.send(webhook(f"{room.web.url}/hook"))
        delivery = await room.later(2)
        assert delivery.headers[RETRY_COUNT] == 1
    assert len(room.web.requests) == courier.ATTEMPTS + 1


async def test_a_slow_receiver_holds_up_nobody_else(room):
    room.web.delay = 2.0
    async with room.worker():
        for _ in range(4):
            await room.send(webhook(f"{room.web.url}/slow"))
        await asyncio.sleep(0.2)
        for number in range(10):
            await room.send(notice(email=[f"u{number}@example.com"]))
        await eventually(lambda: len(room.mail.taken) == 10, 1.5)
        room.web.delay = 0


async def test_no_more_are_sent_at_a_time_than_allowed(room):
    room.more["notify_concurrency"] = 3
    now, most = 0, 0
    original = room.web.handle

    async def counting(request):
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.05)
        try:
            return await original(request)
        finally:
            now -= 1

    room.web.handle = counting
    async with receiving(room.web), room.worker():
        for _ in range(12):
            await room.send(webhook(f"{room.web.url}/hook"))
        await room.settled()
    assert most == 3


async def test_a_notification_to_many_is_sent_a_few_at_a_time_and_waiting_is_no_time_out(room):
    room.more |= {"notify_concurrency": 3, "notify_seconds": 1.0}
    room.mail.delay = 0.4
    async with room.worker():
        await room.send(notice(email=[f"u{number}@example.com" for number in range(12)]))
        await room.settled()
    assert len(room.mail.taken) == room.mail.connections == 12
    assert room.mail.most == 3


async def test_whose_claim_ran_out_cannot_say_what_became_of_it(room):
    await room.store.prepare()
    assert (await room.store.claim("s", {}, "slow", 0, refused_again=True))[0] == "ours"
    assert (await room.store.claim("s", {}, "next", 60_000, refused_again=True))[0] == "ours"
    await room.store.settle("s", "slow", "undelivered", "timed_out")
    assert (await room.store.claim("s", {}, "third", 60_000, refused_again=True))[0] == "busy"
    await room.store.settle("s", "next", "sent")
    assert (await room.store.claim("s", {}, "third", 60_000, refused_again=True))[0] == "sent"
    assert (await room.store.claim("s", {}, "next", 60_000, refused_again=True))[0] == "sent"


async def test_stopping_finishes_what_is_under_way_and_gives_back_the_rest(room):
    room.more["notify_concurrency"] = 2
    room.web.delay = 0.5
    async with room.worker():
        for _ in range(6):
            await room.send(webhook(f"{room.web.url}/hook"))
        await eventually(lambda: len(room.web.requests) == 2)
    assert len(room.web.requests) == 2
    assert await room.depths() == {NOTIFICATIONS: 4}
    room.web.delay = 0
    async with room.worker():
        await room.settled()
    assert len(room.web.requests) == 6
    assert len({request.headers["webhook-id"] for request in room.web.requests}) == 6


class AwayStore(NoticeStore):
    """A store that is away now and then."""

    def __init__(self, mongo):
        super().__init__(mongo)
        self.away = {"keep": 2, "claim": 2, "settle": 3}

    def _count(self, name):
        self.away[name] -= 1
        if self.away[name] >= 0:
            raise StoreUnavailableError

    async def keep(self, notices):
        self._count("keep")
        await super().keep(notices)

    async def claim(self, *args, **named):
        self._count("claim")
        return await super().claim(*args, **named)

    async def settle(self, *args):
        self._count("settle")
        await super().settle(*args)


async def test_a_store_that_is_away_is_waited_for_and_nothing_is_sent_twice(room):
    async with room.worker(AwayStore(room.mongo)):
        await room.send(notice(users=["asha"], email=["asha@example.com"]))
        await room.settled(30)
    assert len(room.mail.taken) == 1
    assert len(await room.store.of_user("acme", "asha")) == 1
    assert await room.depths() == {}


async def test_what_is_too_late_stays_in_the_console_and_is_not_sent(room):
    async with room.worker():
        await room.send(notice(users=["asha"], email=["asha@example.com"], expires_at=1_000))
        await room.settled()
    assert len(await room.store.of_user("acme", "asha")) == 1
    assert not room.mail.taken
    assert await room.depths() == {}


async def test_without_a_mail_server_users_have_the_console_and_bare_addresses_a_dead_letter(room):
    room.more |= {"smtp_url": None}
    async with room.worker():
        await room.send(notice(users=["asha"], email=["asha@example.com"]))
        await room.settled()
        assert await room.depths() == {}
        body = notice(email=["asha@example.com"])
        await room.send(body)
        letter = await room.dead_letter()
    assert letter.headers[REASON] == "no_mail_server"
    assert len(await room.store.of_user("acme", "asha")) == 1
    room.more.clear()
    async with room.worker():
        await room.send(letter.body)
        await room.settled()
    assert len(room.mail.taken) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"no json", "malformed"),
        (b"[]", "malformed"),
        (b'{"account": "acme"}', "malformed"),
        (notice(text=None, users=["asha"]), "malformed"),
        (notice(account="nobody", users=["asha"]), "unknown_account"),
        (notice(), "nobody"),
        (notice(kind="webhook"), "nobody"),
        (notice(users=[f"u{n}" for n in range(501)]), "too_many"),
        (notice(email=["no address"]), "bad_address"),
        (notice(chat="secret:missing"), "unknown_secret"),
        (notice(account="padaria", chat="secret:chat"), "unknown_secret"),
        (notice(chat="https://hooks.example/services/tok3n"), "not_a_secret"),
        (webhook("https://hooks.example/x", secret="whsec_tok3n"), "not_a_secret"),
        (webhook("https://user:tok3n@hooks.example/x"), "credentials_in_url"),
        (webhook("https://hooks.example/x", secret="secret:chat"), "bad_signing_key"),
        (webhook("https://hooks.example/x", headers={"Webhook-Id": "x"}), "bad_header"),
        (webhook("https://hooks.example/x", headers={"HOST": "internal"}), "bad_header"),
        (webhook("http://10.0.0.8/x"), "blocked_address"),
        (webhook("http://169.254.169.254/latest/meta-data"), "blocked_address"),
        (webhook("ftp://hooks.example/x"), "malformed_url"),
        (webhook("https://hooks.example/x", timeout_ms=5), "malformed"),
    ],
)
async def test_what_cannot_be_sent_is_a_dead_letter_with_its_reason_and_no_secret(room, body, reason):
    async with room.worker():
        await room.send(body)
        letter = await room.dead_letter()
    assert letter.headers[REASON] == reason
    assert b"tok3n" not in letter.body
    assert "tok3n" not in str(letter.headers)
    assert not room.web.requests
    assert not room.mail.taken


async def test_notices_are_read_page_by_page_and_by_their_owner_only(room):
    await room.store.prepare()
    times = (1, 2, 2, 2, 3)  # three of one millisecond
    kept = [
        Notice(id=f"acme:{n}:{user}", account="acme", user=user, lead="l", text=f"{n}", at=at)
        for n, at in enumerate(times)
        for user in ("asha", "ravi")
    ]
    await room.store.keep(kept)
    seen, before = [], None
    while page := await room.store.of_user("acme", "asha", before=before, limit=2):
        seen += page
        before = (page[-1].at, page[-1].id)
    assert [n.text for n in seen] == ["4", "3", "2", "1", "0"]
    first = seen[:2]
    assert await room.store.of_user("padaria", "asha") == []
    assert await room.store.mark_read("acme", "ravi", [n.id for n in first], 9) == 0
    assert await room.store.mark_read("padaria", "asha", [n.id for n in first], 9) == 0
    assert await room.store.mark_read("acme", "asha", [n.id for n in first], 9) == 2
    assert [n.text for n in await room.store.of_user("acme", "asha", unread=True)] == ["2", "1", "0"]
