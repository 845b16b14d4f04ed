"""Values that a contact states and that do not fit the type of their field: the lead keeps them as text. Pure."""

from collections.abc import Iterator

from worker.account import Account, field_slug
from worker.contact import Contact
from worker.errors import RefusedError
from worker.leads.field_values import coerce


def misfits_of(contact: Contact, account: Account) -> Iterator[tuple[str, str, str]]:
    """Yield field, value and reason, as the lead's fold decides it. Numbers and dates are not read anew for it."""
    for fact in contact.facts:
        definition = account.field_by_slug.get(field_slug(fact.name))
        if definition is None or fact.value is None:
            continue
        try:
            coerce(definition, fact.value, account.settings.region, account.settings.timezone)
        except RefusedError as error:
            yield definition.id, str(fact.value), error.reason
