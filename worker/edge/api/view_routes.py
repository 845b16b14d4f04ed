"""The rows of the table of routes about spaces and layouts."""

from typing import Final

from schemas.api.layouts import LayoutFor, LayoutOf, LayoutShown, LayoutWritten
from schemas.api.spaces import SpaceBody, SpaceOrder, Spaces, SpaceShown, SpaceVersion, SpaceWritten
from worker.edge.api import layouts, spaces
from worker.edge.api.asking import Again, Route

_ACCOUNT: Final = "/accounts/{account}"

VIEW_ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "GET",
        f"{_ACCOUNT}/spaces",
        "spaces",
        "The spaces I see, in my order",
        spaces.spaces,
        "lead.read",
        {200: Spaces},
    ),
    Route(
        "POST",
        f"{_ACCOUNT}/spaces",
        "make_space",
        "Save a list as a space",
        spaces.make_space,
        "space.own",
        {201: SpaceShown},
        body=SpaceBody,
        again=Again.ANSWER,
        problems=("unknown_field", "filter_too_wide"),
    ),
    Route(
        "PUT",
        f"{_ACCOUNT}/spaces/order",
        "order_spaces",
        "Set the order in which I see spaces",
        spaces.order_spaces,
        "space.own",
        {200: Spaces},
        body=SpaceOrder,
        again=Again.ANSWER,
    ),
    Route(
        "PUT",
        f"{_ACCOUNT}/spaces/{{space}}",
        "change_space",
        "Change a space",
        spaces.change_space,
        "space.own",
        {200: SpaceShown},
        body=SpaceWritten,
        again=Again.ANSWER,
        problems=("conflict", "unknown_field", "filter_too_wide"),
    ),
    Route(
        "DELETE",
        f"{_ACCOUNT}/spaces/{{space}}",
        "drop_space",
        "Remove a space",
        spaces.drop_space,
        "space.own",
        {204: None},
        query=SpaceVersion,
        again=Again.ANSWER,
        problems=("conflict",),
    ),
    Route(
        "GET",
        f"{_ACCOUNT}/layouts/{{screen}}",
        "layout",
        "The layout of a screen that holds for me, or for whom I name",
        layouts.layout,
        "lead.read",
        {200: LayoutShown},
        query=LayoutFor,
    ),
    Route(
        "PUT",
        f"{_ACCOUNT}/layouts/{{screen}}",
        "put_layout",
        "Set the layout of a screen",
        layouts.put_layout,
        "layout.own",
        {200: LayoutShown},
        body=LayoutWritten,
        query=LayoutOf,
        again=Again.ANSWER,
        problems=("conflict", "unknown_field"),
    ),
    Route(
        "DELETE",
        f"{_ACCOUNT}/layouts/{{screen}}",
        "drop_layout",
        "Go back to the layout that holds without this one",
        layouts.drop_layout,
        "layout.own",
        {204: None},
        query=LayoutOf,
        again=Again.ANSWER,
    ),
)
