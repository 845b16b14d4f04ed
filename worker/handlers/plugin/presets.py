"""Mappings of the senders we know, as data: what an administrator would write into `plugins.yaml` for them.

A preset is found by the plugin's id (or `preset:`), else by the look of the body; the account's own mapping is laid
over it. Sources of the shapes stand beside them; where no public document exists, the shape is from field reports.
"""

from dataclasses import dataclass
from typing import Any, Final

from schemas.plugin import PluginMapping, PresetName


@dataclass(frozen=True, slots=True)
class Preset:
    """A shape: `detect` holds sets of paths; a body that has all paths of one set has this shape."""

    name: PresetName
    mapping: PluginMapping
    detect: tuple[tuple[str, ...], ...] = ()
    aliases: tuple[str, ...] = ()


def _preset(preset: PresetName, detect: Any, aliases: Any = (), /, **mapping: Any) -> Preset:
    return Preset(preset, PluginMapping.model_validate(mapping), detect, aliases)


# https://apidocs.chakrahq.com/api-21235605: national numbers, a phone is optional
CHAKRA: Final = _preset(
    "chakra",
    (("record.data",), ("data", "assignedTo"), ("data", "nextActionAt")),
    ("chakrahq", "chakrachat"),
    phone=("record.data.phone_number", "record.data.phone", "data.phone_number", "data.phone"),
    state="state",
    status="status",
    assignee=("assignedTo", "assigned_to"),
    fields={"next_action_at": "nextActionAt"},
)

# https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving: the webhook names the lead, the fetched
# lead has its answers. Meta's testing tool fills every answer with "<test lead: dummy data for ...>".
META_LEAD_ADS: Final = _preset(
    "meta_lead_ads",
    (("entry[].changes[].value.leadgen_id",), ("field_data[].values",), ("data[].field_data",)),
    ("meta", "facebook", "facebook_lead_ads", "facebook_leads", "fb_lead_ads", "meta_leads", "metaleadgen", "leadgen"),
    leads=("entry[].changes[].value", "data[]", "leads[]"),
    key=("leadgen_id", "id"),  # nobody edits such a lead, and a notice is the lead that is fetched later
    id=("leadgen_id", "id"),
    time="created_time",
    enrich={"id": "leadgen_id", "lacks": "field_data"},
    answers=({"path": "field_data", "name": ("name",), "value": ("values", "value")},),
    test=(
        {"path": "field_data", "contains": "<test lead:"},
        {"path": "leadgen_id", "equals": "444444444444"},  # the sample that the App Dashboard's `Test` button sends
    ),
    attribution={
        name: name
        for name in (
            *("ad_id", "ad_name", "adset_id", "adset_name", "adgroup_id", "campaign_id", "campaign_name"),
            *("form_id", "form_name", "page_id", "platform", "is_organic"),
        )
    },
)

# https://developers.google.com/google-ads/webhook/docs/implementation: deduplicate by lead_id, check google_key
GOOGLE_LEAD_FORM: Final = _preset(
    "google_lead_form",
    (("user_column_data",),),
    ("google", "google_ads", "google_lead_forms", "google_lead_form_webhook", "googleleads"),
    key="lead_id",
    id="lead_id",
    time=("lead_submit_time",),
    answers=(
        {"path": "user_column_data", "name": ("column_id", "column_name"), "value": ("string_value", "boolean_value")},
    ),
    secrets=("google_key",),
    test=({"path": "is_test", "equals": True},),
    skip=("api_version",),
    attribution={
        **{
            name: name
            for name in ("form_id", "campaign_id", "adgroup_id", "creative_id", "asset_group_id", "lead_stage")
        },
        "gclid": "gcl_id",
    },
)

# https://help.indiamart.com/knowledge-base/lms-crm-integration/: push sends one RESPONSE, the pull API a list
INDIAMART: Final = _preset(
    "indiamart",
    (("RESPONSE.UNIQUE_QUERY_ID",), ("RESPONSE[].UNIQUE_QUERY_ID",), ("UNIQUE_QUERY_ID",)),
    ("india_mart", "indiamart_push", "indiamart_pull"),
    leads="RESPONSE",
    guess=False,
    key="UNIQUE_QUERY_ID",  # pushed and pulled, an enquiry is one
    id="UNIQUE_QUERY_ID",
    time=({"path": "QUERY_TIME", "date": ("%Y-%m-%d %H:%M:%S", "%d-%b-%Y %I:%M:%S %p", "%d-%b-%Y %H:%M:%S")},),
    zone="Asia/Kolkata",
    phone=("SENDER_MOBILE", "SENDER_MOBILE_ALT", "SENDER_PHONE", "SENDER_PHONE_ALT"),
    country="SENDER_COUNTRY_ISO",
    email=("SENDER_EMAIL", "SENDER_EMAIL_ALT"),
    name="SENDER_NAME",
    text="QUERY_MESSAGE",
    fields={
        "company": "SENDER_COMPANY",
        "address": "SENDER_ADDRESS",
        "city": "SENDER_CITY",
        "region": "SENDER_STATE",
        "pincode": "SENDER_PINCODE",
        "country": "SENDER_COUNTRY_ISO",
        "subject": "SUBJECT",
        "product": "QUERY_PRODUCT_NAME",
        "category": "QUERY_MCAT_NAME",
        "query_type": "QUERY_TYPE",
    },
)

# https://www.typeform.com/developers/webhooks/example-payload/
TYPEFORM: Final = _preset(
    "typeform",
    (("form_response.token",), ("form_response.answers",)),
    leads="form_response",
    id="token",
    submission="token",
    form="form_id",
    time=("submitted_at", "landed_at"),
    phone="answers[type=phone_number].phone_number",
    email="answers[type=email].email",
    answers=(
        {
            "path": "answers",
            "name": ("field.ref", "field.id"),
            "value": (
                *("text", "phone_number", "email", "choice.label", "choice.other", "choices.labels", "choices.other"),
                *("number", "boolean", "date", "url", "file_url", "payment.amount"),
            ),
            "titles": "definition.fields",
        },
    ),
    skip=("definition", "landed_at", "calculated", "variables", "thankyou_screen_ref", "ending", "metadata"),
    attribution={"form_id": "form_id"},
)

# https://tally.so/help/webhooks: an answer has a key, a label, a type, and for choices the ids of its options
TALLY: Final = _preset(
    "tally",
    (("data.fields[].key", "data.responseId"), ("data.fields[].label", "data.formId")),
    leads="data",
    id=("responseId", "submissionId"),
    submission=("responseId", "submissionId"),
    form="formId",
    time=("createdAt", "$.createdAt"),
    phone="fields[type=INPUT_PHONE_NUMBER].value",
    email="fields[type=INPUT_EMAIL].value",
    answers=({"path": "fields", "name": ("label", "key"), "value": ("value",), "options": "options"},),
    skip=("respondentId", "submissionId", "responseId"),
    attribution={"form_id": "formId", "form_name": "formName"},
)

_SHOPIFY_ADDRESS: Final = ("customer.default_address", "default_address", "billing_address")
# https://shopify.dev/docs/api/admin-rest/latest/resources/order: an order's `id` and `name` are not the person's
SHOPIFY_ORDER: Final = _preset(
    "shopify",
    (
        ("line_items", "customer"),
        ("line_items", "order_number"),
        ("line_items", "checkout_token"),
        ("line_items", "token"),
    ),
    guess=False,
    extras=False,
    submission=("admin_graphql_api_id", "id"),
    id="admin_graphql_api_id",
    person="customer.id",
    time=("updated_at", "created_at"),
    phone=("customer.phone", "phone", *(f"{address}.phone" for address in _SHOPIFY_ADDRESS)),
    country=tuple(f"{address}.country_code" for address in (*_SHOPIFY_ADDRESS, "shipping_address")),
    email=("customer.email", "email", "contact_email"),
    name=(
        {"join": ("customer.first_name", "customer.last_name")},
        *(f"{address}.name" for address in (*_SHOPIFY_ADDRESS, "shipping_address")),
    ),
    fields={
        "city": tuple(f"{address}.city" for address in (*_SHOPIFY_ADDRESS, "shipping_address")),
        "company": tuple(f"{address}.company" for address in _SHOPIFY_ADDRESS),
        "order": "name",
        "order_total": "total_price",
        "order_currency": "currency",
        "order_note": "note",
        "financial_status": "financial_status",
        "fulfillment_status": "fulfillment_status",
        "products": "line_items[].title",
    },
    attribution={"referring_site": "referring_site", "landing_site": "landing_site", "source_name": "source_name"},
    test=({"path": "test", "equals": True},),
    event="@headers.x-shopify-topic",
)
# https://shopify.dev/docs/api/admin-rest/latest/resources/customer
SHOPIFY_CUSTOMER: Final = _preset(
    "shopify",
    (
        ("admin_graphql_api_id", "orders_count"),
        ("default_address", "email"),
        ("admin_graphql_api_id", "verified_email"),
    ),
    guess=False,
    extras=False,
    submission="id",
    person="id",
    time=("updated_at", "created_at"),
    phone=("phone", "default_address.phone", "addresses[].phone"),
    country=("default_address.country_code", "addresses[].country_code"),
    email="email",
    name=({"join": ("first_name", "last_name")}, "default_address.name"),
    fields={
        "city": "default_address.city",
        "company": "default_address.company",
        "shopify_note": "note",
        "orders_count": "orders_count",
        "total_spent": "total_spent",
    },
    tags="tags",
    event="@headers.x-shopify-topic",
)

# https://developer.calendly.com: a reschedule is a cancellation with `rescheduled` and a new booking
CALENDLY: Final = _preset(
    "calendly",
    (("payload.questions_and_answers", "event"), ("payload.scheduled_event", "event"), ("payload.invitee", "event")),
    ("calendly_invitee",),
    leads="payload",
    key=({"join": ("$.event", "uri"), "separator": ":"},),
    id="uri",
    event="$.event",
    activities={
        "invitee.created": {"activity": "form_submitted"},
        "invitee.canceled": {"activity": "meeting_canceled", "creates": False},
    },
    ignore=(
        {"path": "rescheduled", "equals": True, "reason": "rescheduled"},
        {"path": "$.event", "contains": "invitee_no_show", "reason": "no_show"},
        {"path": "$.event", "contains": "event_type", "reason": "event_type"},
    ),
    time=("$.created_at", "updated_at", "created_at"),
    phone=(
        "text_reminder_number",
        "scheduled_event.location[type=outbound_call].location",
        "questions_and_answers[question~whatsapp].answer",
        "questions_and_answers[question~phone].answer",
        "questions_and_answers[question~mobile].answer",
    ),
    email=("email", "submitter.email"),
    name=("name", {"join": ("first_name", "last_name")}),
    answers=({"path": "questions_and_answers", "name": ("question",), "value": ("answer",)},),
    fields={
        "meeting": ("scheduled_event.name", "event_type.name"),
        "meeting_at": "scheduled_event.start_time",
        "timezone": "timezone",
    },
    attribution={
        **{
            name: f"tracking.{name}" for name in ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
        },
    },
    skip=(
        *("scheduled_event", "event_type", "event_memberships", "tracking", "uri", "event", "status", "first_name"),
        *("last_name", "cancel_url", "reschedule_url", "created_at", "updated_at", "old_invitee", "new_invitee"),
        *("rescheduled", "cancellation", "scheduling_method", "routing_form_submission", "reconfirmation"),
        *("no_show", "payment", "invitee_scheduled_by"),
    ),
)

# https://github.com/standard-webhooks/standard-webhooks: {type, timestamp, data}; webhook-id is the idempotency key
STANDARD_WEBHOOKS: Final = _preset(
    "standard_webhooks",
    (("type", "timestamp", "data"),),
    ("standardwebhooks", "svix"),
    leads="data",
    id=("id", "lead_id", "uuid"),
    time="$.timestamp",
    event="$.type",
)

_MAUTIC: Final = "/mautic.lead_channel_subscription_changed"  # a list, under the name of the event
# Anything else: fields are found by their names, a level or two deep. A public form may not decide on the pipeline,
# so `state`, `status` and the like stay fields unless a mapping says otherwise.
GENERIC: Final = _preset(
    "generic",
    (),
    ("zapier", "make", "n8n", "webhook", "custom", "form", "website"),
    leads=("leads[]", "contacts[]", "records[]", "items[]", "rows[]", "results[]", "data[]", _MAUTIC),
    id=("lead_id", "leadUUID", "originLeadId", "record_id", "uuid", "external_id", "id"),
    test=({"path": "is_test", "equals": True}, {"path": "test_lead", "equals": True}),
)

PRESETS: Final = (
    *(CHAKRA, META_LEAD_ADS, GOOGLE_LEAD_FORM, INDIAMART, TYPEFORM, TALLY),
    *(SHOPIFY_ORDER, SHOPIFY_CUSTOMER, CALENDLY, STANDARD_WEBHOOKS, GENERIC),
)
