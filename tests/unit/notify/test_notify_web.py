"""Web requests: bounded, signed, their outcomes told apart, and nothing secret in any text about them."""

import asyncio
import base64
import gzip
import time

import pytest
from aiohttp import web
from pydantic import SecretStr

from tests.receivers import Names, receiving
from worker.errors import RefusedError, UndeliveredError
from worker.notify import chat, signature
from worker.notify.account_secrets import AccountSecrets, without
from worker.notify.guard import Reach
from worker.notify.web import WebClient, WebhookRequest
from worker.system import SystemClock

TOKEN = "T0KEN8Zx/QvPq9LkWm"


def _client(receiver, names=None):
    reach = Reach.of(allow=["127.0.0.1/32"], ports=[str(receiver.port)])
    return WebClient(reach, SystemClock(), names)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_every_2xx_is_a_yes(status):
    async with receiving() as receiver, _client(receiver) as client:
        receiver.answer(status)
        await client.post(WebhookRequest(f"{receiver.url}/hook?x=1", b'{"a":1}', {"X-Key": "v"}))
    (request,) = receiver.requests
    assert (request.path, request.body) == ("/hook?x=1", b'{"a":1}')
    assert request.headers["X-Key"] == "v"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["User-Agent"].startswith("leadworker/")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *[(status, RefusedError) for status in (300, 304, 400, 401, 403, 404, 405, 409, 410, 413, 422, 451)],
        *[(status, UndeliveredError) for status in (408, 425, 429, 500, 501, 502, 503, 504, 507, 599)],
    ],
)
async def test_what_may_pass_is_told_from_what_will_not(status, kind):
    async with receiving() as receiver, _client(receiver) as client:
        receiver.answer(status)
        with pytest.raises(kind) as failed:
            await client.post(WebhookRequest(f"{receiver.url}/{TOKEN}", b"{}"))
    assert failed.value.reason == ("redirected" if status < 400 else f"http_{status}")
    assert f"http://127.0.0.1:{receiver.port} answered {status}" in str(failed.value)
    assert TOKEN not in str(failed.value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("7", 7.0), (" 120 ", 120.0), ("0", 0.0), ("soon", None), ("-1", None), ("1.5", None), ("9" * 400, 999_999_999.0)],
)
async def test_retry_after_in_seconds_is_read(value, expected):
    async with receiving() as receiver, _client(receiver) as client:
        receiver.answer(429, headers={"Retry-After": value})
        with pytest.raises(UndeliveredError) as failed:
            await client.post(WebhookRequest(receiver.url, b"{}"))
    assert failed.value.retry_after == expected


async def test_retry_after_as_a_date_is_read():
    async with receiving() as receiver, _client(receiver) as client:
        for value, low, high in (("Fri, 31 Dec 2199 23:59:59 GMT", 1e9, 1e11), ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0)):
            receiver.answer(503, headers={"Retry-After": value})
            with pytest.raises(UndeliveredError) as failed:
                await client.post(WebhookRequest(receiver.url, b"{}"))
            assert low <= failed.value.retry_after <= high


async def test_the_word_of_a_chat_service_is_told_and_longer_answers_are_not():
    async with receiving() as receiver, _client(receiver) as client:
        told = {"channel_is_archived": True, "x" * 200: False, '{"internal": "10.0.0.1"}': False, TOKEN[9:]: False}
        for text, shown in told.items():
            receiver.answer(404, text=text)
            with pytest.raises(RefusedError) as failed:
                await client.post(
                    WebhookRequest(f"{receiver.url}/{TOKEN}", b"{}", secrets=(SecretStr(f"{receiver.url}/{TOKEN}"),))
                )
            assert (text in str(failed.value)) is shown, text


async def test_a_slow_receiver_is_left_in_time():
    async with receiving() as receiver, _client(receiver) as client:
        receiver.delay = 30
        began = time.monotonic()
        with pytest.raises(UndeliveredError) as failed:
            await client.post(WebhookRequest(receiver.url, b"{}", seconds=0.3))
    assert failed.value.reason == "timed_out"
    assert time.monotonic() - began < 3


async def test_a_receiver_that_says_yes_and_never_ends_has_said_yes():
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=200)
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.05)

    async with receiving() as receiver:
        app = web.Application()
        app.router.add_post("/", endless)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        receiver.port = runner.addresses[0][1]
        async with _client(receiver) as client:
            began = time.monotonic()
            await client.post(WebhookRequest(receiver.url + "/", b"{}", seconds=1))
            assert time.monotonic() - began < 4
        await runner.cleanup()


async def test_a_huge_or_packed_answer_is_not_taken_in():
    async with receiving() as receiver, _client(receiver) as client:
        packed = gzip.compress(b"0" * 50_000_000)
        receiver.answers[:] = [
            lambda: web.Response(status=400, body=packed, headers={"Content-Encoding": "gzip"}),
            lambda: web.Response(status=400, body=b"y" * 20_000_000),
        ]
        for _ in range(2):
            with pytest.raises(RefusedError) as failed:
                await client.post(WebhookRequest(receiver.url, b"{}"))
            assert failed.value.reason == "http_400"


@pytest.mark.parametrize("speech", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n"])
async def test_who_does_not_speak_http_is_unreachable(speech):
    async def serve(reader, writer):
        await reader.read(100)
        writer.write(speech)
        with_drain = writer.drain()
        await asyncio.gather(with_drain, return_exceptions=True)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with WebClient(Reach.of(allow=["127.0.0.1/32"], ports=[str(port)]), SystemClock()) as client:
        with pytest.raises(UndeliveredError) as failed:
            await client.post(WebhookRequest(f"http://127.0.0.1:{port}/{TOKEN}", b"{}", seconds=5))
    server.close()
    assert failed.value.reason == "unreachable"
    assert TOKEN not in str(failed.value)


async def test_nobody_there_and_an_unknown_name_are_unreachable():
    async with receiving() as receiver:
        pass
    async with _client(receiver, Names({})) as client:
        for url in (f"{receiver.url}/{TOKEN}", f"http://no-such-name.example:{receiver.port}/{TOKEN}"):
            with pytest.raises(UndeliveredError) as failed:
                await client.post(WebhookRequest(url, b"{}"))
            assert failed.value.reason == "unreachable"
            assert TOKEN not in str(failed.value)
            assert failed.value.__context__ is None  # the library's error names the whole address


async def test_a_header_that_would_be_two_is_refused():
    async with receiving() as receiver, _client(receiver) as client:
        with pytest.raises(RefusedError) as refused:
            await client.post(WebhookRequest(receiver.url, b"{}", {"X-Key": "a\r\nX-Other: b"}))
    assert refused.value.reason == "bad_request"
    assert not receiver.requests


# signatures


def test_the_signature_of_the_specification_s_example():
    secret = SecretStr("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = signature.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', signature.keys(secret)
    )
    assert made == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_both_keys_of_a_rotation_sign():
    old, new = (f"whsec_{base64.b64encode(bytes([n]) * 32).decode()}" for n in (1, 2))
    both = signature.headers("m", 1, b"{}", signature.keys(SecretStr(f"{new} {old}")))["webhook-signature"].split()
    single = [signature.headers("m", 1, b"{}", signature.keys(SecretStr(s)))["webhook-signature"] for s in (new, old)]
    assert both == single


@pytest.mark.parametrize(
    "secret",
    ["s3cr3t-not-base64", "whsec_", "whsec_s3cr3t!", "whsec_" + base64.b64encode(b"s" * 23).decode(),
     "whsec_" + base64.b64encode(b"s" * 65).decode(), base64.b64encode(b"s" * 32).decode(), "whsk_" + "QUFB" * 11],
)  # fmt: skip
def test_what_is_no_signing_secret_is_refused_without_being_shown(secret):
    with pytest.raises(RefusedError) as refused:
        signature.keys(SecretStr(secret))
    assert refused.value.reason == "bad_signing_key"
    assert secret[6:] not in str(refused.value) or not secret[6:]


def test_an_id_with_a_full_stop_or_odd_letters_is_digested_and_stable():
    plain = "rule:hot-lead:wa:wamid_HBgM=/1"
    assert signature.message_id(plain) == plain
    for odd in ("rule:a.b:1", "rule:größe", "a b", "a\r\nb", "x" * 500, ""):
        made = signature.message_id(odd)
        assert made == signature.message_id(odd)
        assert made.startswith("msg_")
        assert made.isascii()
        assert "." not in made
    assert len({signature.message_id(odd) for odd in ("a.b", "a.c", "a..b")}) == 3


# chats


def test_each_chat_service_gets_its_shape():
    assert chat.body("hooks.slack.com", "hi") == {"text": "hi"}
    assert chat.body("chat.googleapis.com", "hi") == {"text": "hi"}
    assert chat.body("mattermost.acme.example", "hi") == {"text": "hi"}
    for host in ("prod-12.westeurope.logic.azure.com", "default1.environment.api.powerplatform.com"):
        card = chat.body(host, "hi")["attachments"][0]
        assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
        assert card["content"]["body"][0]["text"] == "hi"
    assert chat.body("evil-discord.com.example", "hi") == {"text": "hi"}
    assert chat.body("discord.com", "hi") == {"content": "hi", "allowed_mentions": {"parse": []}}


@pytest.mark.parametrize(
    "text", ["<!channel> hi", "@channel", "@everyone", "@HERE", "<users/all>", "<https://evil.example|bank>"]
)
def test_the_name_of_a_lead_rings_nobody_and_hides_no_link(text):
    assert "<!" not in chat.body("hooks.slack.com", text)["text"]
    assert "<" not in chat.body("hooks.slack.com", text)["text"]
    assert text not in chat.body("mattermost.acme.example", text)["text"]
    google = chat.body("chat.googleapis.com", text)["text"]
    assert "<users" not in google
    assert "<http" not in google
    card = chat.body("x.logic.azure.com", "[bank](https://evil.example) <at>all</at>")["attachments"][0]["content"][
        "body"
    ]
    assert "[bank](" not in card[0]["text"]


def test_a_long_text_is_cut():
    assert len(chat.body("hooks.slack.com", "x" * 10_000)["text"]) == chat.MAX_TEXT


# secrets


def test_a_secret_of_the_settings_or_of_a_file_is_found_for_its_own_account_only(tmp_path):
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "sales").write_text("  from-a-file\n")
    (tmp_path / "acme" / "both").write_text("file")
    secrets = AccountSecrets({"acme": {"chat": SecretStr("value"), "both": SecretStr("settings")}}, tmp_path)
    assert secrets.value("acme", "secret:chat").get_secret_value() == "value"
    assert secrets.value("acme", "secret:sales").get_secret_value() == "from-a-file"
    assert secrets.value("acme", "secret:both").get_secret_value() == "settings"
    for name in ("chat", "sales", "both"):
        with pytest.raises(RefusedError, match="unknown_secret"):
            secrets.value("padaria", f"secret:{name}")
    (tmp_path / "acme" / "sales").write_text("rotated")
    assert secrets.value("acme", "secret:sales").get_secret_value() == "rotated"


@pytest.mark.parametrize(
    ("account", "reference"),
    [
        ("acme", "secret:../padaria/chat"),
        ("acme", "secret:..%2fpadaria"),
        ("acme", "secret:/etc/passwd"),
        ("acme", "secret:.hidden"),
        ("acme", "secret:"),
        ("acme", "secret:a\x00b"),
        ("acme", "secret:a\n"),
        ("..", "secret:chat"),
        ("acme/../padaria", "secret:chat"),
        ("", "secret:chat"),
        ("acme", f"https://hooks.example/{TOKEN}"),
        ("acme", TOKEN),
    ],
)
def test_a_reference_leads_nowhere_else_and_is_not_repeated(tmp_path, account, reference):
    for name in ("acme", "padaria"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "chat").write_text("x")
    with pytest.raises(RefusedError) as refused:
        AccountSecrets({}, tmp_path).value(account, reference)
    assert refused.value.reason == "not_a_secret"
    assert TOKEN not in str(refused.value)


def test_an_empty_huge_or_binary_file_is_no_secret(tmp_path):
    (tmp_path / "acme").mkdir()
    for name, content in (("empty", b"\n"), ("huge", b"x" * 20_000), ("binary", b"\xff\xfe\x00")):
        (tmp_path / "acme" / name).write_bytes(content)
        with pytest.raises(RefusedError, match="unknown_secret"):
            AccountSecrets({}, tmp_path).value("acme", f"secret:{name}")


def test_texts_are_freed_of_secrets_in_whatever_form_they_come_back():
    url = SecretStr(f"https://hooks.example/services/{TOKEN}?key=abcdef123456")
    for text in (
        f"no service at {url.get_secret_value()}",
        f"unknown token {TOKEN}",
        "key abcdef123456 is revoked",
        f'{{"path": "\\/services\\/{TOKEN[:8]}"}} {TOKEN[9:]}',
        base64.b64encode(url.get_secret_value().encode()).decode(),
    ):
        freed = without(text, (url,))
        assert "***" in freed
        for part in (TOKEN, TOKEN[9:], "abcdef123456", base64.b64encode(url.get_secret_value().encode()).decode()):
            assert part not in freed
