"""What is no message of a person: statuses, echoes, calls, old chats, address book, chats on standby."""

from typing import Any

import orjson
import pytest
from whatsapp_bodies import NOW, OWN, cloud, decode, facts, ignored, keys, only, readable, text, value

from schemas.account import AccountFile, Number
from worker.account import Account, Accounts
from worker.contact import Consent
from worker.handlers.whatsapp import handle
from worker.leads.versions import is_placeholder
from worker.ports import Delivery


def test_statuses_create_nothing_and_each_has_its_own_receipt() -> None:
    decoded = decode("statuses")
    assert ignored(decoded) == ["status"] * 3
    assert [part.id for part in decoded.ignored] == [
        f"status:wamid.HBgMY2FzZS1vdXQy:{status}" for status in ("sent", "read", "delivered")
    ]


def test_a_status_teaches_that_a_number_and_user_ids_are_one_person_once() -> None:
    first, second = decode("status_with_pair").contacts
    assert keys(first) == ["phone:919876540037", "bsuid:IN.37", "bsuid:IN.ENT.37"]
    assert (first.creates, first.inbound, first.activity) == (False, False, "identity_learned")
    assert first.id == second.id, "the second status of a pair must cost a look-up, not a write"
    assert facts(first) == {"name": "Pablo", "username": "@pablo"}


def test_a_status_is_joined_with_its_row_by_id() -> None:
    rows = [{"wa_id": "919876500002", "user_id": "IN.2"}, {"wa_id": "919876500001", "user_id": "IN.1"}]
    status = {"id": "w", "status": "sent", "timestamp": "1795000000", "recipient_id": "919876500001"}
    assert keys(only(decode(cloud(value(contacts=rows, statuses=[status]))))) == ["phone:919876500001", "bsuid:IN.1"]


def test_the_marketing_opt_out_error_is_an_opt_out() -> None:
    contact = only(decode("status_opted_out"))
    assert contact.id == "status:wamid.OUT37:failed"
    assert contact.consents == (Consent(given=False, at=1_795_000_100_000, reason="error_131050"),)
    assert not contact.creates


def test_the_error_code_may_be_a_string() -> None:
    errors = [{"code": "131050"}]
    status = {"id": "w", "status": "failed", "timestamp": 1795000000, "recipient_user_id": "IN.1", "errors": errors}
    assert only(decode(cloud(value(statuses=[status])))).consents[0].given is False


def test_a_status_of_a_group_teaches_nothing() -> None:
    assert ignored(decode("status_of_group")) == ["group"]


def test_another_failure_is_no_opt_out() -> None:
    contact = only(decode("status_failed_otherwise"))
    assert (contact.consents, [failure.means for failure in contact.failures]) == ((), ["limited"])


@pytest.mark.parametrize("recipient", [None, "Y2FwaV9ncm91cDox", "123", ""])
def test_a_status_of_nobody_we_can_name_is_no_fault(recipient: Any) -> None:
    status = {"id": "w", "status": "sent", "timestamp": "1795000000", "recipient_id": recipient}
    assert ignored(decode(cloud(value(statuses=[status])))) == ["status"]


@pytest.mark.parametrize("fault", [{"id": None}, {"timestamp": "x"}, {"status": 5}, {"errors": "x"}])
def test_a_malformed_status_is_refused_alone(fault: dict[str, Any]) -> None:
    good = {"id": "w", "status": "sent", "timestamp": "1795000000", "recipient_id": "919876500001"}
    decoded = decode(cloud(value(statuses=[{**good, **fault}, good])))
    assert len(decoded.ignored) == 1
    assert decoded.refused[0].where == f"/entry/0/changes/0/value/statuses/0/{next(iter(fault))}"


def test_messages_and_statuses_may_come_in_one_body() -> None:
    status = {"id": "w", "status": "sent", "timestamp": "1795000000", "recipient_id": "919876500001"}
    decoded = decode(cloud(value(messages=[text()], statuses=[status])))
    assert (len(decoded.contacts), len(decoded.ignored)) == (1, 1)


def test_an_echo_is_about_its_recipient_and_opens_no_window() -> None:
    contact = only(decode("echo"))
    assert keys(contact) == ["phone:919876500140"]
    assert (contact.activity, contact.creates, contact.inbound) == ("message_sent", False, False)
    assert contact.text == "Here is the brochure"
    assert "phone:911140849999" not in keys(contact)


def test_an_echo_to_a_user_id_learns_the_number_of_its_row() -> None:
    echo = {"to_user_id": "IN.7", **text(None)}
    rows = [{"wa_id": "919876500007", "user_id": "IN.7", "profile": {"username": "@s"}}]
    contact = only(decode(cloud(value(contacts=rows, message_echoes=[echo]), field="smb_message_echoes")))
    assert keys(contact) == ["phone:919876500007", "bsuid:IN.7"]
    assert facts(contact) == {"username": "@s"}


def test_an_echo_to_ourselves_or_a_group_is_nothing() -> None:
    echoes = [{"to": OWN, **text(None)}, {"to": "919876500007", "group_id": "g", **text(None, id="b")}]
    assert ignored(decode(cloud(value(message_echoes=echoes), field="smb_message_echoes"))) == ["own_number", "group"]


@pytest.mark.parametrize(
    ("display", "sender"),
    [
        ("+55 11 8765-4321", "5511987654321"),  # Brazil, before and after the ninth digit
        ("+55 11 98765-4321", "551187654321"),
        ("+52 1 55 1234 5678", "525512345678"),  # Mexico, with and without the 1 of mobiles
        ("+52 55 1234 5678", "5215512345678"),
    ],
)
def test_a_message_of_our_own_number_is_ours_in_its_other_spelling(display: str, sender: str) -> None:
    ours = Account("ours", AccountFile(name="Ours", numbers=(Number(id="7301", display=display),)))
    messages = [text(sender), text("919876500001", id="wamid.OTHER")]
    body = orjson.dumps(cloud(value("7301", messages=messages)))
    decoded = handle(Delivery("whatsapp-incoming", body, {}, received_at=NOW), Accounts.of([ours]))
    assert [part.reason for part in decoded.ignored] == ["own_number"]
    assert [keys(contact) for contact in decoded.contacts] == [["phone:919876500001"]]
    assert not decoded.refused


def test_a_call_of_the_person_opens_the_window_and_its_end_does_not() -> None:
    begins, ends = decode("call").contacts
    assert (begins.activity, begins.inbound, begins.creates) == ("call_received", True, True)
    assert (ends.activity, ends.inbound) == ("call_ended", False)
    assert begins.id != ends.id
    assert ends.content["call"]["duration"] == 80
    assert "candidate" not in readable([begins.raw, begins.content])


def test_a_call_of_ours_is_about_whom_we_called() -> None:
    placed, pair = decode("call_by_us").contacts
    assert keys(placed) == ["phone:919876540044", "bsuid:IN.44"]
    assert (placed.activity, placed.inbound, placed.creates) == ("call_placed", False, False)
    assert pair.activity == "identity_learned"


def test_a_call_without_direction_is_told_by_our_own_number() -> None:
    call = {"id": "c", "event": "connect", "timestamp": 1795000000, "from": OWN, "to": "919876500001"}
    contact = only(decode(cloud(value(calls=[call]), field="calls")))
    assert (contact.activity, keys(contact)) == ("call_placed", ["phone:919876500001"])


def test_old_chats_create_leads_at_their_own_time_without_a_window() -> None:
    decoded = decode("history")
    sent, told, placeholder = decoded.contacts
    assert (sent.activity, sent.creates, keys(sent)) == ("message_sent", False, ["phone:919876540041", "bsuid:IN.41"])
    assert (told.activity, told.creates, told.inbound) == ("history_received", True, False)
    assert {part.source for part in decoded.contacts} == {"history"}
    assert told.at == 1_790_000_600_000
    assert told.text == "Thanks!"
    assert facts(told) == {"username": "@old"}
    assert placeholder.content["unavailable"]


def test_a_picture_of_an_old_chat_completes_its_placeholder() -> None:
    placeholder = decode("history").contacts[2]
    picture = only(decode("history_media"))
    assert placeholder.id == picture.id
    assert is_placeholder(placeholder)
    assert not is_placeholder(picture)
    assert picture.content["media"]["id"] == "24230790383178626"
    assert not picture.inbound
    assert picture.source == "history"


def test_a_malformed_message_of_an_old_chat_is_refused_with_its_thread() -> None:
    (refusal,) = decode("history").refused
    assert refusal.where == "/entry/0/changes/0/value/history/0/threads/0/messages/3/timestamp"
    assert refusal.id == "wa:wamid.H4"
    fixed = orjson.loads(refusal.body)
    thread = fixed["entry"][0]["changes"][0]["value"]["history"][0]["threads"][0]
    assert thread["id"] == "919876540041"
    assert len(thread["messages"]) == 1
    thread["messages"][0] |= {"timestamp": "1790000800", "text": {"body": "late"}}
    assert keys(only(decode(fixed))) == ["phone:919876540041", "bsuid:IN.41"]


@pytest.mark.parametrize(
    ("history", "where"),
    [
        ({}, "/history"),
        ([5], "/history/0"),
        ([{"threads": 5}], "/history/0"),
        ([{"threads": [5]}], "/history/0/threads/0"),
        ([{"threads": [{"messages": 5}]}], "/history/0/threads/0/messages"),
        ([{"threads": [{"id": "919876500001", "messages": [5]}]}], "/history/0/threads/0/messages/0"),
    ],
)
def test_broken_history_is_refused_at_its_place(history: Any, where: str) -> None:
    (refusal,) = decode(cloud(value(history=history), field="history")).refused
    assert refusal.where == f"/entry/0/changes/0/value{where}"


def test_a_business_that_keeps_its_chats_is_no_error() -> None:
    assert ignored(decode("history_declined")) == ["history_declined"]


def test_a_partner_s_wrapper_around_old_chats_is_understood() -> None:
    assert only(decode("dialog360_history")).activity == "history_received"


def test_the_address_book_teaches_names_and_ids_and_creates_nothing() -> None:
    decoded = decode("address_book")
    asha, sam = decoded.contacts
    assert keys(asha) == ["phone:919876500001"]
    assert [(f.name, f.value, f.by) for f in asha.facts] == [("name", "Asha Rao (Baner site)", "whatsapp")]
    assert not asha.creates
    assert keys(sam) == ["bsuid:IN.42", "bsuid:IN.ENT.42"]
    assert facts(sam) == {"name": "Sam", "username": "sam42"}
    assert [part.reason for part in decoded.ignored] == ["address_book"]
    assert len({asha.id, sam.id, decoded.ignored[0].id}) == 3


def test_a_chat_that_another_sender_handles_is_an_enquiry_all_the_same() -> None:
    decoded = decode("standby")
    asked, answered = decoded.contacts
    assert (asked.activity, asked.creates, asked.inbound) == ("message_received", True, True)
    assert asked.content["standby"]
    assert facts(asked) == {"name": "Stand By"}
    assert (answered.activity, keys(answered), answered.text) == (
        "message_sent",
        ["phone:919876540090"],
        "I am an agent",
    )
    assert ignored_reasons(decoded) == ["status"]


def ignored_reasons(decoded: Any) -> list[str]:
    return [part.reason for part in decoded.ignored]


def test_a_standby_message_has_the_id_of_the_message_proper() -> None:
    body = cloud(value(standby={"messages": [text()]}), field="standby")
    assert only(decode(body)).id == only(decode(cloud(value(messages=[text()])))).id


def test_a_malformed_standby_message_is_refused_in_its_nest() -> None:
    (refusal,) = decode(cloud(value(standby={"messages": [text(timestamp=None)]}), field="standby")).refused
    assert refusal.where == "/entry/0/changes/0/value/standby/messages/0/timestamp"
    assert orjson.loads(refusal.body)["entry"][0]["changes"][0]["value"]["standby"]["messages"][0]["id"] == "wamid.TEST"


@pytest.mark.parametrize("nested", [None, [], "x"])
def test_a_standby_change_without_its_nest_is_refused(nested: Any) -> None:
    (refusal,) = decode(cloud(value(standby=nested), field="standby")).refused
    assert refusal.where.endswith("/standby")


@pytest.mark.parametrize("event", ["messages.set", "MESSAGES_SET", "messaging-history.set"])
def test_chats_that_whatsapp_web_tells_when_it_is_paired_are_no_enquiries(event: str) -> None:
    parts = [
        {
            "key": {"id": f"3EB{ours}", "remoteJid": "919876500001@s.whatsapp.net", "fromMe": ours},
            "message": {"conversation": "hi"},
            "messageTimestamp": 1_780_000_000,
        }
        for ours in (False, True)
    ]
    decoded = decode({"event": event, "instance": "acme-in", "data": {"messages": parts}}, provider="evolution")
    assert [part.source for part in decoded.contacts] == ["history", "history"]
    assert [(part.activity, part.creates, part.inbound) for part in decoded.contacts] == [
        ("history_received", True, False),
        ("message_sent", False, False),
    ]
