"""What is said of a message, from what is stored of it."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from schemas.account import AccountFile, FieldsFile, LeadField
from worker import notify
from worker.account import Account
from worker.commands.lead_card import story
from worker.commit.documents import stranger_row
from worker.contact import Consent, Contact, Fact, Identity
from worker.leads import fold, join, versions
from worker.leads.lead import Lead
from worker.leads.separate import Merge, Separation
from worker.lookups.explanation import Found, candidates, explanations, unknown_hints
from worker.lookups.reasons import IGNORED, REFUSED, UNSENT, reason_of
from worker.lookups.timeline import Moment
from worker.notify.guard import BLOCKED, MALFORMED

ACCOUNT = Account("acme", AccountFile(name="Acme", region="IN"))
ACCOUNTS = {"acme": ACCOUNT}


def said(message: str, /, *keys: str, at: int = 1000, by: str = "campaign", **facts: Any) -> Contact:
    who = tuple(Identity(key, key.partition(":")[0], key) for key in keys)
    stated = tuple(Fact(name, value, by) for name, value in facts.items())
    return Contact("acme", message, at, "campaign", "list", "campaign_row", who, facts=stated)


def no(message: str) -> Contact:
    """Somebody says that they want no messages."""
    return replace(said(message, "phone:9"), creates=False, consents=(Consent(False, 1000, "form"),))


def told_of(lead: Lead, *contacts: Contact, wanted: int = -1, **more: Any) -> dict[str, Any]:
    rows = [fold.fold(lead, contact, ACCOUNT, 5000) for contact in contacts]
    found = Found(entries=[rows[wanted]], leads={lead.id: lead}, **more)
    (told,) = explanations(found, ACCOUNTS)
    return told


def new(name: str = "lead-a") -> Lead:
    return fold.new_lead(ACCOUNT, name, 1)


def test_ids_are_tried_as_given_then_under_each_account_and_with_the_prefix_of_whatsapp() -> None:
    assert candidates("wamid.x", ["acme"]) == [
        "wamid.x", "acme:wamid.x", "acme:wa:wamid.x", ":wamid.x", ":wa:wamid.x",
    ]  # fmt: skip
    assert candidates("row:diwali:12", ["acme", "zen"]) == [
        "row:diwali:12", "acme:row:diwali:12", "zen:row:diwali:12", ":row:diwali:12",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("false_919876500098@c.us_3EB0AAA", "acme:wa:3EB0AAA"),
        ("true_919876500098@c.us_3EB0AAA_919876500097@c.us", "acme:wa:3EB0AAA"),
        ("wa:false_231987654321098@lid_3EB0AAA", "acme:wa:3EB0AAA"),
        ("acme:rule:greet:wamid.x/1", "acme:rule:greet:wamid.x"),
        ("rule:greet:wamid.x/12", "acme:rule:greet:wamid.x"),
    ],
)
def test_the_long_form_of_waha_and_the_key_of_what_was_sent_name_their_message(text: str, wanted: str) -> None:
    assert wanted in candidates(text, ["acme"])


def test_a_created_lead_had_no_key_before_and_its_values_are_in_force() -> None:
    told = told_of(new(), said("m1", "phone:1", name="Asha"))
    assert told["outcome"] == "created"
    assert told["identity"] == {"matched": [], "new": ["phone:1"]}
    assert told["values"] == [{"field": "name", "value": "Asha", "by": "campaign", "verdict": "in_force"}]
    assert told["events"] == [{"type": "lead.created", "announced": True}]
    assert told["now"]["lead"] == "lead-a"


def test_it_says_which_key_matched_and_which_is_new() -> None:
    told = told_of(new(), said("m1", "phone:1"), said("m2", "phone:1", "lid:2"))
    assert told["outcome"] == "merged"
    assert told["identity"] == {"matched": ["phone:1"], "new": ["lid:2"]}


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (
            said("m1", "phone:1", by="human", name="Asha"),
            said("m2", "phone:1", at=2000, name="Zed"),
            "ranks human above",
        ),
        (said("m1", "phone:1", at=2000, name="Asha"), said("m2", "phone:1", name="Zed"), "the later statement wins"),
        (said("m9", "phone:1", name="Asha"), said("m2", "phone:1", name="Zed"), "equal rank and time"),
        (said("m1", "phone:1", name="Asha"), said("m2", "phone:1", at=2000, name="+91 98765 43210"), "only a number"),
    ],
)
def test_a_value_that_lost_says_against_what_and_why(first: Contact, second: Contact, why: str) -> None:
    (value,) = told_of(new(), first, second)["values"]
    assert value["verdict"] == "lost"
    assert (value["against"]["value"], value["against"]["message"]) == ("Asha", first.id)
    assert why in value["why"]


def test_a_value_that_another_states_alike_is_confirmed() -> None:
    (value,) = told_of(new(), said("m1", "phone:1", name="Asha"), said("m2", "phone:1", at=1, name="Asha"))["values"]
    assert (value["verdict"], value["against"]["message"]) == ("confirmed", "m1")


def test_events_that_wait_are_pending() -> None:
    told = told_of(new(), said("m1", "phone:1"), pending=frozenset({"acme:m1"}))
    assert told["events"] == [{"type": "lead.created", "announced": False}]


def test_names_with_dots_are_shown_as_they_came() -> None:
    told = told_of(new(), said("m1", "phone:1", **{"utm.source": "x"}))
    assert told["values"][0]["field"] == "utm.source"


def merged() -> tuple[Lead, Lead, Merge, dict[str, Any]]:
    hers, his = new("lead-a"), new("lead-b")
    fold.fold(hers, said("m1", "phone:1", at=1), ACCOUNT, 5)
    row = fold.fold(his, said("m2", "phone:2", at=2, name="Ravi"), ACCOUNT, 5)
    return hers, his, Merge(*join.join(hers, his, ACCOUNT, "cause", 6)), row


def test_a_message_of_a_lead_that_was_merged_away_is_found_in_the_survivor() -> None:
    hers, his, merge, row = merged()
    known = {"lead-a": hers, "lead-b": his}
    (told,) = explanations(Found([row], leads=known, structure={"lead-b": [merge.left]}), ACCOUNTS)
    assert (told["lead"], told["now"]["lead"], told["now"]["because"]) == ("lead-b", "lead-a", "merged")
    assert told["values"][0]["verdict"] == "in_force"


def test_a_message_that_an_undone_merge_gave_back_is_found_in_its_owner() -> None:
    hers, his, merge, _ = merged()
    cause = fold.fold(hers, said("cause", "phone:2", "phone:1", at=9, name="Ravi K"), ACCOUNT, 7)
    undoing = Separation(hers, his, merge, ACCOUNT, 8)
    undoing.take(cause)
    kept, left = undoing.finish("asha")
    structure = {"lead-a": [merge.kept, kept], "lead-b": [merge.left, left]}
    rows = [cause, merge.kept, kept]
    (told,) = explanations(Found(rows, leads={"lead-a": hers, "lead-b": his}, structure=structure), ACCOUNTS)
    assert (told["lead"], told["now"]["lead"], told["now"]["because"]) == ("lead-a", "lead-b", "unmerged")
    assert told["values"][0]["verdict"] == "in_force"
    (merge_told,) = told["merges"]
    assert (merge_told["other"], merge_told["undone"]) == ("lead-b", True)


def receipt(outcome: str, reason: str, **more: Any) -> dict[str, Any]:
    row = {"_id": "acme:m1", "account": "acme", "message": "m1", "outcome": outcome, "reason": reason}
    return row | {"detail": "", "queue": "whatsapp-incoming", "at": 7000, **more}


def test_a_refusal_says_why_where_the_body_is_and_what_to_do() -> None:
    (told,) = explanations(Found(receipts=[receipt("refused", "precision_lost", detail="rounded")]), ACCOUNTS)
    assert told["dead_letter"] == "whatsapp-incoming.dead"
    assert told["detail"] == "rounded"
    assert "format the column as text" in told["remedy"]


def test_an_ignored_part_says_why_and_has_no_dead_letter() -> None:
    (told,) = explanations(Found(receipts=[receipt("ignored", "group")]), ACCOUNTS)
    assert (told["outcome"], told["dead_letter"], told["remedy"]) == ("ignored", None, "")
    assert "groups make no leads" in told["meaning"]


def test_words_about_an_unknown_person_are_kept_and_say_for_whom_and_how_long() -> None:
    kept: dict[str, Any] = {**stranger_row(no("m1"), 0)}
    row = receipt("ignored", "unknown_person")
    (told,) = explanations(Found(receipts=[row], strangers=[kept]), ACCOUNTS)
    assert (told["outcome"], told["waits_for"], told["waiting"], told["until"]) == ("kept", ["phone:9"], True, None)
    until = datetime(2026, 12, 1, tzinfo=UTC)
    (told,) = explanations(Found(strangers=[{**kept, "expires_at": until}]), ACCOUNTS)
    assert told["until"] == int(until.timestamp() * 1000)


def test_a_placeholder_and_its_content_that_wait_for_a_person_are_one_message() -> None:
    unread = replace(no("wa:X"), text=None, content={"type": "text", "unavailable": True}, activity="message_sent")
    read = replace(unread, text="your offer", content={"type": "text"})
    until = datetime(2026, 12, 1, tzinfo=UTC)
    rows = [{**stranger_row(one, 0), "expires_at": until} for one in (unread, read)]
    (told,) = explanations(Found(strangers=rows), ACCOUNTS)
    assert (told["message"], told["text"], told["content_missing"]) == ("acme:wa:X", "your offer", False)
    (told,) = explanations(
        Found(strangers=rows[:1], receipts=[{**receipt("ignored", "unknown_person"), "_id": "acme:wa:X"}]), ACCOUNTS
    )
    assert (told["message"], told["text"], told["content_missing"], told["waiting"]) == ("acme:wa:X", None, True, True)


def test_an_edit_names_the_message_it_concerns_and_the_message_its_edits() -> None:
    lead = new()
    unread = replace(
        said("wa:X", "phone:1"), activity="message_received", content={"type": "text", "unavailable": True}
    )
    edit = replace(
        said("wa:Y", "phone:1", at=2000),
        activity="message_edited",
        text="2 BHK",
        content={"type": "edit", "edited": "X"},
    )
    rows = [fold.fold(lead, contact, ACCOUNT, 5000) for contact in (unread, edit)]
    (first,) = explanations(Found(rows[:1], leads={lead.id: lead}, changing=rows[1:]), ACCOUNTS)
    assert first["changed_by"] == [{"entry": "acme:wa:Y", "activity": "message_edited", "at": 2000, "text": "2 BHK"}]
    (second,) = explanations(Found(rows[1:], leads={lead.id: lead}, changing=rows[1:]), ACCOUNTS)
    assert (second["concerns"], second["changed_by"]) == ("acme:wa:X", [])


def test_a_message_that_was_refused_and_then_applied_is_told_once_with_both() -> None:
    told = told_of(new(), said("m1", "phone:1"), receipts=[receipt("refused", "unknown_account")])
    assert told["outcome"] == "created"
    assert [row["reason"] for row in told["earlier_refusals"]] == ["unknown_account"]


def test_without_the_files_of_the_account_the_usual_policy_is_assumed_and_said_so() -> None:
    lead = new()
    row = fold.fold(lead, said("m1", "phone:1", name="Asha"), ACCOUNT, 5)
    (told,) = explanations(Found([row], leads={lead.id: lead}), {})
    assert told["policy_known"] is False
    assert told["values"][0]["verdict"] == "in_force"


def test_a_refusal_for_a_reason_we_have_no_words_for_still_says_what_to_do() -> None:
    assert "replay" in reason_of("refused", "brand_new").remedy
    assert reason_of("ignored", "brand_new").remedy == ""
    assert all(reason.meaning for reason in (*IGNORED.values(), *REFUSED.values(), *UNSENT.values()))
    assert all(reason.remedy for reason in (*REFUSED.values(), *UNSENT.values()))
    assert not REFUSED.keys() & UNSENT.keys()


def test_every_word_that_sending_a_notification_may_end_in_has_a_meaning() -> None:
    worker = Path(notify.__file__).parents[1]
    files = [*worker.glob("notify/*.py"), worker / "consumers" / "notifications.py"]
    sources = "".join(path.read_text() for path in files)
    words = set(re.findall(r'(?:Refused|Undelivered)Error\(\s*"([a-z_]+)"', sources))
    assert {"smtp_tls", "timed_out", "redirected", "no_mail_server"} <= words
    assert [word for word in sorted(words | {BLOCKED, MALFORMED}) if not reason_of("refused", word).meaning] == []
    assert reason_of("refused", "http_503").meaning


def test_two_leads_that_one_message_was_applied_to_are_both_told() -> None:
    one, two = new("lead-a"), new("lead-b")
    first = fold.fold(one, said("m1", "phone:1"), ACCOUNT, 5)
    second = fold.fold(two, replace(said("m1", "lid:1")), ACCOUNT, 5)
    rows = [first, {**second, "_id": "acme:m1~lead-b"}]
    told = explanations(Found(rows, leads={"lead-a": one, "lead-b": two}), ACCOUNTS)
    assert [entry["lead"] for entry in told] == ["lead-a", "lead-b"]


def test_a_placeholder_says_where_its_content_is_and_a_timeline_what_became_of_it() -> None:
    lead = new()
    message = replace(said("wa:X", "phone:1"), activity="message_received", text="how much?", content={"type": "text"})
    unread = replace(message, text=None, content={"type": "text", "unavailable": True})
    other = replace(unread, id="wa:Y", at=1500)
    taken_back = replace(
        message, id="wa:Z", at=2000, activity="message_revoked", content={"type": "revoke", "revoked": "X"}
    )
    first = fold.fold(lead, unread, ACCOUNT, 5000)
    second = versions.second_version(message, first)
    assert second is not None
    rows = [first, *(fold.fold(lead, contact, ACCOUNT, 5000) for contact in (second, other, taken_back))]
    told = explanations(Found(rows[:2], leads={lead.id: lead}), ACCOUNTS)
    assert [(one["content_missing"], one["completed_by"], one["completes"]) for one in told] == [
        (False, "acme:wa:X~completed", None),
        (False, None, "acme:wa:X"),
    ]
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(story([Moment(row, None) for row in rows]))
    shown = re.sub(r" +", " ", console.export_text())
    assert shown.count("its content came later") == shown.count("its content did not come with it") == 1
    assert "message revoked (X)" in shown


def declaring(*names: str) -> Account:
    fields = FieldsFile(fields=[LeadField(id=name) for name in names])
    return replace(ACCOUNT, fields=fields)


@pytest.mark.parametrize(
    ("before", "since", "section"), [(ACCOUNT, declaring("city"), "extra"), (declaring("city"), ACCOUNT, "fields")]
)
def test_a_value_stands_where_the_fields_of_its_day_put_it_and_is_told_to_be_there(
    before: Account, since: Account, section: str
) -> None:
    lead = new()
    row = fold.fold(lead, said("m1", "phone:1", City="Mysore"), before, 5)
    (told,) = explanations(Found([row], leads={lead.id: lead}), {"acme": since})
    (value,) = told["values"]
    assert (value["verdict"], value["section"]) == ("elsewhere", section)
    assert "in force" in value["why"]
    other = fold.fold(lead, said("m2", "phone:1", at=500, city="Pune"), before, 5)
    (told,) = explanations(Found([other], leads={lead.id: lead}), {"acme": since})
    (value,) = told["values"]
    # Two spellings are two extra values, and one field.
    assert value["verdict"] == ("elsewhere" if section == "extra" else "lost")


def test_of_a_row_nobody_knows_it_says_where_the_refused_rows_of_an_import_are() -> None:
    known = unknown_hints("row:import-0a1b:4", ["acme:row:import-0a1b:2"])
    assert "row 4" in known[0]
    assert "acme:row:import-0a1b:2" in known[0]
    assert "FILE.rejected.csv" in known[0]
    assert "dead-letters list" in unknown_hints("acme:row:diwali:4", ["acme:row:diwali:2"])[0]
    assert "no row of the list 'diwali'" in unknown_hints("row:diwali:4", [])[0]
    assert all("list" not in hint.split("`")[0] for hint in unknown_hints("wamid.x", []))
