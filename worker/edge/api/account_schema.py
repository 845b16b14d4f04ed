"""GET /accounts/{account}/schema: what a console needs to draw lists, forms and filters, as the files in force say."""

import hashlib
from collections.abc import Iterator
from typing import Final

from schemas.account import LeadField
from schemas.api.account_schema import (
    AccountSchema,
    ActorShown,
    ColumnShown,
    FieldShown,
    StateShown,
    TeammateShown,
    TeamShown,
)
from worker.account import Account
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.columns import OWN
from worker.finding.fields import SYSTEM, Catalogue, Findable
from worker.finding.operators import OPERATORS
from worker.leads import pipeline

SOURCES: Final = ("whatsapp", "ctwa_ad", "campaign", "plugin", "manual", "import", "history")
_KINDS_OF_TYPES: Final = {"email": "text", "dropdown": "name", "datetime": "time"}


async def account_schema(ask: Ask) -> Reply:
    """Give fields, columns, states and people of the account."""
    account, team = ask.where(), ask.team()
    sight = ask.who().sight
    body = AccountSchema(
        fields=tuple(_field(one.field, one, account) for one in Catalogue(account).fields if one.field is not None),
        columns=tuple(_columns()),
        operators=_operators(),
        states=tuple(_states(account)),
        initial=account.pipeline.initial,
        won=account.pipeline.won,
        lost=account.pipeline.lost,
        teammates=tuple(
            TeammateShown(
                id=user.id,
                name=user.name or user.id,
                active=user.active,
                present=user.present,
                in_sight=sight.shows(user.id),
            )
            for user in team.users
        ),
        teams=tuple(TeamShown(id=name, name=one.name or name, members=one.members) for name, one in team.teams.items()),
        actors=await _actors(ask, {user.id: user.name or user.id for user in team.users}),
        sources=SOURCES,
    )
    tag = hashlib.sha256(body.model_dump_json().encode()).hexdigest()[:32]
    return Reply(body, headers={"ETag": f'"{tag}"'})


def _field(field: LeadField, one: Findable, account: Account) -> FieldShown:
    return FieldShown(
        id=field.id,
        column=one.name,
        label=field.label or field.id.replace("_", " ").replace("-", " ").capitalize(),
        type=field.type,
        required=field.required,
        sortable=field.sortable,
        options=field.options,
        locked=field.id in account.locked,
    )


def _columns() -> Iterator[ColumnShown]:
    for name in OWN:
        one = SYSTEM.get(name)
        yield ColumnShown(
            id=name,
            kind=one.kind if one else "time",
            filters=one is not None,
            sorts=one is not None and not one.several,
            several=name in ("tag", "flag", "incomplete"),
        )


def _operators() -> dict[str, tuple[str, ...]]:
    by_kind = {str(kind): tuple(table) for kind, table in OPERATORS.items()}
    return by_kind | {type_: by_kind[kind] for type_, kind in _KINDS_OF_TYPES.items()}


def _states(account: Account) -> Iterator[StateShown]:
    for state in account.pipeline.states:
        yield StateShown(
            id=state.id,
            name=state.name or state.id,
            status=state.status,
            hue=state.hue,
            asks=state.asks,
            next=tuple(pipeline.allowed(account, state.id)),
        )


async def _actors(ask: Ask, teammates: dict[str, str]) -> tuple[ActorShown, ...]:
    account, people = ask.where().id, ask.services.people
    found = []
    for person in await people.members(account):
        teammate = person.memberships[account].teammate
        name = person.name or teammates.get(teammate or "") or person.email
        found.append(ActorShown(id=person.id, kind="human", name=name, teammate=teammate))
    tokens = await people.tokens(account, None)
    return (*found, *(ActorShown(id=token.id, kind="api", name=token.name, teammate=None) for token in tokens))
