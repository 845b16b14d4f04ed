"""Look-ups of an import: whom the store knows already, and what became of rows that were imported before. Reads only."""

from collections.abc import Sequence

from worker.commit.storage import Survey
from worker.leads.holders import changed_hands
from worker.leads.lead import said_no
from worker.store.leads import BY_KEY
from worker.store.mongo import Mongo, bounded


class ImportLookups:
    """Reads for imports. Every method is bounded in time and raises our errors only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._leads, self._history = mongo.database["leads"], mongo.database["history"]

    @bounded
    async def survey(self, account: str, keys: Sequence[str], entry_ids: Sequence[str]) -> Survey:
        """Look identity keys of an account and history entries up; what is not known is left out."""
        # This order, as everywhere: an entry leaves a lead only after it is in history.
        query = {"account": account, "keys": {"$in": list(keys)}}
        shown = {"keys": 1, "consent": 1, "identities": 1, "pend._id": 1, "pend.outcome": 1}
        survey, wanted, named = Survey(), set(entry_ids), set(keys)
        for lead in await self._leads.find(query, shown, hint=BY_KEY).to_list(None):
            survey.owners.update((key, str(lead["_id"])) for key in lead["keys"] if key in named)
            survey.numbers.update(changed_hands(lead["identities"], named))
            if said_no(lead.get("consent", {})):
                survey.said_no.update(named.intersection(lead["keys"]))
            survey.outcomes.update((e["_id"], e["outcome"]) for e in lead.get("pend", ()) if e["_id"] in wanted)
        rows = await self._history.find({"_id": {"$in": list(entry_ids)}}, {"outcome": 1}).to_list(None)
        survey.outcomes.update((row["_id"], row["outcome"]) for row in rows)
        return survey
