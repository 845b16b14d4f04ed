"""The options of `leadworker import` as values; what is wrong with one is wrong usage, said with its name."""

import asyncio
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typer

from schemas.file import did_you_mean
from worker.account import Account
from worker.commands.session import load_alone
from worker.composition import has_store
from worker.configuration.accounts import load_accounts
from worker.handlers.timestamps import read_moment
from worker.identity.countries import country_of
from worker.identity.number_plans import REGIONS
from worker.importing.column_mapping import read_map
from worker.importing.encodings import text_codec
from worker.importing.reject_report import is_ours
from worker.importing.source import STANDARD_INPUT
from worker.settings import Settings

_DELIMITERS: Final[Mapping[str, str]] = {
    "comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "bar": "|", "pipe": "|", "colon": ":", "space": " ",
}  # fmt: skip
_NAME_LIMIT: Final = 200  # of a campaign and a list, as in `schemas.messages`


@dataclass(frozen=True, slots=True)
class Ask:
    """What the user asked for, beside how to read the file."""

    file: Path
    account: str
    campaign: str
    list: str | None
    mapping: tuple[str, ...]
    region: str | None
    tags: tuple[str, ...]
    consent: bool | None
    lifting: str
    at: str | None
    reject: Path | None
    dry_run: bool
    publish: bool


def account_named(settings: Settings, name: str) -> Account:
    """Give the account, from the files as they are now; if they are broken, its last good version, which is said."""
    loaded = load_accounts(settings.accounts_dir)
    if name in loaded.missing and has_store(settings):
        loaded = asyncio.run(load_alone(settings))
    found = loaded.accounts.by_id.get(name)
    if found is not None:
        return found
    if name in loaded.missing:
        text = f"the files of {name!r} have errors; `leadworker accounts check {settings.accounts_dir}` tells them"
    else:
        known = sorted(loaded.accounts.by_id)
        listed = did_you_mean(name, known) or (f"; there are {len(known)}" if known else "; there is none")
        text = f"there is no account {name!r} in {settings.accounts_dir}{listed}"
    raise typer.BadParameter(text, param_hint="--account")


def name_of(text: str, option: str) -> str:
    """Give the name of a campaign or list."""
    name = text.strip()
    if not 0 < len(name) <= _NAME_LIMIT:
        raise typer.BadParameter(f"a name has 1 to {_NAME_LIMIT} characters", param_hint=option)
    return name


def delimiter_of(text: str | None) -> str | None:
    """Give the delimiter that a word or a character names."""
    if text is None:
        return None
    found = _DELIMITERS.get(text.strip().lower(), text)
    if len(found) != 1 or found in '"\r\n':
        raise typer.BadParameter(
            f"{text!r} is no delimiter; write comma, semicolon, tab, bar or one character", param_hint="--delimiter"
        )
    return found


def encoding_of(name: str | None) -> str | None:
    """Give the name of an encoding of text."""
    if name is None:
        return None
    try:
        text_codec(name)
    except LookupError:
        raise typer.BadParameter(
            f"{name!r} is no encoding; write for example utf-8, utf-16, cp1252, cp1251, gb18030, shift_jis",
            param_hint="--encoding",
        ) from None
    return name


def region_of(region: str | None, dial_code: str | None) -> str | None:
    """Give the country of numbers without a country code, from two letters or a calling code; None: nothing was said."""
    named = (region or "").strip().upper()
    if named and named not in REGIONS:
        raise typer.BadParameter(f"{region!r} is no country; write two letters, like IN", param_hint="--region")
    if dial_code is None:
        return named or None
    country = country_of(named or None, dial_code)
    if country.unknown is not None or country.region is None:
        raise typer.BadParameter(
            f"{dial_code!r} is no country's calling code; write for example +91", param_hint="--dial-code"
        )
    if named and named != country.region:
        raise typer.BadParameter(f"{dial_code} is not the calling code of {named}", param_hint="--dial-code")
    return country.region


def moment_of(text: str | None, account: Account, modified: int) -> int:
    """Give when a list was made (Unix ms); a time without offset is the account's."""
    if text is None:
        return modified
    at = read_moment(text, account.settings.timezone)
    if at is None:
        raise typer.BadParameter(f"{text!r} is no time; write 2026-11-19 or 2026-11-19T10:00", param_hint="--at")
    return at


def pairs_of(texts: Iterable[str] | None) -> dict[str, str]:
    """Give the columns that the user knows, by name."""
    try:
        return read_map(texts or ())
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--map") from None


def report_path(file: Path, reject: Path | None) -> Path:
    """Give where refused rows go; a file of somebody else's is not overwritten unless it was named."""
    default = Path("rejected.csv") if file == STANDARD_INPUT else file.with_name(f"{file.name}.rejected.csv")
    path = reject or default
    if path.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        raise typer.BadParameter(f"{path} cannot be written; say where refused rows may go", param_hint="--reject")
    if reject is None and path.exists() and not is_ours(path):
        raise typer.BadParameter(
            f"{path} is there already and is no reject report; name another", param_hint="--reject"
        )
    if file != STANDARD_INPUT and path.exists() and path.samefile(file):
        raise typer.BadParameter("the reject report cannot replace the list that is imported", param_hint="--reject")
    return path


def file_size(file: Path) -> int | None:
    """Give the size of the list in bytes, None for a pipe; a missing file is wrong usage."""
    if file == STANDARD_INPUT:
        return None
    if not file.exists():
        raise typer.BadParameter(f"there is no file {file}", param_hint="FILE")
    if file.is_dir():
        raise typer.BadParameter(f"{file} is a folder; name a CSV file in it", param_hint="FILE")
    return file.stat().st_size if file.is_file() else None
