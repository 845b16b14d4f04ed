"""The envelopes of `broadcast-campaign` and `plugin-webhook`, as publishers write them. Unknown keys are left alone.

A dead letter of either queue is an envelope again, with only the parts that were refused: it can be corrected and
published as it is.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from schemas.account import Region
from schemas.file import Text

VERSION: Literal[1] = 1
MAX_CELLS = 2000  # of a row, and columns of a list

# Headers of a webhook that say what it is. Signatures, cookies and tokens have done their work at the edge.
HARMLESS_HEADERS = frozenset(
    {
        "content-type",
        "user-agent",
        "idempotency-key",
        "x-request-id",
        "webhook-id",
        "webhook-timestamp",
        "svix-id",
        "svix-timestamp",
        "x-shopify-topic",
        "x-shopify-shop-domain",
        "x-shopify-webhook-id",
        "x-shopify-event-id",
        "x-shopify-triggered-at",
        "x-event-key",
        "x-event-type",
    }
)


def _harmless(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() in HARMLESS_HEADERS}


PLUGIN_ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
Name = Annotated[Text, Field(min_length=1, max_length=200)]
Instant = Annotated[int | str, Field(description="Unix milliseconds, or ISO 8601 with its offset")]


class Message(BaseModel):
    """What is common to both envelopes."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    version: Literal[1] = Field(VERSION, description="of this format; another one is refused with `unknown_version`")
    account: Name = Field(description="id of the account, the folder's name under accounts/")


class PluginDelivery(Message):
    """One webhook delivery of a plugin (`plugin-webhook`). Its signature was checked at the edge, on the raw bytes."""

    plugin: Annotated[Text, Field(pattern=PLUGIN_ID)] = Field(description="id of the plugin in plugins.yaml")
    delivery_id: Name = Field(
        description="stable over redeliveries: the sender's `webhook-id`, else a digest of the body"
    )
    received_at: Instant
    content_type: str | None = Field(
        None, description="of the body: JSON, form-urlencoded or XML; the body's first character decides"
    )
    verified: bool = Field(False, description="whether a signature or shared secret was checked")
    headers: Annotated[dict[str, str], AfterValidator(_harmless)] = {}
    body: str | dict[str, Any] | list[Any] = Field(
        description="the raw body as text, or in base64; JSON may also stand here as it is"
    )
    body_encoding: Literal["text", "base64"] = "text"
    positions: tuple[int, ...] | None = Field(
        None,
        description="in a dead letter: where its leads stood in the original body, so that a replay keeps their ids",
    )
    secret_digest: str | None = Field(
        None, description="in a dead letter: keyed digest of the secret that was removed from the body"
    )


class CampaignRow(BaseModel):
    """One row of a list: its number in the list, and its cells by column name or in the order of `columns`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    row: int = Field(
        ge=0,
        le=2**53,
        description="1-based number of the record in the list; with the list's id it is the row's identity",
    )
    values: Annotated[dict[str, Any], Field(max_length=MAX_CELLS)] | Annotated[list[Any], Field(max_length=MAX_CELLS)]


class MisfitRow(CampaignRow):
    """A row that is none: refused alone, while its neighbours go on."""

    given: Any = None
    problem: str = ""


def _or_misfit(value: Any, read: ValidatorFunctionWrapHandler) -> CampaignRow:
    try:
        row: CampaignRow = read(value)
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"{'.'.join(map(str, first['loc'])) or 'row'}: {first['msg']}"
        return MisfitRow.model_construct(row=-1, values={}, given=value, problem=problem)
    return row


Rows = Annotated[list[Annotated[CampaignRow, WrapValidator(_or_misfit)]], Field(min_length=1, max_length=1000)]


class CampaignChunk(Message):
    """A chunk of a broadcast list (`broadcast-campaign`). A row is idempotent on (account, list, row)."""

    campaign: Name
    list: Name
    region: Region | None = Field(None, description="country of numbers without a country code; default: the account's")
    mapping: dict[str, str] | None = Field(
        None,
        description="per column: a field's id, phone, phone.2, country, dial_code, area_code, first_name, last_name, "
        "opt_in, opt_out, tag, ignore, or record:PLUGIN (the id that a plugin gave the person); default: guessed from names "
        "and cells",
    )
    phone_order: Literal["given", "guessed"] = Field(
        "given",
        description="whether somebody chose the order of phone, phone.2, ... in `mapping`; guessed: a mobile number goes "
        "before a fixed line",
    )
    columns: tuple[str, ...] | None = Field(
        None, max_length=MAX_CELLS, description="column names, where rows are lists of cells"
    )
    rows: Rows
    tags: tuple[str, ...] = Field((), description="tags for every row")
    consent: bool | None = Field(None, description="opt-in or opt-out of every row without a consent cell of its own")
    at: Instant | None = Field(None, description="when the list was made or sent; default: when the message arrived")
    by: Literal["campaign", "import"] = Field(
        "campaign", description="who states the values, for the account's merge policy"
    )
