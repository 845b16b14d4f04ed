"""The values behind `secret:NAME`, per account, and texts without them.

Rule files and queues carry names only. Values come from the worker's settings, or from files that are read on each use,
so that a rotated secret needs no restart; an account sees none but its own.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from pydantic import SecretStr

from worker.errors import RefusedError

PREFIX: Final = "secret:"
MAX_BYTES: Final = 16_384
HIDDEN: Final = "***"
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_ACCOUNT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_MIN_PART: Final = 6  # a shorter part of a secret gives nothing away, and hiding it would hide half of every text


class AccountSecrets:
    """Looks secrets up: in the settings first, then as the file `<directory>/<account>/<NAME>`."""

    def __init__(
        self, values: Mapping[str, Mapping[str, SecretStr]] | None = None, directory: Path | None = None
    ) -> None:
        self._values, self._directory = values or {}, directory

    def value(self, account: str, reference: str) -> SecretStr:
        """Give the value of `secret:NAME`; raise `RefusedError` (`not_a_secret`, `unknown_secret`)."""
        name = reference.removeprefix(PREFIX)
        if not reference.startswith(PREFIX) or not _NAME.fullmatch(name) or not _ACCOUNT.fullmatch(account):
            # Whatever stands here may be the secret itself, written where its name belongs: do not repeat it.
            raise RefusedError("not_a_secret", "expected secret:NAME (letters, digits, `_`, `.`, `-`); not shown here")
        value = self._values.get(account, {}).get(name) or self._file(account, name)
        if value is None or not value.get_secret_value():
            raise RefusedError(
                "unknown_secret",
                f"{account} has no secret {name}; set it in LEADWORKER_ACCOUNT_SECRETS, or as the file {account}/{name} "
                "of LEADWORKER_ACCOUNT_SECRETS_DIR, then replay",
            )
        return value

    def _file(self, account: str, name: str) -> SecretStr | None:
        if self._directory is None:
            return None
        try:
            with (self._directory / account / name).open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
            if len(raw) > MAX_BYTES:
                raise RefusedError("unknown_secret", f"the secret {name} of {account} has more than {MAX_BYTES} bytes")
            return SecretStr(raw.decode().strip())
        except (OSError, UnicodeDecodeError):
            return None


def without(text: str, secrets: Iterable[SecretStr]) -> str:
    """Give a text of others (a server's answer) without the secrets, whole or in telling parts, however encoded."""
    shapes = {shape for secret in secrets for shape in _shapes(secret.get_secret_value())}
    for shape in sorted(shapes, key=len, reverse=True):
        text = text.replace(shape, HIDDEN)
    return text


def _shapes(value: str) -> Iterable[str]:
    parts = {value, *value.split()}
    if "://" in value:
        address = urlsplit(value)
        parts |= {*re.split(r"[/?&=#]+", f"{address.path}?{address.query}#{address.fragment}"), address.path}
        parts |= {address.username or "", address.password or ""}
    for part in parts:
        if len(part) >= _MIN_PART:
            yield part
            yield json.dumps(part)[1:-1]
            yield quote(part, safe="")
            yield base64.b64encode(part.encode()).decode().rstrip("=")
