"""Lists of leads: `POST /leads/query`, `POST /leads/count`, `GET /leads/suggest`."""

from typing import Annotated, Final, Literal

from pydantic import Field, StrictInt, StrictStr

from schemas.api.filters import Filter, Part
from schemas.api.leads import LeadRow
from schemas.api.wire import LEAD_ID, Answer, Request

MAX_PAGE_SIZE: Final = 100
MAX_SEARCH: Final = 200  # characters
MAX_SORTS: Final = 3


class SortKey(Part):
    """A field to sort by. Leads without a value stand last in both directions."""

    field: StrictStr = Field(min_length=1, max_length=80)
    direction: Literal["asc", "desc"] = "asc"


class Selection(Part):
    """Which leads: all that the asking person may see, narrowed by a filter and by words to look for."""

    filter: Filter | None = None
    search: Annotated[StrictStr, Field(max_length=MAX_SEARCH)] = Field(
        "", description="words and numbers that a lead has in any of its fields; the last word may be a beginning"
    )


class LeadQuery(Selection):
    """A page of leads: by `page` for people, by `cursor` for scripts. Without `sort` the newest come first."""

    sort: tuple[SortKey, ...] = Field((), max_length=MAX_SORTS)
    page: StrictInt | None = Field(None, ge=1, le=10_000_000)
    size: StrictInt = Field(10, ge=1, le=MAX_PAGE_SIZE)
    cursor: StrictStr | None = Field(None, max_length=2_000, description="`next` or `previous` of an earlier answer")
    as_of: StrictStr | None = Field(
        None, pattern=r"^\d{1,19}$", description="of the first page: leads that came later stay away"
    )
    after: StrictStr | None = Field(
        None,
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        description="jump to a date: leave out what stands before it in an order by created_at",
    )
    columns: tuple[Annotated[StrictStr, Field(max_length=80)], ...] = Field(
        (), max_length=100, description="as `GET …/schema` names them; none: name, phone, state, assignee, created_at"
    )
    count: Literal["auto", "exact", "none"] = "auto"


class PageInfo(Answer):
    """Where a page stands. `clamped`: the page that was asked for lies behind the last one, this is the last."""

    number: int | None = Field(description="null where a cursor led here")
    size: int
    as_of: str | None
    next: str | None = Field(description="cursor of the page that follows; null: this is the last")
    previous: str | None
    clamped: bool = False


class CountInfo(Answer):
    """How many leads match; not `exact`: at least so many."""

    value: int = Field(ge=0)
    exact: bool


class PlanInfo(Answer):
    """How the rows were found: the clause that drove, and whether an index gave the order."""

    driver: str
    sorted_by_index: bool


class LeadQueryAnswer(Answer):
    """A page of leads."""

    data: tuple[LeadRow, ...]
    page: PageInfo
    count: CountInfo | None
    plan: PlanInfo
    finding_lag_ms: int | None = Field(None, description="how far the search rows are behind, where it is over 2 s")
    finding_complete: bool = Field(
        True, description="false: rows of some leads are not made yet, as after an upgrade or a change of fields"
    )


class RowsAsked(Request):
    """Leads that a list shows already, to be read anew; `columns` as in `LeadQuery`."""

    leads: tuple[Annotated[StrictStr, Field(pattern=LEAD_ID)], ...] = Field(min_length=1, max_length=MAX_PAGE_SIZE)
    columns: tuple[Annotated[StrictStr, Field(max_length=80)], ...] = Field((), max_length=100)


class RowsAnswer(Answer):
    """The leads of these ids that are in sight, in the order of the request."""

    data: tuple[LeadRow, ...]


class LeadCountAnswer(Answer):
    """The answer of `POST /leads/count`, whose body is a `Selection`."""

    count: CountInfo


class SuggestParameters(Request):
    """What somebody begins to type."""

    q: str = Field(max_length=MAX_SEARCH)


class SuggestedLead(Answer):
    """A line of the jump box."""

    id: str
    title: str
    state: str | None
    phone: str | None


class SuggestAnswer(Answer):
    """Up to ten leads, the newest first."""

    data: tuple[SuggestedLead, ...]
