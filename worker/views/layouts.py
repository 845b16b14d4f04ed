"""Layouts: which one holds for somebody, and what of it can be shown as fields.yaml is now. Pure.

The nearest one holds as a whole: mine, else one of my teams' (the first by name), else my role's, else everyone's, else the
built-in one. They are not merged, so that whoever changes one sees what they get.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from schemas.api.layouts import (
    BoardLayout,
    CardLayout,
    Column,
    DetailsLayout,
    Group,
    HeaderLayout,
    Layout,
    Screen,
    ShownField,
    SummaryLayout,
    TableLayout,
)
from worker.access.principal import Principal
from worker.account import Account
from worker.errors import Mistake
from worker.views import columns

SCREENS: Final[tuple[Screen, ...]] = ("table", "card", "board", "details", "summary", "header")
ME: Final = "me"
EVERYONE: Final = "everyone"
MORE: Final = "more"  # the group of fields that fields.yaml gained since
_OWN_COLUMNS: Final = 4  # fields of fields.yaml that the built-in table shows


@dataclass(frozen=True, slots=True)
class KeptLayout:
    """A layout that somebody saved. `fields`: those of fields.yaml that there were then; `version` counts its changes."""

    account: str
    whose: str  # person:<id>, team:<id>, role:<id> or everyone
    layout: Layout
    fields: frozenset[str]
    version: int
    changed_at: int  # Unix ms
    changed_by: str


@dataclass(frozen=True, slots=True)
class Held:
    """The layout that holds: where it comes from, and what it names that is no longer there."""

    layout: Layout
    origin: str
    unknown: tuple[str, ...]
    kept: KeptLayout | None


def whose(target: str, person: str) -> str:
    """Give under what a layout is kept for `me`, `team:X`, `role:X` or `everyone`."""
    return f"person:{person}" if target == ME else target


def line(target: str | None, who: Principal) -> tuple[str, ...]:
    """Give the targets whose layouts are looked at, the nearest first; of a target that is named it and what is behind it."""
    mine = (ME, *(f"team:{team}" for team in sorted(who.teams)), f"role:{who.role.id}", EVERYONE)
    if target is None or target == ME:
        return mine
    return (target, EVERYONE) if target != EVERYONE else (EVERYONE,)


def needed(screen: Screen, target: str) -> str:
    """Give the permission that setting a screen for a target takes."""
    return "layout.own" if target == ME and screen != "header" else "layout.share"


def may_set(screen: Screen, target: str, who: Principal) -> bool:
    """Whether somebody may set a screen for a target: whoever sees all leads for any, others for their own teams."""
    reaches = target == ME or who.role.sees == "all" or target in {f"team:{team}" for team in who.teams}
    return who.may(needed(screen, target)) and reaches


def held(screen: Screen, line_of: Sequence[str], found: Mapping[str, KeptLayout], account: Account) -> Held:
    """Give the layout that holds, of those that were found by target."""
    for target in line_of:
        kept = found.get(target)
        if kept is not None and kept.layout.screen == screen:
            layout, gone = shown(kept.layout, account, kept.fields)
            return Held(layout, target, gone, kept)
    return Held(built_in(screen, account), "built-in", (), None)


def findings(layout: Layout, account: Account) -> list[Mistake]:
    """Give what cannot be saved: fields that there are not, and those that stand there twice; with places below `layout`."""
    named = list(_named(layout))
    found = columns.unknown(named, _there(layout, account))
    seen: set[str] = set()
    for name, at in named:
        if at.endswith(("/by", "/sum")):
            continue
        if name in seen:
            found.append(Mistake(at, f"the field {name!r} stands here twice", "twice"))
        seen.add(name)
    if isinstance(layout, DetailsLayout):
        ids = [group.id for group in layout.groups]
        found += [
            Mistake(f"/groups/{i}/id", f"there are two groups {group!r}", "twice")
            for i, group in enumerate(ids)
            if group in ids[:i]
        ]
    return found


def _named(layout: Layout) -> Iterator[tuple[str, str]]:
    match layout:
        case TableLayout():
            yield from ((column.id, f"/columns/{i}/id") for i, column in enumerate(layout.columns))
        case CardLayout() | SummaryLayout():
            yield from ((name, f"/fields/{i}") for i, name in enumerate(layout.fields))
        case BoardLayout():
            yield layout.by, "/by"
            if layout.sum is not None:
                yield layout.sum, "/sum"
            yield from ((name, f"/fields/{i}") for i, name in enumerate(layout.fields))
        case DetailsLayout():
            for i, group in enumerate(layout.groups):
                yield from ((field.id, f"/groups/{i}/fields/{j}/id") for j, field in enumerate(group.fields))


def shown(layout: Layout, account: Account, then: frozenset[str]) -> tuple[Layout, tuple[str, ...]]:
    """Give a layout without fields that are gone, and which those are; fields that came since `then` stand under "More".

    Fields that whoever looks may not see are left out without a word.
    """
    there = _there(layout, account)
    named = (name for name, _ in _named(layout) if name not in there and not columns.hides(account, name))
    gone = tuple(dict.fromkeys(named))
    return _without(layout, there, account, then), gone


def _there(layout: Layout, account: Account) -> frozenset[str]:
    return columns.known(account, of_a_lead=layout.screen in {"summary", "details"})


def _without(layout: Layout, there: frozenset[str], account: Account, then: frozenset[str]) -> Layout:
    match layout:
        case TableLayout():
            left = tuple(column for column in layout.columns if column.id in there)
            return layout.model_copy(update={"columns": left}) if left else built_in("table", account)
        case CardLayout() | SummaryLayout():
            return layout.model_copy(update={"fields": _left(layout.fields, there)})
        case BoardLayout():
            return layout.model_copy(
                update={
                    "by": layout.by if layout.by in there else "state",
                    "sum": layout.sum if layout.sum in there else None,
                    "fields": _left(layout.fields, there),
                }
            )
        case DetailsLayout():
            return _details(layout, there, account, then)
        case HeaderLayout():
            return layout


def _left(named: Sequence[str], there: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in named if name in there)


def _details(layout: DetailsLayout, there: frozenset[str], account: Account, then: frozenset[str]) -> DetailsLayout:
    groups = [
        group.model_copy(update={"fields": tuple(field for field in group.fields if field.id in there)})
        for group in layout.groups
    ]
    known = then | {field.id for group in groups for field in group.fields}
    came = tuple(ShownField(id=name) for name in columns.own_fields(account) if name not in known)
    if came:
        more = next((group for group in groups if group.id == MORE), Group(id=MORE, title="More", open=False))
        groups = [group for group in groups if group.id != MORE]
        groups.append(more.model_copy(update={"fields": (*more.fields, *came)}))
    return DetailsLayout(groups=tuple(groups))


def built_in(screen: Screen, account: Account) -> Layout:
    """Give the layout of an account in which nobody saved one."""
    listed = columns.own_fields(account)
    own = [name for name in listed if name not in {"name", "email"}]
    match screen:
        case "table":
            names = ("name", "phone", "state", "assignee", *own[:_OWN_COLUMNS], "source", "created_at", "updated_at")
            return TableLayout(columns=tuple(Column(id=name) for name in dict.fromkeys(names)))
        case "card":
            return CardLayout(fields=tuple(own[:2]))
        case "board":
            return BoardLayout(fields=tuple(own[:2]))
        case "summary":
            email = ("email",) if "email" in listed else ()
            return SummaryLayout(fields=("id", "phone", *email, "source", "campaign", "created_at", "updated_at"))
        case "header":
            return HeaderLayout()
    known_by = tuple(ShownField(id=name) for name in ("name", "email") if name in listed)
    contact = Group(id="contact", title="Contact", fields=known_by)
    deal = Group(id="details", title="Details", fields=tuple(ShownField(id=name) for name in own))
    return DetailsLayout(groups=(contact, deal) if own else (contact,))
