"""What whoever asks is in an account."""

from worker.access.principal import Caller, Principal
from worker.account import Account
from worker.edge.api.asking import Services
from worker.errors import ProblemError


def within(caller: Caller, named: str, services: Services) -> tuple[Account, Principal]:
    """Give the account as its principal sees it (`Account.seen_by`), and the principal.

    Raises `not_found` for an account out of reach, like one that does not exist.
    """
    account = services.accounts().by_id.get(named)
    automations = services.automations().get(named)
    teams = automations.surroundings.team.teams if automations else {}
    members = {name: team.members for name, team in teams.items()}
    principal = caller.within(named, services.roles(named), members)
    if account is None or principal is None:
        raise ProblemError("not_found", f"there is no account {named!r}, or it is not yours")
    if principal.role.second_factor and principal.kind == "human" and not caller.factor:
        raise ProblemError(
            "second_factor",
            f"the role {principal.role.name} needs a second factor; set one up (/auth/second-factor), or sign in with it",
        )
    return account.seen_by(principal.role.id), principal
