"""Verifying the audit log: every account's entries against their hashes."""

from collections.abc import AsyncIterator

from worker.access.audit import AuditChain, AuditStore
from worker.maintenance.verification import Discrepancy, VerifyTotals


async def audit_faults(store: AuditStore, account: str | None, totals: VerifyTotals) -> AsyncIterator[Discrepancy]:
    """Yield what is wrong with the audit log of an account, or of all; `totals` counts what was looked at."""
    for name in [account] if account else await store.accounts():
        chain = AuditChain(await store.head(name))
        async for entry in store.walk(name):
            totals.audited += 1
            for text in chain.take(entry):
                yield Discrepancy("audit", "", name, text)
        for text in chain.end((await store.head(name))[0]):
            yield Discrepancy("audit", "", name, text)
