"""Where the contacts of a list go: into the leads, nowhere (a rehearsal), or to the queue `broadcast-campaign`.

A sink is given batches of entries and says of each what became of it. It may be given a batch again after a failure.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final, Protocol

import structlog

from schemas.messages import VERSION
from worker.commit.applied import Applied
from worker.commit.key_lanes import KeyLanes
from worker.commit.path import CommitPath
from worker.commit.plan import contact_keys
from worker.commit.storage import ListLookups, Survey
from worker.contact import LISTED, Contact
from worker.errors import RefusedError, TransientError, treatment
from worker.handlers.exact_json import dumps
from worker.handlers.row_reading import SharedByRows
from worker.importing.column_mapping import Columns
from worker.importing.met_keys import MetKeys
from worker.importing.tally import RowOutcome, RowResult, TallyEntry
from worker.leads import reuse_told
from worker.leads.history_entry import entry_id
from worker.leads.holders import Trace, trace
from worker.ports import Broker, Clock, Outgoing
from worker.races import Races
from worker.topology import CAMPAIGN

log = structlog.get_logger(__name__)

RACES: Final = Races(40, 0.2, 0.2)  # calls of the commit path, of twelve races each, until a lead is hopelessly busy
_KNOWN: Final = "with a lead that is there"
_EARLIER: Final = "with an earlier row of the list"


class Sink(Protocol):
    """Takes the entries of a list."""

    async def settle(self, batch: Sequence[TallyEntry], *, again: bool = False) -> list[RowResult]:
        """Say what became of each entry, in order; `again`: an earlier call with them failed half-way."""


class Nobody:
    """The look-ups of a store that does not exist yet."""

    async def survey(self, account: str, keys: Sequence[str], entry_ids: Sequence[str]) -> Survey:
        """Nobody is known."""
        del account, keys, entry_ids
        return Survey()


class Commit:
    """Applies entries through the commit path: leads, history, events, as a worker would.

    `helping`: also finish what crashes left on the leads we meet; of no use where nothing can be announced.
    """

    def __init__(
        self, commit: CommitPath, lookups: ListLookups, lanes: KeyLanes, clock: Clock, *, helping: bool = True
    ) -> None:
        self._commit, self._lookups, self._lanes, self._clock = commit, lookups, lanes, clock
        self._helping = helping
        self._made = MetKeys()  # keys of people whom this list brought in

    async def settle(self, batch: Sequence[TallyEntry], *, again: bool = False) -> list[RowResult]:
        """Apply the entries."""
        contacts = [entry.contact for entry in batch]
        async with self._lanes.hold({(c.account, key) for c in contacts for key in contact_keys(c)}):
            outcomes, failures = await self._applied(contacts)
            repeated = {c.id for c in contacts if self._named_again(c, outcomes.get(c.id, ""))}
        asked = [c for c in contacts if outcomes.get(c.id) == "duplicate" or _listed_yes(c)]
        survey = await _surveyed(self._lookups, asked) if asked else Survey()
        results = [
            RowResult(error=failures[c.id])
            if c.id in failures
            else _kept_out(c, self._verdict(c, outcomes[c.id], survey, again, repeated), survey)
            for c in contacts
        ]
        if again:  # what the call that failed half-way brought in is met as duplicates
            for contact, result in zip(contacts, results, strict=True):
                if result.outcome == "created" and result.error is None:
                    self._made.meet(contact_keys(contact))
        return results

    def _named_again(self, contact: Contact, outcome: str) -> bool:
        """Whether an earlier row of the list brought the person in; from now on this one counts as such a row."""
        keys = contact_keys(contact)
        again = outcome != "created" and self._made.holds(keys)
        if again or outcome == "created":
            self._made.meet(keys)
        return again

    @staticmethod
    def _verdict(contact: Contact, outcome: str, survey: Survey, again: bool, repeated: Collection[str]) -> RowResult:
        if outcome != "duplicate":
            return RowResult(_outcome(outcome), again=contact.id in repeated)
        first = survey.outcomes.get(entry_id(contact.account, contact.id), "merged")
        return replace(_before(contact, first, survey, before=not again), again=contact.id in repeated)

    async def _applied(self, contacts: Sequence[Contact]) -> tuple[dict[str, str], dict[str, RefusedError]]:
        """Apply contacts until none is left that lost its races; a contact that fails is taken out of its batch."""
        outcomes: dict[str, str] = {}
        failures: dict[str, RefusedError] = {}
        pending = list(contacts)
        async for _ in RACES.rounds(self._clock):
            applied = await self._isolated(pending, failures)
            outcomes |= {receipt.contact.id: receipt.outcome for receipt in applied.receipts}
            failures |= {contact.id: refusal for contact, refusal in applied.refused}
            pending = [contact for contact, error in applied.unfinished if not isinstance(error, RefusedError)]
            if not pending:
                return outcomes, failures
        raise TransientError(
            f"{len(pending)} rows lost every race for their leads; run the import again when it is quieter"
        )

    async def _isolated(self, contacts: Sequence[Contact], failures: dict[str, RefusedError]) -> Applied:
        try:
            return await self._commit.apply(contacts, helping=self._helping)
        except Exception as error:  # a fault in one row's work must not cost the others theirs
            if treatment(error).again:
                raise
            failure = error
        if len(contacts) == 1:
            log.error("import.row_failed", message=contacts[0].id, exc_info=failure)
            failures[contacts[0].id] = RefusedError("failed", repr(failure)[:300])
            return Applied()
        middle = len(contacts) // 2
        halves = [await self._isolated(half, failures) for half in (contacts[:middle], contacts[middle:])]
        return Applied([r for half in halves for r in half.receipts], [u for half in halves for u in half.unfinished])


class Rehearsal:
    """Looks what would become of entries and writes nothing. People met before are kept as hashes, 24 bytes each at most."""

    def __init__(self, lookups: ListLookups, reused_number: str = "new_lead") -> None:
        """Take where to look, and the account's policy for numbers that are used again."""
        self._lookups, self._reused_number = lookups, reused_number
        self._met = MetKeys()
        self._turn = asyncio.Lock()

    async def settle(self, batch: Sequence[TallyEntry], *, again: bool = False) -> list[RowResult]:
        """Look the entries up. Batches are taken one after the other: the first row of a person creates the lead."""
        del again  # a failed look leaves nothing behind
        async with self._turn:
            survey = await _surveyed(self._lookups, [entry.contact for entry in batch])
            found = {id(entry): self._traced(entry.contact, survey) for entry in batch} if survey.numbers else {}
            while (
                since := {key for one in found.values() for key in one.reads}
                - survey.numbers.keys()
                - survey.owners.keys()
            ):
                more = await self._lookups.survey(batch[0].contact.account, sorted(since), [])
                if not more.numbers:
                    break
                survey.owners.update(more.owners)
                survey.numbers.update(more.numbers)
                survey.said_no.update(more.said_no)
                found = {id(entry): self._traced(entry.contact, survey) for entry in batch}
            return [self._result(entry.contact, survey, found.get(id(entry))) for entry in batch]

    def _traced(self, contact: Contact, survey: Survey) -> Trace:
        return trace(contact, survey.numbers.get, self._reused_number)

    def _result(self, contact: Contact, survey: Survey, found: Trace | None) -> RowResult:
        """Give what becomes of a row; one that names a number given up is of whoever has the number at the row's time."""
        if found is None or not found.passed:
            return _kept_out(contact, self._verdict(contact, survey), survey)
        told = [reuse_told.told(key, then, survey.owners[key], found.why) for key, then in found.passed]
        result = self._verdict(replace(found.said, id=contact.id), survey)
        return replace(_kept_out(found.said, result, survey), note="; ".join(told), given_up=True)

    def _verdict(self, contact: Contact, survey: Survey) -> RowResult:
        keys = list(contact_keys(contact))
        first = survey.outcomes.get(entry_id(contact.account, contact.id))
        if first is not None:
            return _before(contact, first, survey)
        if any(key in survey.owners for key in keys):
            return RowResult("merged", note=_KNOWN)
        return RowResult("merged", note=_EARLIER, again=True) if self._met.meet(keys) else RowResult("created")


class Publication:
    """Publishes entries to the queue `broadcast-campaign` in chunks that read exactly as they were read here."""

    def __init__(self, broker: Broker, shared: SharedByRows, columns: Columns) -> None:
        self._broker, self._shared, self._columns = broker, shared, columns

    async def settle(self, batch: Sequence[TallyEntry], *, again: bool = False) -> list[RowResult]:
        """Publish the entries as one chunk and wait for the confirm. Published twice, a row is applied once."""
        del again
        for error in await self._broker.publish([self._chunk(batch)]):
            if isinstance(error, RefusedError):
                return [RowResult(error=error)] * len(batch)
            if error is not None:
                raise error
        return [RowResult("published")] * len(batch)

    def _chunk(self, batch: Sequence[TallyEntry]) -> Outgoing:
        shared, first, last = self._shared, batch[0].row.number, batch[-1].row.number
        document = {
            "version": VERSION,
            "account": shared.account.id,
            "campaign": shared.campaign,
            "list": shared.list,
            "region": shared.region,
            "columns": self._columns.names,
            "mapping": dict(self._columns.mapping),
            "tags": shared.tags,
            "consent": shared.consent,
            "at": shared.at,
            "by": shared.by,
            "rows": [{"row": entry.row.number, "values": entry.row.cells} for entry in batch],
        } | ({"phone_order": "guessed"} if shared.guessed else {})
        name = f"{shared.account.id}:{shared.list}:{first}-{last}"
        return Outgoing("", CAMPAIGN, dumps(document).encode("utf-8", "replace"), {}, name)


def _before(contact: Contact, first: str, survey: Survey, *, before: bool = True) -> RowResult:
    """A row that an earlier run imported, unless it named somebody else then: nobody has the number that it names now."""
    if any(key in survey.owners for key in contact_keys(contact)):
        return RowResult(_outcome(first), before=before)
    return RowResult(
        error=RefusedError("row_reused", "a row of this number was imported into this list, of somebody else")
    )


def _listed_yes(contact: Contact) -> bool:
    return any(consent.given and consent.reason == LISTED for consent in contact.consents)


def _kept_out(contact: Contact, result: RowResult, survey: Survey) -> RowResult:
    """Say of a row that it calls for messages to somebody who said no: the no is kept."""
    kept = _listed_yes(contact) and not survey.said_no.isdisjoint(contact_keys(contact))
    return replace(result, kept_out=True) if kept else result


async def _surveyed(lookups: ListLookups, contacts: Sequence[Contact]) -> Survey:
    keys = {key for contact in contacts for key in contact_keys(contact)}
    ids = [entry_id(contact.account, contact.id) for contact in contacts]
    return await lookups.survey(contacts[0].account, list(keys), ids)


def _outcome(word: str) -> RowOutcome:
    return "created" if word == "created" else "merged"
