"""The gate of the pipeline: every change of a lead's state, whoever asks for it, passes here.

In: the account, the state the lead is in, the state asked for (its id or its name, as people write it). Out: the id of
the state the lead is in afterwards, or `TransitionRefusedError` with a sentence that says what is allowed. Pure.
"""

from collections.abc import Iterable, Mapping

from schemas.account import State, Status
from schemas.file import did_you_mean, fold
from worker.account import Account
from worker.errors import RefusedError, TransitionRefusedError, named

# How systems spell a status; COMPLETED is what Chakra's API says for Closed.
# https://docs.chakrahq.com/docs/platform/integration/outbound-integration
STATUSES: Mapping[str, Status] = {
    "open": "open",
    "closed": "closed",
    "completed": "closed",
    "complete": "closed",
    "cancelled": "cancelled",
    "canceled": "cancelled",
}


def read_status(text: object) -> Status:
    """Read Open, Closed or Cancelled, in any case; refuse with `unknown_status`."""
    status = STATUSES.get(fold(text)) if isinstance(text, str) else None
    if status is None:
        raise RefusedError("unknown_status", f"{text!r} is no status; use Open, Closed (or Completed) or Cancelled")
    return status


def find_state(account: Account, wanted: object) -> State | None:
    """Find a state by id, else by id or name without regard to case and punctuation; None if there is none such."""
    if not isinstance(wanted, str):
        return None
    states = account.pipeline.states
    exact = next((state for state in states if state.id == wanted), None)
    word = fold(wanted)
    return exact or next((s for s in states if word and word in (fold(s.id), fold(s.name or ""))), None)


def status_of(account: Account, state: str | None) -> Status:
    """Give the status that follows from a state. A state that left the pipeline counts as open: somebody must look."""
    return account.status_of.get(state or "", "open")


def allowed(account: Account, current: str | None) -> list[str]:
    """Give the ids of the states a lead may change to from where it is, in the order of the pipeline."""
    targets = _targets(account, current)
    return [
        state.id
        for state in account.pipeline.states
        if state.id != current and (targets is None or state.id in targets)
    ]


def move(account: Account, current: str | None, wanted: object) -> str:
    """Give the state after a change, or refuse it. Already there is no change and always allowed.

    A lead whose state left the pipeline (an edit of pipeline.yaml) may change to any, so that none is stuck.
    """
    state = _existing(account, wanted)
    targets = _targets(account, current)
    if state.id == current or targets is None or state.id in targets:
        return state.id
    ways = [_shown(account, s) for s in allowed(account, current)]
    here, there = _shown(account, current or ""), _shown(account, state.id)
    may = f"it may change to {_either(ways)}" if ways else "it may not change any more"
    raise TransitionRefusedError(f"the pipeline does not allow {here} to become {there}; from {here} {may}")


def won(account: Account, current: str | None) -> str:
    """Give the state after `Lead Won`, or refuse."""
    return move(account, current, account.pipeline.won)


def lost(account: Account, current: str | None) -> str:
    """Give the state after the lead was lost, or refuse."""
    return move(account, current, account.pipeline.lost)


def reopen(account: Account, current: str | None) -> str:
    """Give the state after `Reopen`: the initial one. An open lead stays where it is."""
    if status_of(account, current) == "open" and current in account.status_of:
        return str(current)
    return move(account, current, account.pipeline.initial)


def after_inbound(account: Account, current: str | None) -> str | None:
    """Give the state after the person of a closed lead wrote again, by `closed_lead` of account.yaml; None: no change.

    Raises `TransitionRefusedError` where the policy asks for a change that the pipeline does not allow.
    """
    policy = account.settings.closed_lead
    if status_of(account, current) == "open" or policy.action == "note":
        return None
    target = move(account, current, policy.state if policy.action == "move" else account.pipeline.initial)
    return None if target == current else target


def placement(account: Account, wanted: object = None, status: object = None) -> str:
    """Give the state of a lead that is being created: the one asked for, which must exist, else the initial.

    Without a state, a status asks for the state that stands for it: initial, won or lost.
    """
    if wanted is not None:
        return _existing(account, wanted).id
    if status is None:
        return account.pipeline.initial
    asked = read_status(status)
    if asked == "open":
        return account.pipeline.initial
    landmarks = (account.pipeline.won, account.pipeline.lost)
    fitting = next((state for state in landmarks if status_of(account, state) == asked), None)
    if fitting is None:
        raise TransitionRefusedError(
            f"neither `won` nor `lost` of the pipeline has the status {asked}; ask for a state"
        )
    return fitting


def _existing(account: Account, wanted: object) -> State:
    state = find_state(account, wanted)
    if state is None:
        spellings = {fold(word): word for s in account.pipeline.states for word in (s.id, s.name) if word}
        word = wanted if isinstance(wanted, str) else named(wanted)
        raise TransitionRefusedError(f"the pipeline has no state {word[:80]!r}{did_you_mean(word, spellings.values())}")
    return state


def _targets(account: Account, current: str | None) -> tuple[str, ...] | None:
    """Give where a state may change to; None: anywhere. Only states of the pipeline have an entry."""
    return (account.pipeline.transitions or {}).get(current or "")


def _shown(account: Account, state: str) -> str:
    return next((s.name or s.id for s in account.pipeline.states if s.id == state), state)


def _either(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
