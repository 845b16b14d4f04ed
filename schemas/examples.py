"""One example of every message on the wire, for the AsyncAPI document. Names, numbers and ids are invented."""

from typing import Any, Final

Example = dict[str, Any]

WHATSAPP: Final[Example] = {
    "object": "whatsapp_business_account",
    "entry": [
        {
            "id": "102290129340398",
            "changes": [
                {
                    "field": "messages",
                    "value": {
                        "messaging_product": "whatsapp",
                        "metadata": {"display_phone_number": "912240001111", "phone_number_id": "730100000000001"},
                        "contacts": [{"profile": {"name": "Asha Rao"}, "wa_id": "919876500001"}],
                        "messages": [
                            {
                                "from": "919876500001",
                                "id": "wamid.HBgMOTE5ODc2NTAwMDAxFQIAEhgUM0E=",
                                "timestamp": "1795000000",
                                "type": "text",
                                "text": {"body": "Is the two-bedroom flat still free?"},
                            }
                        ],
                    },
                }
            ],
        }
    ],
}

TWILIO: Final[Example] = {
    "MessageSid": "SM0123456789abcdef0123456789abcdef",
    "From": "whatsapp:+919876500002",
    "To": "whatsapp:+912240001111",
    "WaId": "919876500002",
    "ProfileName": "Ravi Iyer",
    "Body": "Call me after six",
}

CAMPAIGN: Final[Example] = {
    "version": 1,
    "account": "acme-realty",
    "campaign": "diwali-offer",
    "list": "diwali",
    "region": "IN",
    "mapping": {"Name": "name", "Mobile": "phone", "City": "city", "WhatsApp Opted": "consent"},
    "columns": ["Name", "Mobile", "City", "WhatsApp Opted"],
    "rows": [
        {"row": 1, "values": ["Asha Rao", "098765 00001", "Pune", "TRUE"]},
        {"row": 2, "values": {"Name": "Ravi Iyer", "Mobile": "+91 98765 00002"}},
    ],
}

PLUGIN: Final[Example] = {
    "version": 1,
    "account": "acme-realty",
    "plugin": "website",
    "delivery_id": "web-00042",
    "received_at": 1795000000000,
    "content_type": "application/json",
    "verified": True,
    "body": '{"full_name": "Asha Rao", "mobile": "9876500001", "city": "Pune"}',
}

LEAD: Final[Example] = {
    "id": "01m7xye0a9x2jqda6br3tvf93v",
    "account": "acme-realty",
    "version": 3,
    "phone": "+919876500001",
    "address": "919876500001",
    "identities": ["bsuid:IN.13491208655302741918", "phone:919876500001"],
    "fields": {"name": "Asha Rao", "city": "Pune"},
    "tags": ["vip"],
    "source": "whatsapp",
    "origin": "cloud",
    "attribution": None,
    "state": "contacted",
    "status": "open",
    "assignee": "u-neha",
    "previous_assignee": None,
    "opted_out": False,
    "opted_in": True,
    "last_inbound_at": 1795000000000,
    "window_until": 1795086400000,
    "reachable": True,
    "failures": [],
    "messages": 3,
    "inbound": 2,
    "outbound": 1,
    "calls": 0,
    "forms": 1,
    "rows": 0,
    "incomplete": ["budget"],
    "created_at": 1794990000000,
}

EVENT: Final[Example] = {
    "account": "acme-realty",
    "entry": "acme-realty:wa:wamid.HBgMOTE5ODc2NTAwMDAxFQIAEhgUM0E=",
    "at": 1795000000000,
    "activity": "message_received",
    "by": {"kind": "contact", "id": "cloud"},
    "source": "whatsapp",
    "lead": LEAD,
    "changes": [{"field": "city", "from": None, "to": "Pune"}],
    "message": {"text": "Is the two-bedroom flat still free?", "content": {"type": "text"}},
    "other": None,
}


def event_headers(kind: str) -> Example:
    """Give the headers of an event of a type."""
    entry = EVENT["entry"]
    return {
        "ce-id": f"{entry}/{kind}",
        "ce-source": "/accounts/acme-realty",
        "ce-type": kind,
        "ce-specversion": "1.0",
        "ce-subject": LEAD["id"],
        "ce-time": "2026-11-18T12:26:40.120Z",
        "ce-dataschema": "lead-event/1",
        "ce-sequence": "3",
        "ce-correlationid": entry,
        "ce-causationid": entry,
    }


_WIRE: Final[Example] = {
    "version": 1,
    "account": "acme-realty",
    "lead": LEAD["id"],
    "reason": {"rule": "greet-new-leads", "event": "acme-realty:wa:wamid.x/lead.created"},
}

QUICK_MESSAGE: Final[Example] = _WIRE | {
    "idempotency_key": "acme-realty:rule:greet-new-leads:wamid.x/1",
    "channel": "whatsapp",
    "kind": "template",
    "sender": "730100000000001",
    "to": "919876500001",
    "template": {"name": "welcome", "language": "en", "category": "utility", "parameters": ["Asha"]},
    "expires_at": 1795086400000,
    "consent": {"opted_in": True, "opted_out": False, "checked_at": 1795000000000},
}

NOTIFICATION: Final[Example] = _WIRE | {
    "idempotency_key": "acme-realty:rule:greet-new-leads:wamid.x/2",
    "kind": "notice",
    "users": ["u-neha"],
    "subject": "New lead",
    "text": "Asha Rao wrote on WhatsApp",
}

DEAD_LETTER_HEADERS: Final[Example] = {
    "x-failure-reason": "unknown_account",
    "x-failure-detail": "no account has the WhatsApp number '999'; add it to `numbers` in its account.yaml and replay",
    "x-failure-where": "/entry/0/changes/0/value/metadata/phone_number_id",
    "x-failure-type": "RefusedError",
    "x-failure-stage": "decode",
    "x-failure-stack": "",
    "x-failure-at": 1795000000000,
    "x-failure-first-at": 1795000000000,
    "x-failure-attempts": 1,
    "x-failure-fingerprint": "0f3a9c61b27d",
    "x-failure-id": "5d1f0c9b7a3e48c2916b04d7",
    "x-failure-worker": "worker-1:17",
    "x-failure-version": "0.1.0",
    "x-original-exchange": "",
    "x-original-routing-key": "whatsapp-incoming",
    "x-original-queue": "whatsapp-incoming",
    "x-original-message-id": "",
}

RETRY_HEADERS: Final[Example] = {"x-retry-count": 1, "x-failure-first-at": 1795000000000}
