"""Transactions that a killed worker left open: their leads can be written by nobody until the server ends them.

A client that vanishes does not end its transaction. MongoDB does so after `transactionLifetimeLimitSeconds`, 60 s unless
the operator says otherwise; until then every write of such a lead waits, and the lane behind it.
https://www.mongodb.com/docs/manual/core/transactions-production-consideration/#runtime-limit
Ours take milliseconds. One that has been idle for seconds belongs to a worker that is gone or stands still; ended under
a worker that goes on after all, it is a race lost, which is tried again.
"""

from typing import Final

from worker.store.mongo import APP_NAME, Mongo, bounded

IDLE_SECONDS: Final = 2.0
# What a client is allowed to see and to end without any privilege: its own user's. Without users: everybody's.
# https://www.mongodb.com/docs/manual/reference/operator/aggregation/currentOp/
_OWN: Final = {"$currentOp": {"allUsers": False, "idleSessions": True}}


class AbandonedTransactions:
    """Finds and ends them."""

    def __init__(self, mongo: Mongo, idle_seconds: float = IDLE_SECONDS) -> None:
        self.seconds = mongo.seconds
        self._admin = mongo.client.get_database("admin")
        self._idle = {
            "type": "idleSession",
            "appName": APP_NAME,
            "transaction.timeInactiveMicros": {"$gte": int(idle_seconds * 1_000_000)},
        }

    @bounded
    async def end(self) -> int:
        """End the transactions of workers that have done nothing in them for `idle_seconds`; give how many there were."""
        found = self._admin.aggregate([_OWN, {"$match": self._idle}, {"$project": {"id": "$lsid.id"}}])
        sessions = [{"id": session["id"]} for session in await found.to_list(None)]
        if sessions:
            await self._admin.command("killSessions", sessions)
        return len(sessions)
