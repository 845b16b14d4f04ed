"""What an operator sees of dead letters: ids that can be used again, the number to be entered, and nobody's number."""

import json

import pytest

from worker.commands.dead_letter_view import LetterView
from worker.consumers.dead_letters import Cause, DeadLetter, Left
from worker.consumers.failure_headers import failure_headers
from worker.errors import RefusedError
from worker.ports import Delivery

PHONE, NUMBER = "919876543210", "104512345678901"
# As WhatsApp makes them: the person's number in base64. `919876543210` is the id some gateways give.
IDS = ["wamid.HBgMOTE5ODc2NTQzMjEwFQIAEhggABC=", "919876543210-1795000000", "3EB0919876543210AB", "order 98765 43210"]


def _letter(name: str = "m1", reason: str = "unknown_account", body: bytes = b"{}") -> DeadLetter:
    detail = f"no account has the WhatsApp number '{NUMBER}'"
    refused = Delivery("whatsapp-incoming", body, {"from": PHONE}, name)
    told = failure_headers(
        refused,
        reason=reason,
        detail=detail,
        where=f"/people/{PHONE}",
        error=RefusedError(reason),
        stage="decode",
        now=1,
    )
    return DeadLetter.read("whatsapp-incoming.dead", Delivery("whatsapp-incoming.dead", body, told, name))


def _said(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    return "".join((captured.out + captured.err).split())


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("name", IDS)
def test_every_id_shown_is_the_id(name: str, as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    letter, view, wanted = _letter(name), LetterView(as_json, reveal=False), "".join(name.split())
    cause = Cause(letter.queue, letter)
    cause.add(letter)
    view.causes([cause], 0)
    assert wanted in _said(capsys)
    view.letters([letter])
    assert wanted in _said(capsys)
    view.replayed(0, [Left(letter, "replayed 5 times before")])
    assert wanted in _said(capsys)


@pytest.mark.parametrize("as_json", [True, False])
def test_the_businesss_own_number_is_shown_where_no_account_has_it(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    view = LetterView(as_json, reveal=False)
    view.causes([Cause("whatsapp-incoming", _letter())], 0)
    view.letters([_letter()])
    assert _said(capsys).count(NUMBER) == 2
    view.letters([_letter(reason="bad_phone")])
    assert NUMBER not in _said(capsys)


@pytest.mark.parametrize("as_json", [True, False])
def test_bodies_are_masked_by_name_and_value_and_revealed_whole(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = {
        "timestamp": "1795000000",
        "from": "+91 98765 43210",
        "to": [9812345678],
        "token": "abc",
        "mail": "asha@x.in",
    }
    letter = _letter(body=json.dumps(secret).encode())
    LetterView(as_json, reveal=False).letters([letter])
    said = _said(capsys)
    assert "1795000000" in said
    for hidden in ("43210", "9812345678", "abc", "asha", PHONE):
        assert hidden not in said
    LetterView(as_json, reveal=True).letters([letter])
    said = _said(capsys)
    for shown in ("+919876543210", "9812345678", "abc", "asha@x.in", PHONE):
        assert shown in said


def test_json_that_is_revealed_is_the_body_to_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    LetterView(as_json=True, reveal=True).letters([_letter(body=b'{"a":  1.0, "a": 2}')])
    assert json.loads(capsys.readouterr().out)[0]["body"] == '{"a":  1.0, "a": 2}'


def _shown(error: Exception, reason: str, capsys: pytest.CaptureFixture[str]) -> str:
    try:
        raise error
    except type(error) as caught:
        delivery = Delivery("whatsapp-incoming", b'{"a": 1}', {}, "m1")
        told = failure_headers(
            delivery, reason=reason, detail="it is so", where="/entry/0", error=caught, stage="decode", now=1
        )
    letter = DeadLetter.read("whatsapp-incoming.dead", Delivery("whatsapp-incoming.dead", b'{"a": 1}', told, "m1"))
    LetterView(as_json=False, reveal=False).letters([letter])
    return capsys.readouterr().out


def test_a_refusal_comes_first_and_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    shown = _shown(RefusedError("malformed_json", "it is so"), "malformed_json", capsys).splitlines()
    assert shown[1:3] == ["malformed_json at /entry/0", "it is so"]
    assert shown[3].startswith("what to do: ")
    assert not any("Traceback" in line for line in shown)


def test_a_bug_comes_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    shown = _shown(KeyError("x"), "KeyError", capsys)
    assert shown.splitlines()[1] == "KeyError at /entry/0"
    assert "Traceback" in shown
