"""Which part of a lead a name belongs to today: fields.yaml may name a field after values of it came. Pure.

What came before stays where it was put: among the extra values, or in a field that is none any more. Nothing moves it, for
the same messages must give the same lead; the next message that states it finds its place by the file of that day.
"""

from collections.abc import Iterable, Mapping

from worker.account import Account, field_slug
from worker.inert import plain_key


def field_of(name: str, account: Account) -> str:
    """Give what a stored name means today: the id of its field, else the name without regard to its spelling."""
    slug = field_slug(plain_key(name))
    field = account.field_by_slug.get(slug)
    return field.id if field is not None else slug


def named_since(extra: Iterable[str], account: Account) -> Mapping[str, str]:
    """Give the extra values (names as stored) that have the name of a field today: the field's id to the stored name.

    What did not fit its field's type is among them: it is kept as an extra, too.
    """
    found: dict[str, str] = {}
    for name in sorted(extra):
        field = account.field_by_slug.get(field_slug(plain_key(name)))
        if field is not None:
            found.setdefault(field.id, name)
    return found


def fields_no_more(fields: Iterable[str], account: Account) -> list[str]:
    """Give the fields of a lead (names as stored) that today's fields.yaml does not have under that id."""
    known = {field.id for field in account.field_by_slug.values()}
    return sorted(name for name in fields if plain_key(name) not in known)
