"""Whether the roles that fields.yaml names (`read`, `write`) are there. One that is not gives nobody anything."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from schemas.file import did_you_mean
from schemas.roles import BUILT_IN
from worker.account import Account
from worker.automations.language.resources import Surroundings
from worker.configuration import yaml
from worker.configuration.findings import Finding
from worker.configuration.folder import FIELDS


def roles_of_fields(
    folder: Path, files: Mapping[str, bytes], account: Account, surroundings: Surroundings
) -> Iterator[Finding]:
    """Yield a finding for each role that roles.yaml does not know; none where that file itself cannot be read."""
    roles = BUILT_IN if surroundings.roles is None else surroundings.roles.roles
    unknown = [
        (i, right, j, role)
        for i, entry in enumerate(account.fields.fields)
        for right in ("read", "write")
        for j, role in enumerate(getattr(entry, right) or ())
        if roles and role not in roles
    ]
    if not unknown or FIELDS not in files:
        return
    document = yaml.load(files[FIELDS], str(folder / FIELDS))
    for i, right, j, role in unknown:
        what = f"there is no role {role!r}{did_you_mean(role, roles)}, so this gives nobody anything"
        yield Finding(document.file, *document.place(("fields", i, right, j)), what, "warning")
