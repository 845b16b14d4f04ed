"""Columns with the ids that another system gave its records: what they are called, and when such an id names a person.

An id means nothing outside of the system that gave it: `4711` of a shop and `4711` of a CRM are two people. So a row is
known by one only where somebody says whose it is (`record:shopify`), the id of the plugin through which its people came.
"""

import re
from collections.abc import Iterable
from typing import Final

from worker.handlers.name_folding import fold

RECORD: Final = re.compile(r"record:([A-Za-z0-9][A-Za-z0-9_.-]{0,63})")  # a role; the plugin's id as in plugins.yaml

_NAMES: Final = frozenset(
    fold(name)
    for name in (
        "id", "uid", "uuid", "guid", "record id", "contact id", "lead id", "customer id", "client id", "person id",
        "user id", "member id", "account id", "external id", "crm id", "hubspot id", "salesforce id", "record no",
        "customer no", "customer number", "member no", "id do contato", "id cliente", "id contacto", "id do cliente",
        "código do cliente", "kundennummer", "kunden-nr", "kunden id", "kontakt id", "numéro client", "id client",
    )
)  # fmt: skip


def is_record_column(name: str) -> bool:
    """Whether a column is called like one of record ids."""
    return fold(name[:60]) in _NAMES


def by_record_only(column: str, record: str, plugins: Iterable[str]) -> str:
    """Say why a row that has nothing but a record id names nobody, and what would make it do so."""
    plugin = next(iter(sorted(plugins)), "PLUGIN")
    return (
        f"the row has only a record id ({column}: {record[:40]}), which means nothing outside of the system that gave it; "
        f"fill in a phone number or an e-mail address, or say through which plugin people came with these ids: "
        f"--map '{column}=record:{plugin}'"
    )
