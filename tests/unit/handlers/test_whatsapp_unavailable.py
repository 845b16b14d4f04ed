"""A message whose content is missing or broken is still an enquiry: sender, time and id make the lead."""

import copy
from typing import Any

import orjson
import pytest
from whatsapp_bodies import all_golden, cloud, decode, facts, golden, headers_of, ignored, keys, only, text, value

from schemas.whatsapp_message import MESSAGES
from worker.contact import Contact

LOST = [{"code": 131000, "title": "Something went wrong"}]
TYPES = sorted(set(MESSAGES) - {"system", "revoke"})


def cloud_one(part: dict[str, Any], **more: Any) -> Contact:
    return only(decode(cloud(value(messages=[part], **more))))


@pytest.mark.parametrize("broken", [{}, {"PART": None}, {"PART": 5}, {"PART": "x"}, {"PART": []}], ids=str)
@pytest.mark.parametrize("kind", TYPES)
def test_every_type_without_its_part_is_an_enquiry_that_says_why(kind: str, broken: dict[str, Any]) -> None:
    part = {"from": "919876500001", "id": "wamid.LOST", "timestamp": "1795000000", "type": kind, "errors": LOST}
    if broken:
        part[kind] = broken["PART"]
    rows = [{"wa_id": "919876500001", "profile": {"name": "Asha"}}]
    contact = cloud_one(part, contacts=rows)
    assert (contact.id, contact.at, contact.creates) == ("wa:wamid.LOST", 1_795_000_000_000, True)
    assert (keys(contact), facts(contact)) == (["phone:919876500001"], {"name": "Asha"})
    if contact.content != {"type": "contacts", "contacts": []}:  # a list of no cards is a list
        assert contact.content["unavailable"] is True
        assert contact.content["type"] == kind
        assert contact.content["errors"][0]["code"] == 131000
        assert contact.content["reason"] == "131000 Something went wrong"
    assert contact.inbound is (kind != "edit")


def test_without_an_error_of_the_platform_the_reason_is_what_is_wrong_and_holds_no_value() -> None:
    contact = cloud_one(text(text={"body": 919876543210}))
    assert contact.content == {
        "type": "text",
        "unavailable": True,
        "reason": "text/body: Input should be a valid string",
    }


@pytest.mark.parametrize(
    ("part", "place", "kept"),
    [
        (text(context={"id": 5, "forwarded": True}), "context/id", {"context": {"forwarded": True}}),
        (text(errors="x"), "errors", {}),
        (text(origin=7), "origin", {}),
        (
            text(type="image", image={"id": "1", "mime_type": 5, "caption": "look"}),
            "image/mime_type",
            {"media": {"id": "1", "caption": "look"}},
        ),
        (
            text(type="location", location={"latitude": 1.5, "longitude": 2, "name": []}),
            "location/name",
            {"location": {"latitude": 1.5, "longitude": 2.0}},
        ),
    ],
)
def test_what_can_be_read_beside_a_broken_part_is_taken(part: Any, place: str, kept: dict[str, Any]) -> None:
    contact = cloud_one(part)
    assert contact.text in ("hello", "look", None)
    assert "unavailable" not in contact.content
    assert kept.items() <= contact.content.items()
    (fault,) = contact.content["not_read"]
    assert fault.startswith(place + ": ")


def test_an_ad_whose_parts_are_broken_is_an_ad_all_the_same() -> None:
    part = text(text=None, referral={"source_type": "ad", "source_id": [1], "ctwa_clid": "Aff"})
    contact = cloud_one(part)
    assert contact.source == "ctwa_ad"
    assert contact.attribution == {"source_type": "ad", "ctwa_clid": "Aff"}
    assert contact.content["unavailable"]


@pytest.mark.parametrize("kind", [None, 5, "", [], "x" * 65])
def test_a_message_that_does_not_say_its_type_is_an_enquiry(kind: Any) -> None:
    part = text(type=kind)
    del part["text"]
    assert cloud_one(part).content["type"] == "unknown"


@pytest.mark.parametrize("kind", [None, 5, "", "Text", "x" * 65])
def test_what_stands_in_a_message_that_does_not_say_its_type_is_read(kind: Any) -> None:
    contact = cloud_one(text(type=kind, body="STOP"))
    assert (contact.content["type"], contact.text) == ("text", "STOP")
    assert [one.given for one in contact.consents] == [False]


def test_a_sender_written_as_a_number_is_a_sender() -> None:
    part = text()
    part["from"] = 919876500001
    assert keys(cloud_one(part)) == ["phone:919876500001"]


@pytest.mark.parametrize("group", [5, {"id": "x"}, ["g"]])
def test_a_group_that_is_no_name_is_a_group(group: Any) -> None:
    assert ignored(decode(cloud(value(messages=[text(group_id=group)])))) == ["group"]


def test_broken_ones_among_good_ones_keep_their_order() -> None:
    parts = [text(id="wamid.1"), text(id="wamid.2", text=None), text(id=3), text(id="wamid.4")]
    decoded = decode(cloud(value(messages=parts)))
    assert [contact.id for contact in decoded.contacts] == ["wa:wamid.1", "wa:wamid.2", "wa:wamid.4"]
    assert decoded.refused[0].detail == "id: Input should be a valid string"


def test_a_hundred_thousand_faults_cost_no_more_than_one() -> None:
    contact = cloud_one(text(errors=[1] * 100_000))
    assert (contact.text, len(contact.content["not_read"])) == ("hello", 1)


def test_a_withdrawal_that_does_not_say_of_what_makes_no_lead() -> None:
    contact = cloud_one(text(type="revoke"))
    assert (contact.activity, contact.creates, contact.inbound) == ("message_revoked", False, False)


@pytest.mark.parametrize("system", [None, {}, {"type": 5}, {"type": "user_got_older"}, "x"])
def test_notices_of_whatsapp_that_we_do_not_know_are_no_fault(system: Any) -> None:
    assert ignored(decode(cloud(value(messages=[text(type="system", system=system)])))) == ["system"]


def _preference(**more: Any) -> Any:
    part = {"wa_id": "919876500001", "category": "marketing_messages", "timestamp": 1795000000, **more}
    return decode(cloud(value(user_preferences=[part]), field="user_preferences"))


@pytest.mark.parametrize(("word", "given"), [("stop", False), ("resume", True), ("signup", True)])
def test_a_choice_in_the_menu_is_a_consent(word: str, given: bool) -> None:
    contact = only(_preference(value=word, detail={"not": "text"}))
    assert [consent.given for consent in contact.consents] == [given]
    assert contact.content["not_read"] == ["detail: Input should be a valid string"]
    assert not contact.creates


def test_a_choice_that_we_do_not_know_is_noted_and_opts_nobody_in_or_out() -> None:
    assert ignored(_preference(value="snooze")) == ["unknown_preference"]


def test_a_status_that_came_later_is_a_status() -> None:
    part = {"id": "w", "status": "framed", "timestamp": "1795000000", "recipient_id": "919876500001"}
    assert ignored(decode(cloud(value(statuses=[part])))) == ["status"]


def test_a_call_without_its_event_is_somebody_who_called() -> None:
    part = {"id": "c", "timestamp": "1795000000", "from": "919876500001", "duration": "long"}
    contact = only(decode(cloud(value(calls=[part]), field="calls")))
    assert (keys(contact), contact.creates) == (["phone:919876500001"], True)
    assert "duration" in contact.content["not_read"][0]


def _web(message: Any, **more: Any) -> dict[str, Any]:
    key = {"id": "3EB0", "remoteJid": "919876500001@s.whatsapp.net", "fromMe": False}
    data = {"key": key, "message": message, "messageTimestamp": 1795000000, **more}
    return {"event": "messages.upsert", "instance": "acme-in", "data": data}


@pytest.mark.parametrize(
    "message",
    [None, 5, "x", [], {}, {"imageMessage": 5}, {"conversation": 7}, {"extendedTextMessage": []}, {"a": {}}],
)
def test_a_message_of_whatsapp_web_without_content_is_an_enquiry(message: Any) -> None:
    contact = only(decode(_web(message, pushName=["x"]), provider="evolution"))
    assert (keys(contact), contact.inbound, contact.creates) == (["phone:919876500001"], True, True)
    assert contact.content["unavailable"] is True
    assert "pushName: Input should be a valid string" in contact.content["not_read"]


@pytest.mark.parametrize("payload", [None, 5, {}, "x", {"text": 5}])
@pytest.mark.parametrize(
    "kind", ["text", "image", "file", "location", "contact", "reaction", "nfm_reply", "button_reply"]
)
def test_a_message_of_gupshup_without_content_is_an_enquiry(kind: str, payload: Any) -> None:
    body = orjson.loads(golden("gupshup_text"))
    body["payload"] |= {"type": kind, "payload": payload}
    contact = only(decode(body, provider="gupshup"))
    assert contact.creates
    if not isinstance(payload, dict) or not payload:
        assert contact.content["unavailable"] is True


def test_a_form_of_twilio_without_content_is_an_enquiry() -> None:
    base = "MessageSid=SM1&From=whatsapp%3A%2B919876500001&To=whatsapp%3A%2B14155238886"
    for more, word in (("&MessageType=image", "content"), ("&Latitude=north&Longitude=1", "numbers")):
        contact = only(decode((base + more).encode(), provider="twilio"))
        assert (keys(contact), contact.content["unavailable"]) == (["phone:919876500001"], True)
        assert word in contact.content["reason"]


@pytest.mark.parametrize("change", [{"body": 5}, {"body": None}, {"media": "x", "hasMedia": "?"}, {"_data": []}])
def test_a_message_of_waha_with_broken_parts_is_an_enquiry(change: dict[str, Any]) -> None:
    body = orjson.loads(golden("waha_number"))
    body["payload"] |= change
    assert only(decode(body, provider="waha")).creates


# What a message needs, and what is around it: everything else may be anything, and the person is kept.
NEEDED = frozenset(
    (
        *("object", "entry", "changes", "value", "field", "messages", "metadata", "phone_number_id", "contacts"),
        *(
            "id",
            "timestamp",
            "from",
            "from_user_id",
            "wa_id",
            "user_id",
            "type",
            "group_id",
            "payload",
            "data",
            "event",
        ),
        *("key", "messageTimestamp", "remoteJid", "fromMe", "source", "app", "instance", "session", "me", "Info"),
        *("to", "sender", "phone", "display_phone_number", "messageStubType", "remoteJidAlt", "senderPn", "senderLid"),
        *("from_parent_user_id", "userId", "messaging_product", "low", "high", "instanceName", "instanceId"),
        *("ID", "Chat", "Sender", "SenderAlt", "IsFromMe", "IsGroup", "Timestamp"),
    )
)
MESSAGES_OF = sorted(
    name
    for name in all_golden()
    if name.endswith(".json")
    and name != "truncated.json"
    and not (decoded := decode(golden(name), **headers_of(name))).refused
    and [contact.inbound for contact in decoded.contacts] == [True]
    and decoded.contacts[0].activity == "message_received"
)


def _places(data: Any, inside: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path for key, inner in steps for path in ((*inside, key), *_places(inner, (*inside, key)))]


@pytest.mark.parametrize("name", MESSAGES_OF)
@pytest.mark.parametrize("wrong", [None, 5, "x", [], {}, [None], {"x": 1}, True], ids=repr)
def test_whatever_is_wrong_in_a_message_its_sender_stays_a_lead(name: str, wrong: Any) -> None:
    body = orjson.loads(golden(name))
    who = set(keys(only(decode(body, **headers_of(name)))))
    for path in _places(body):
        if path[-1] in NEEDED or isinstance(path[-1], int):
            continue
        spoilt = copy.deepcopy(body)
        place = spoilt
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = wrong
        decoded = decode(spoilt, **headers_of(name))
        assert not decoded.refused, (path, decoded.refused)
        assert [part.reason for part in decoded.ignored] in ([], ["reaction_removed"], ["notification"]), path
        for contact in decoded.contacts:
            assert who & set(keys(contact)), path
