"""Who owns a WhatsApp number or a gateway instance: at most one account, or messages would reach the wrong business."""

from collections.abc import Iterator, Mapping, Sequence

from worker.account import Account
from worker.configuration.folder import SETTINGS, Folder

Claim = tuple[str, ...]  # ("number", id) or ("gateway", provider, instance)


def settle(folders: Sequence[Folder], last: Mapping[str, Account]) -> None:
    """Refuse every new version that claims what another account holds, until nothing is claimed twice.

    Who held it in the accounts loaded before keeps it, so that a slip in one account cannot take another's number;
    where nobody did, none of the claimants is loaded. A refused version puts its last good one back into the running,
    which may clash in turn; the last good versions agree with each other, so this ends.
    """
    clashing = True
    while clashing:
        clashing = False
        for claim, claimants in _claimed(folders, last).items():
            if len(claimants) > 1:
                clashing = True
                _refuse(claim, claimants, last)
    _foretell(folders, last)


def _foretell(folders: Sequence[Folder], last: Mapping[str, Account]) -> None:
    """Say of folders that are broken anyway what they will clash over once they are corrected."""
    held = _claimed(folders, last)
    for folder in folders:
        if folder.broken and folder.id not in last:
            for claim, path in _claims(folder.draft):
                others = [other for other in held.get(claim, ()) if other is not folder]
                _say_claimed(folder, claim, path, [_place(other, claim) for other in others])


def _claimed(folders: Sequence[Folder], last: Mapping[str, Account]) -> dict[Claim, list[Folder]]:
    claimed: dict[Claim, list[Folder]] = {}
    for folder in folders:
        account = last.get(folder.id) if folder.broken else folder.account
        for claim, _ in _claims(account):
            claimed.setdefault(claim, []).append(folder)
    return claimed


def _claims(account: Account | None) -> Iterator[tuple[Claim, tuple[str | int, ...]]]:
    """Give what an account claims, and where in account.yaml."""
    if account is None:
        return
    for i, number in enumerate(account.settings.numbers):
        yield ("number", number.id), ("numbers", i, "id")
    for provider, names in account.settings.gateways.items():
        for i, name in enumerate(names):
            yield ("gateway", provider, name), ("gateways", provider, i)


def _refuse(claim: Claim, claimants: Sequence[Folder], last: Mapping[str, Account]) -> None:
    places = [_place(folder, claim) for folder in claimants]
    held = [folder.broken or claim in dict(_claims(last.get(folder.id))) for folder in claimants]
    for i, folder in enumerate(claimants):
        if not held[i]:
            others = [place for j, place in enumerate(places) if j != i]
            _say_claimed(folder, claim, dict(_claims(folder.account))[claim], others)


def _say_claimed(folder: Folder, claim: Claim, path: tuple[str | int, ...], others: Sequence[str]) -> None:
    if others:
        what = f"{' '.join(claim[:-1])} {claim[-1]!r}"
        text = f"{what} is also claimed by {' and '.join(others)}; it can belong to one account only"
        folder.say(SETTINGS, path, text)


def _place(folder: Folder, claim: Claim) -> str:
    if folder.broken or folder.account is None:
        return f"the last good version of account {folder.id!r}"
    file, line, column = folder.place(SETTINGS, dict(_claims(folder.account))[claim])
    return f"account {folder.id!r} ({file}:{line}:{column})"
