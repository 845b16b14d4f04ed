"""How a plugin's body becomes lead fields: `plugins.yaml`, one `PluginMapping` per plugin.

A mapping is data, never code. Where it says nothing, the preset does, and after that the names of the fields
(`phone`, `celular`, `E-Mail`, ...). A path says where a value is:

    contact.mobile                    keys, compared exactly, else without case and punctuation; a number picks an item
    answers[type=phone_number].value  the items of a list with that value; `~` instead of `=`: that contain the word
    entry[].changes[].value           every item of a list (for `leads`)
    /a.b/0                            a JSON pointer (RFC 6901), for keys that contain dots or brackets
    $.timestamp                       from the root of the body, where `leads` makes paths start at each lead
    @delivery_id @headers.webhook-id  the delivery itself
"""

from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, model_validator

from schemas.file import File, Text
from schemas.webhooks import Verification

PresetName = Literal[
    "generic",
    "chakra",
    "meta_lead_ads",
    "google_lead_form",
    "indiamart",
    "typeform",
    "tally",
    "shopify",
    "calendly",
    "standard_webhooks",
]
Path = Annotated[
    Text,
    Field(
        pattern=r"^(/.*|(\$\.|@)?([^.\[\]/$@][^.\[\]]*|\[[^\[\]]*\])(\.[^.\[\]]+|\[[^\[\]]*\])*)$",
        max_length=300,
        description="where a value is, `contact.mobile`; it leads on into a text of JSON, `rawRequest.q3_name`",
    ),
]


class Lookup(File):
    """Where a value is found and how it is read: exactly one of `path`, `join` and `value`."""

    path: Path | None = None
    join: tuple["Path | Lookup", ...] = Field(
        (), description="several values as one: area code and number, first and last name"
    )
    value: str | int | float | bool | None = Field(None, description="a constant")
    separator: str = Field(" ", description="for `join`")
    prefix: str = Field("", description="put before the text, unless it is empty")
    words: dict[Text, Any] = Field({}, description="what a value is replaced by, compared without case and punctuation")
    date: tuple[str, ...] | str = Field(
        (), description="the value is a date in this format (strptime), or one of these; it becomes ISO 8601"
    )
    zone: str | None = Field(None, description="time zone of a time written without one; default: the account's")

    @model_validator(mode="after")
    def _one_of(self) -> "Lookup":
        given = [name for name in ("path", "join", "value") if name in self.model_fields_set]
        if len(given) != 1:
            raise ValueError(f"give exactly one of path, join and value; here are {', '.join(given) or 'none'}")
        return self


One = Path | Lookup
Source = Annotated[One | tuple[One, ...], Field(description="a path, a lookup, or several: the first that has a value")]


class Match(File):
    """A test on one value of a lead; without `equals` and `contains`: that there is a value."""

    path: Path
    equals: str | int | bool | None = Field(None, description="compared as text, without case")
    contains: str | None = Field(None, description="somewhere in the value, without case")
    reason: str = Field("ignored", pattern=r"^[a-z][a-z0-9_]*$", description="for `ignore`: the word in the receipt")


class Answers(File):
    """A list of questions with answers, read as if it were an object."""

    path: Path
    name: tuple[Path, ...] = Field(
        description="name of an answer, in the item; ids like a UUID give way to what follows"
    )
    value: tuple[Path, ...] = Field(description="the answer, in the item")
    options: Path | None = Field(
        None, description="list of {id, text} in the item: answers given as option ids become texts"
    )
    titles: Path | None = Field(
        None, description="list of {id, title} in the lead: titles of questions, looked up by `title_of`"
    )
    title_of: Path = Field("field.id", description="id of the question, in the item")


class Secret(File):
    """A shared secret inside the body. It is checked, and removed before anything else sees the body."""

    path: Path
    value: SecretStr


class Activity(File):
    """What a kind of event means for the lead."""

    activity: str = Field("form_submitted", pattern=r"^[a-z][a-z0-9_]*$", description="the word in the lead's history")
    creates: bool = Field(True, description="false: only tell an existing lead")


class Enrichment(File):
    """A thin webhook that only names the lead: it waits until somebody fetched it."""

    id: Path = Field(description="the id to fetch the lead by")
    lacks: Path = Field(description="what the fetched lead has and the thin webhook lacks")


class PluginMapping(File):
    """Where a plugin's fields are found in its body."""

    preset: PresetName | None = Field(
        None, description="the shape to start from; default: by the plugin's id, else by the look of the body"
    )
    leads: tuple[Path, ...] | Path = Field(
        (), description="where the lead or the list of leads is; default: the body itself"
    )
    guess: bool = Field(
        True, description="find phone, e-mail, name and the like by their names where no path gives a value"
    )
    extras: bool = Field(
        True, description="keep what is not mapped under its own name; false: only in the raw part of the history"
    )

    id: Source = Field((), description="the sender's id of this record: makes a redelivery a duplicate")
    submission: Source = Field(
        (),
        description="the sender's id of this submission: the same id with the same content is a redelivery, with other "
        "content an edit, which counts",
    )
    form: Source = Field((), description="the form that the submission's id counts within")
    key: Source = Field(
        (),
        description="what makes two deliveries the same whatever they say, if not `id`; `@delivery_id`: each counts",
    )
    person: Source = Field((), description="the sender's own id of the person: an identity, beside the phone")
    time: Source = Field((), description="when it happened: Unix s or ms, ISO 8601, or `date` formats")
    zone: str | None = Field(None, description="time zone of times written without one; default: the account's")

    phone: Source = Field((), description="the first usable number is the lead's; the others are kept as alternates")
    alternates: Source = Field((), description="numbers that are never the lead's own")
    country: Source = Field((), description="country of national numbers: ISO code, name, or calling code")
    dial_code: Source = Field((), description="calling code of the number, where it stands in a field of its own")
    email: Source = ()
    name: Source = ()
    text: Source = Field((), description="what the person wrote")
    fields: dict[Text, Source] = Field({}, description="per field of the lead where its value is")
    answers: tuple[Answers, ...] = ()
    skip: tuple[Path, ...] = Field((), description="parts that are not worth a field; the raw part keeps them")
    attribution: dict[Text, Source] = Field(
        {}, description="first-touch attribution; utm_* and click ids are found anyway"
    )
    tags: Source = Field((), description="tags; a text is split at commas")
    consent: Source = Field(
        (),
        description="a yes, or a ticked sentence that agrees to messages, opts the person in, `unsubscribed` and the like "
        "out; anything else is only kept as a field. Where this is given, no other field opts in",
    )
    state: Source = Field((), description="state the sender asks for")
    status: Source = Field((), description="OPEN, COMPLETED (won) or CANCELLED (lost), where no state is given")
    assignee: Source = ()

    secret: Secret | None = None
    secrets: tuple[Path, ...] = Field((), description="further parts that nobody may see")
    verify: Verification | None = Field(
        None, description="what a webhook over HTTP must show; without it none is taken at its address"
    )
    require_verified: bool = Field(False, description="refuse what the edge could not verify")
    test: tuple[Match, ...] = Field((), description="any of these marks a test lead")
    ignore: tuple[Match, ...] = Field((), description="any of these is no enquiry")
    event: Source = Field((), description="kind of event, for `activities`")
    activities: dict[Text, Activity] = Field({})
    enrich: Enrichment | None = None
