"""An account as the worker uses it: the administrator's files, checked, and the look-ups over them.

`Accounts` is one immutable snapshot of all accounts; a reload swaps the snapshot, never a part of it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from schemas.account import AccountFile, FieldsFile, LeadField, PipelineFile, PluginsFile, Status
from worker.errors import RefusedError, named, quoted

BUILT_IN_FIELDS = (LeadField(id="name"), LeadField(id="email", type="email"))


_SEPARATORS = re.compile(r"[\W_]+")


def field_slug(name: str) -> str:
    """Compare field names as people write them: `E-Mail Address` and `email_address` are one."""
    return _usual_slug(name) if len(name) <= 64 else _SEPARATORS.sub("", name.casefold())


@lru_cache(maxsize=4096)
def _usual_slug(name: str) -> str:
    return _SEPARATORS.sub("", name.casefold())


def _ranks(order: Sequence[str]) -> Mapping[str, int]:
    return {authority: len(order) - place for place, authority in enumerate(order)}


@dataclass(frozen=True)
class Account:
    """A business using the worker (tenant).

    `hidden` and `locked` are empty but in what `seen_by` gives: ids of the fields that whoever looks may not see, and of
    those that they may see and not change.
    """

    id: str
    settings: AccountFile
    pipeline: PipelineFile = field(default_factory=PipelineFile)
    fields: FieldsFile = field(default_factory=FieldsFile)
    plugins: PluginsFile = field(default_factory=PluginsFile)
    hidden: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()

    def seen_by(self, role: str) -> "Account":
        """Give the account as people with a role see it: itself, where all fields are theirs to see and to change."""
        view = self._views.get(role)
        if view is None:
            hidden = frozenset(one.id for one in self.all_fields if one.read is not None and role not in one.read)
            barred = frozenset(one.id for one in self.all_fields if one.write is not None and role not in one.write)
            view = replace(self, hidden=hidden, locked=barred - hidden) if hidden | barred else self
            self._views[role] = view
        return view

    @cached_property
    def _views(self) -> dict[str, "Account"]:
        return {}

    @cached_property
    def all_fields(self) -> tuple[LeadField, ...]:
        """Every field: `name` and `email` first, by the account's own definition where it has one; hidden ones included."""
        return tuple({one.id: one for one in (*BUILT_IN_FIELDS, *self.fields.fields)}.values())

    def hides(self, name: str) -> bool:
        """Whether a name, of a field or as a source spells it, is that of a hidden field."""
        if not self.hidden:
            return False
        found = self.field_by_slug.get(field_slug(name))
        return name in self.hidden or (found is not None and found.id in self.hidden)

    @cached_property
    def field_by_slug(self) -> Mapping[str, LeadField]:
        """Every field under its id and its aliases, slugged; the account's own definition of a built-in one wins."""
        table: dict[str, LeadField] = {}
        for entry in (*BUILT_IN_FIELDS, *self.fields.fields):
            for name in (entry.id, *entry.aliases):
                table[field_slug(name)] = entry
        return table

    @cached_property
    def merge_ranks(self) -> tuple[Mapping[str, int], Mapping[str, Mapping[str, int]]]:
        """Authority to strength, in general and for the fields that have an order of their own."""
        policy = self.settings.merge
        return _ranks(policy.order), {name: _ranks(order) for name, order in policy.fields.items()}

    @cached_property
    def status_of(self) -> Mapping[str, Status]:
        """State id to status."""
        return {state.id: state.status for state in self.pipeline.states}

    @cached_property
    def own_numbers(self) -> frozenset[str]:
        """Digits of the account's own numbers: a message from one of them is ours, not a lead's.

        Compare them by their identity keys (`worker.handlers.numbers.own_keys`): a number has several spellings.
        """
        shown = (number.display for number in self.settings.numbers if number.display)
        return frozenset(re.sub(r"\D", "", number) for number in shown)

    @cached_property
    def required_fields(self) -> tuple[str, ...]:
        """Ids of the fields without which a lead is incomplete."""
        return tuple(entry.id for entry in self.fields.fields if entry.required)


@dataclass(frozen=True, eq=False)  # a snapshot is itself: look-ups over it are kept by what it is, not what it holds
class Accounts:
    """All accounts, and how a message finds its own. Unknown is refused, never a default."""

    by_id: Mapping[str, Account]
    by_number: Mapping[str, Account]
    by_gateway: Mapping[tuple[str, str], Account]

    @classmethod
    def of(cls, accounts: Iterable[Account]) -> "Accounts":
        """Index the accounts; the loader has made sure that no number or instance is claimed twice."""
        listed = list(accounts)
        return cls(
            by_id={a.id: a for a in listed},
            by_number={n.id: a for a in listed for n in a.settings.numbers},
            by_gateway={(p, name): a for a in listed for p, names in a.settings.gateways.items() for name in names},
        )

    def named(self, account_id: object) -> Account:
        """Give the account with this id, or refuse with `unknown_account`."""
        if isinstance(account_id, str) and account_id in self.by_id:
            return self.by_id[account_id]
        raise RefusedError(
            "unknown_account",
            f"no account {quoted(account_id)}; add accounts/<id>/account.yaml and replay"
            if named(account_id)
            else "the message names no account; say in `account` whose it is, and replay",
            about=named(account_id),
        )

    def of_number(self, phone_number_id: object) -> Account:
        """Give the account that owns a WhatsApp phone_number_id, or refuse with `unknown_account`."""
        if isinstance(phone_number_id, str) and phone_number_id in self.by_number:
            return self.by_number[phone_number_id]
        raise RefusedError(
            "unknown_account",
            f"no account has the WhatsApp number {quoted(phone_number_id)}; add it to `numbers` in its account.yaml and replay"
            if named(phone_number_id)
            else "the body names no phone_number_id; set the header `account`, and replay",
            about=named(phone_number_id),
        )

    def of_gateway(self, provider: str, instance: object) -> Account:
        """Give the account that owns an instance of a gateway, or refuse with `unknown_account`."""
        if isinstance(instance, str) and (provider, instance) in self.by_gateway:
            return self.by_gateway[provider, instance]
        raise RefusedError(
            "unknown_account",
            f"no account has {provider} {quoted(instance)}; set the header `account`, or add it to `gateways` in its account.yaml"
            if named(instance)
            else f"the body of {provider} does not say whose it is; set the header `account`",
            about=f"{provider} {named(instance)}".strip()[:64],
        )
