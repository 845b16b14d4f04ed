"""Which submission a body is: the id that makes a redelivery a duplicate, found by evidence where no path names it. Pure.

A submission's id counts within its form, and never names the person. What is sent under the same id with other content
is an edit, and counts: so a submission is known by its form, its id and a digest of what it says. An id that may also be
a person's, as the `id` of a CRM's contact, tells two deliveries apart only where a time or the kind of event does so too:
else a value that was changed and changed back would be taken for a redelivery.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from worker.handlers.exact_json import Literal as Spelt
from worker.handlers.name_folding import fold
from worker.handlers.recognition.values import is_unfilled

Keys = tuple[str, ...]
Class = Literal["submission", "record", "form"]
Candidate = tuple[int, int, str, Keys]  # rank, depth, id, the keys that lead to it

_MAX_DEPTH: Final = 4
_MAX_VALUES: Final = 400  # looked at for ids
_MAX_ID: Final = 120  # characters
_DIGEST: Final = 12  # hex digits: enough to tell the edits of one submission apart


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# What senders call the id of one submission, the surest first: form builders, surveys, ad platforms and portals,
# calendars, shops and tills, help desks, telephony.
_SUBMISSION_IDS: Final = _names(
    """
    submissionid submissionuuid submissionguid formsubmissionid responseid responseuuid formresponseid entryid entryuuid
    formentryid resultid quizresultid uniqueid uniquequeryid leadgenid leadid leaduuid originleadid enquiryid inquiryid
    queryid bookingid bookinguid bookinguuid appointmentid reservationid registrationid applicationid attendeeid
    orderid orderkey ordernumber incrementid transactionid paymentid invoiceid ticketid
    callsid calluuid callid conversionid
    """
)
# Objects that are one submission: the `id` in them is its id.
_SUBMISSIONS: Final = frozenset(
    _names(
        """
        submission formsubmission response formresponse entry lead enquiry inquiry booking appointment reservation
        registration application attendee invitee order checkout payment transaction invoice ticket call
        """
    )
)
_OWN_IDS: Final = _names("id uuid guid uid token number humanid")
_NUMBERED: Final = frozenset(_names("entry order invoice ticket booking"))  # where `number` is no phone's
# Ids of somebody's record, and objects that are one.
_RECORD_IDS: Final = _names(
    "recordid contactid prospectid personid customerid subscriberid vid externalid entityid dealid opportunityid"
)
_RECORDS: Final = frozenset(
    _names("record contact customer person current after new prospect subscriber deal opportunity")
)
# Objects that say nothing of what they hold.
_WRAPPERS: Final = frozenset(_names("data payload body result resource object item entity meta detail details"))
# What a submission's id counts within; the first of them say beside an `id` whose it is.
_FORM_IDS: Final = _names(
    "formid formuuid formkey formslug surveyid quizid form survey quiz formname formtitle surveyname"
)
_PLACES: Final = _names("eventtypeid calendarid storeid shopid shopdomain pageid pageuuid siteid portalid")
_FORMS: Final = frozenset(_names("form survey quiz"))
_OF_FORMS: Final = _names("id uuid key slug token name title")
_BARE: Final = _names("id uuid guid uid")
_KINDS: Final = frozenset(
    _names(
        "event eventtype eventname type action topic trigger triggerevent triggertype webhookevent webhooktopic kind"
    )
)
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_CREATED: Final = re.compile(r"(creat|submi|receiv|complet|respon|captur|approv|insert)\w*|add|added|new|subscribe")
# Of what a system says of people whom it knows, and not of what they do: so it speaks for nobody who said no.
_KEPT: Final = re.compile(r"(sync|import|export|migrat|merg|restor|bulk|backfill)\w*")
_CHANGED: Final = re.compile(r"(updat|edit|chang|modif)\w*|stage|status")
# When something happened, of which a change has another than the creation.
_TIMES: Final = frozenset(
    _names(
        """
        updatedat updated updatetime updatedtime updateddate dateupdated modifiedat modified modifiedon datemodified
        lastmodified lastmodifieddate lastupdated lastupdate lastupdatedat editedat changedat systemmodstamp writedate
        submittedat submissiontime submissiondate datesubmitted timestamp occurredat eventtime eventdate
        """
    )
)
_BIRTHS: Final = frozenset(_names("createdat created createdtime createtime datecreated createddate creationdate"))
# Two such words beside an `id` show what it is the id of: something that happens once.
_HAPPENINGS: Final[Mapping[str, frozenset[str]]] = {
    "a form's": frozenset(_names("ip ipaddress useragent spam spamscore honeypot referrer referer pageurl sourceurl")),
    "an order's": frozenset(
        _names(
            "lineitems orderkey billing billingaddress shipping shippingaddress total currency paymentmethod products"
        )
    ),
    "a call's": frozenset(
        _names("duration recording answered direction trackingphonenumber businessphonenumber voicemail callstatus")
    ),
    "an appointment's": frozenset(
        _names("time date datetime starttime endtime start end calendar appointmenttypeid service provider staff")
    ),
}
# What changes with every attempt to deliver the same thing.
_PER_DELIVERY: Final = frozenset(
    _names(
        """
        deliveryid deliveryattempt attempt attempts attemptnumber attemptcount retry retries retrycount retrynumber
        webhookid webhookdeliveryid requestid traceid signature sentat deliveredat dispatchedat triggeredat nonce
        """
    )
)


@dataclass(frozen=True, slots=True)
class Submission:
    """The id of a submission and its form's ("" if none is named), the keys that lead to both; `why` is for people."""

    id: str
    form: str
    id_at: Keys
    form_at: Keys
    why: str

    @property
    def key(self) -> str:
        """What the submission is called within its plugin and account."""
        return f"{self.form}:{self.id}" if self.form else self.id


@dataclass(frozen=True, slots=True)
class Finding:
    """Which submission a body is, if it says so; else `why` not. `changed`: it tells of a change of what was there.

    `kept`: it is a record that a system keeps, changed, synchronised or exported; nothing that the person just did.
    """

    submission: Submission | None
    why: str = ""
    changed: bool = False
    kept: bool = False


@dataclass(slots=True)
class _Seen:
    """What a walk through a body met: candidates of each class with their rank, and what speaks for them."""

    found: dict[Class, list[Candidate]]
    kinds: list[str]
    timed: bool = False
    born: bool = False
    happening: str = ""


def find_submission(lead: Any, root: Any, kind: str) -> Finding:
    """Say which submission a lead is. `kind` is what the delivery says of its event.

    `root` is what the lead stands in, where no other lead stands in it: it may name form, event and id as well.
    """
    seen = _Seen({"submission": [], "record": [], "form": []}, [kind] if kind else [])
    for place in (lead,) if root is lead else (lead, root):
        for keys, value in _scalars(place):
            _judge(keys, value, seen)
        seen.happening = seen.happening or _happening(place)
    words = [word.lower() for said in seen.kinds for word in _WORD.findall(said)]
    changed = any(_CHANGED.fullmatch(word) for word in words)
    kept = changed or any(_KEPT.fullmatch(word) for word in words)
    form = min(seen.found["form"], default=(0, 0, "", ()))
    surely, maybe = (min(seen.found[one], default=None) for one in ("submission", "record"))
    chosen = surely or maybe
    if chosen is None:
        why = "it names a form, but no submission" if form[2] else "it names no submission"
        return Finding(None, why, changed, kept)
    made = not changed and any(_CREATED.fullmatch(word) for word in words)
    because = "it is called so" if surely and not changed else _speaks_for(seen, form[0], made=made, changed=changed)
    if not because:
        named = ".".join(chosen[3])
        why = f"{named} may stay the same over several changes, and no time or kind of event stands beside it"
        return Finding(None, why, changed, kept)
    return Finding(Submission(chosen[2], form[2], chosen[3], form[3], because), "", changed, kept)


def _speaks_for(seen: _Seen, form: int, *, made: bool, changed: bool) -> str:
    """Say what makes an id that may be anything's one of what happened; "" where nothing does."""
    if seen.timed or (seen.born and not changed):
        return "a time stands beside it"
    if made:
        return "the event says that something was made"
    if seen.found["form"] and form < len(_FORM_IDS) and not changed:
        return "its form is named beside it"
    return f"it is {seen.happening}" if seen.happening and not changed else ""


def _judge(keys: Keys, value: Any, seen: _Seen) -> None:
    """Sort one value of a body: an id of a submission, of a record, of a form; a time; the kind of event."""
    folded = [fold(key[:60]) for key in keys]
    name, above = folded[-1], folded[-2] if len(folded) > 1 else ""
    text = _id_text(value)
    if name in _KINDS and isinstance(value, str):
        seen.kinds.append(value[:80])
    seen.timed |= name in _TIMES and bool(text)
    seen.born |= name in _BIRTHS and bool(text)
    if not text:
        return
    for kind, rank in _ranks(name, above):
        seen.found[kind].append((rank, len(keys), text, keys))


def _ranks(name: str, above: str) -> Iterator[tuple[Class, int]]:
    """Give as what a value may be an id, by its name and that of the object it stands in; 0 is the surest."""
    if above in _FORMS:
        if name in _OF_FORMS:
            yield "form", _OF_FORMS.index(name)
    elif name in _FORM_IDS + _PLACES:
        yield "form", (_FORM_IDS + _PLACES).index(name)
    elif name in _SUBMISSION_IDS:
        yield "submission", _SUBMISSION_IDS.index(name)
    elif name in _OWN_IDS and above in _SUBMISSIONS and (name != "number" or above in _NUMBERED):
        yield "submission", len(_SUBMISSION_IDS) + _OWN_IDS.index(name)
    elif name in _RECORD_IDS:
        yield "record", _RECORD_IDS.index(name)
    elif name in _BARE and (not above or above in _WRAPPERS or above in _RECORDS):
        yield "record", len(_RECORD_IDS) + _BARE.index(name)


def _happening(place: Any) -> str:
    names = {fold(key[:60]) for key in place} if isinstance(place, Mapping) else set()
    return next((what for what, words in _HAPPENINGS.items() if len(names & words) > 1), "")


def _id_text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Spelt):
        return ""
    text = str(value).strip()
    usable = 0 < len(text) <= _MAX_ID and text not in ("0", "-1") and not is_unfilled(text)
    return text if usable and text.isprintable() else ""


def _scalars(lead: Any) -> Iterator[tuple[Keys, Any]]:
    """Give the single values of a body and of the objects in it that say of themselves what they are."""
    waiting: list[tuple[Keys, Any]] = [((), lead)]
    seen = 0
    while waiting and seen < _MAX_VALUES:
        keys, here = waiting.pop(0)
        if not isinstance(here, Mapping):
            continue
        for key, value in here.items():
            seen += 1
            if not isinstance(value, dict | list):
                yield (*keys, key), value
            elif isinstance(value, dict) and len(keys) < _MAX_DEPTH and _is_told(fold(key[:60])):
                waiting.append(((*keys, key), value))


def _is_told(name: str) -> bool:
    return name in _SUBMISSIONS or name in _RECORDS or name in _WRAPPERS or name in _FORMS


def content_digest(lead: Any, kind: str) -> str:
    """Give a short digest of what a submission says: the same as JSON and as a form, whatever the order of its fields."""
    lines = sorted(_lines(lead, ()))
    text = "\n".join([kind, *lines])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]


def _lines(value: Any, at: Keys) -> Iterator[str]:
    """Give a line per value with its place. Empty ones say nothing: a form sends them, JSON leaves them out or has null."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if fold(key[:60]) not in _PER_DELIVERY:
                yield from _lines(item, (*at, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _lines(item, (*at, str(place)))
    elif value is not None and (text := _text(value)):
        yield f"{'/'.join(at)}={text}"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).strip()
