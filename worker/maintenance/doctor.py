"""What `leadworker doctor` looks at: each check says ok, warn or fail, and what to do. Nothing is created but by `fix`."""

import asyncio
import re
import shutil
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from worker import __version__, topology
from worker.broker.inspection import Inspected, Inspection
from worker.broker.rabbitmq import RabbitMQBroker
from worker.composition import open_store
from worker.configuration.accounts import load_accounts
from worker.configuration.faults import Fault, remarks
from worker.embedded.mongod import find_mongod
from worker.errors import START_BROKER, START_STORE, ConfigurationError, LeadWorkerError
from worker.identity import folding
from worker.maintenance.refinding import Refinding
from worker.settings import Settings, unknown_variables
from worker.store.account_versions import AccountVersions
from worker.store.condition import Condition, Server
from worker.store.finding import FindingStore
from worker.store.mongo import Mongo
from worker.store.walks import Walks
from worker.system import SystemClock
from worker.topology import CONSUMED, crashed, dead

Status = Literal["ok", "warn", "fail"]

CALL_SECONDS: Final = 5.0
SKEW_WARN_MS, SKEW_FAIL_MS = 2_000, 60_000
PENDING_MS = 60_000
LOW_BYTES, LOW_SHARE, FULL_BYTES = 2 * 2**30, 0.05, 256 * 2**20
MONGODB: Final = (6, 0)  # the oldest that the tests run on
RABBITMQ: Final = (3, 10)  # the first with at-least-once dead-lettering (https://www.rabbitmq.com/docs/quorum-queues)
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one check: what was looked at, how it is, and what to do if it is not well."""

    name: str
    status: Status
    text: str
    remedy: str = ""


async def checks(settings: Settings, *, fix: bool) -> AsyncIterator[Check]:
    """Look at everything, one check after the other."""
    yield Check("worker", "ok", f"leadworker {__version__} on Python {sys.version.split()[0]}")
    if unknown := unknown_variables():
        yield Check("settings", "warn", "; ".join(unknown[:SHOWN]), "correct the name, or unset it")
    yield _accounts(settings.accounts_dir)
    async for check in _store(settings, fix=fix):
        yield check
    async for check in _broker(settings, fix=fix):
        yield check


def _accounts(directory: Path) -> Check:
    result = load_accounts(directory)
    errors = [finding for finding in result.findings if finding.severity == "error"]
    if not (result.accounts.by_id or result.missing):
        return Check("accounts", "fail", f"none in {directory}", "no worker starts with it; add <id>/account.yaml")
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        text = f"{len(result.accounts.by_id)} loaded, {len(result.missing)} not loaded: {errors[0]}{more}"
        return Check("accounts", "fail", text, "leadworker accounts check lists every finding with its place")
    others = sum(finding.severity == "warning" for finding in result.findings)
    if others:
        return Check(
            "accounts", "warn", f"{len(result.accounts.by_id)} loaded, {others} warnings", "leadworker accounts check"
        )
    return Check("accounts", "ok", ", ".join(sorted(result.accounts.by_id)))


async def _store(settings: Settings, *, fix: bool) -> AsyncIterator[Check]:
    if settings.mongo_url is None:
        yield _embedded(settings.data_dir)
        if not (settings.data_dir / "mongod").is_dir():
            return
    quick = settings.model_copy(update={"operation_seconds": min(settings.operation_seconds, CALL_SECONDS)})
    try:
        async with open_store(quick) as mongo:
            async for check in _database(mongo, settings.accounts_dir, fix=fix):
                yield check
    except LeadWorkerError as error:
        text = str(error).removesuffix(START_STORE)[:300]
        yield Check("mongodb", "fail", text, "start it, or correct LEADWORKER_MONGO_URL")


def _embedded(directory: Path) -> Check:
    """LEADWORKER_MONGO_URL is not set: the embedded mongod, and its disk."""
    if not (directory / "mongod").is_dir():
        try:
            binary = find_mongod()
        except ConfigurationError as error:
            return Check("embedded mongod", "fail", str(error), "see above")
        text = f"no data in {directory} yet; the first worker starts {binary}"
        return Check("embedded mongod", "warn", text, "for production set LEADWORKER_MONGO_URL")
    usage = shutil.disk_usage(directory)
    return _space("data directory", usage.free, usage.total)


async def _database(mongo: Mongo, accounts_dir: Path, *, fix: bool) -> AsyncIterator[Check]:
    condition, clock = Condition(mongo), SystemClock()
    before = clock.now()
    server = await condition.server()
    yield _version("mongodb", server.version, MONGODB)
    yield _replica_set(server)
    yield _skew(server.clock - (before + clock.now()) // 2)
    if (space := await condition.free_bytes()) is not None:
        yield _space("database disk", *space)
    if fix:
        await condition.mend_indexes()
    yield _indexes(*await condition.index_faults(), await condition.former_indexes())
    yield await _waiting(condition)
    yield await _search_rows(mongo, accounts_dir)
    versions = AccountVersions(mongo)
    yield _at_work(await versions.faults())
    if (left := _left_over(await versions.names(), accounts_dir)) is not None:
        yield left
    if await condition.older_keys(folding.KEY_VERSION):
        text = f"leads have identity keys older than version {folding.KEY_VERSION}: their people may not be found"
        yield Check("identity keys", "warn", text, "leadworker rekey")
    else:
        yield Check("identity keys", "ok", f"all of version {folding.KEY_VERSION}")


def _left_over(kept: Iterable[str], directory: Path) -> Check | None:
    """Accounts of which a version is kept and that have no folder: taken away while no worker ran, or not ours to see."""
    names = [name for name in sorted(kept) if not (directory / name).is_dir()]
    if not names or not directory.is_dir():
        return None
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    text = f"a version is kept of {', '.join(names[:SHOWN])}{more}, without a folder in {directory}"
    return Check("accounts kept", "warn", text, "if they were given up: leadworker accounts forget ID --yes")


def _at_work(told: Mapping[str, Sequence[Mapping[str, Any]]]) -> Check:
    """What the workers said is wrong with the accounts they work for: they may read other files than we do."""
    faults = [Fault.of(account, document) for account, listed in told.items() for document in listed]
    if not faults:
        return Check("accounts at work", "ok", "as in their files, by what the workers told last")
    more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    text = "; ".join(f"{name}: {sentence}" for name, sentence in remarks(faults[:SHOWN]).items()) + more
    status: Status = "warn" if all(fault.in_force for fault in faults) else "fail"
    return Check("accounts at work", status, text, "correct the files; a running worker takes them over at once")


def _version(name: str, version: str, oldest: tuple[int, int]) -> Check:
    found = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    wanted = ".".join(map(str, oldest))
    if found < oldest:
        return Check(
            name, "warn", f"version {version}, older than any it is tested with", f"upgrade to {wanted} or later"
        )
    return Check(name, "ok", f"version {version}")


def _replica_set(server: Server) -> Check:
    if server.replica_set is None:
        return Check(
            "replica set",
            "fail",
            "this mongod is none, so two leads cannot be merged in one transaction",
            "start it with --replSet and run rs.initiate(): https://www.mongodb.com/docs/manual/tutorial/convert-standalone-to-replica-set/",
        )
    if server.members is None:
        return Check("replica set", "ok", f"{server.replica_set}; this user may not ask for the health of its members")
    healthy, everyone = server.members
    text = f"{server.replica_set}, {healthy} of {everyone} members healthy; writes wait for a majority"
    if healthy * 2 <= everyone:
        return Check("replica set", "fail", text, "without a majority nothing can be written: bring members back")
    return Check(
        "replica set",
        "ok" if healthy == everyone else "warn",
        text,
        "" if healthy == everyone else "look at the others",
    )


def _skew(skew: int) -> Check:
    text = f"{abs(skew) / 1000:.1f} s {'behind' if skew > 0 else 'ahead of'} MongoDB's"
    remedy = "synchronise both with NTP: times of messages and windows depend on it"
    if abs(skew) >= SKEW_FAIL_MS:
        return Check("clock", "fail", text, remedy)
    return Check("clock", "warn", text, remedy) if abs(skew) >= SKEW_WARN_MS else Check("clock", "ok", text)


def _space(name: str, free: int, total: int) -> Check:
    text = f"{free / 2**30:.1f} GiB of {total / 2**30:.1f} GiB free"
    if free < FULL_BYTES:
        return Check(name, "fail", text, "make room at once: MongoDB stops when it is full")
    low = free < LOW_BYTES or free < LOW_SHARE * total
    return Check(name, "warn" if low else "ok", text, "make room" if low else "")


def _indexes(missing: list[str], different: list[str], former: list[str]) -> Check:
    if different:
        text = f"otherwise than they should be: {'; '.join(different[:SHOWN])}"
        return Check("indexes", "fail", text, "drop them with the workers stopped, then leadworker doctor --fix")
    if missing:
        return Check(
            "indexes", "fail", f"missing: {', '.join(missing[:SHOWN])}", "leadworker doctor --fix creates them"
        )
    if former:
        text = f"of an earlier version, which slow every write and serve nobody: {', '.join(former[:SHOWN])}"
        return Check("indexes", "warn", text, "every worker drops them at its start, as does leadworker doctor --fix")
    return Check("indexes", "ok", "all there")


async def _waiting(condition: Condition) -> Check:
    pending = await condition.pending()
    if not pending.leads:
        return Check("outbox", "ok", "nothing waits to be announced")
    text = f"{pending.leads} leads with entries to be announced, the oldest for {pending.oldest_ms / 1000:.0f} s"
    if pending.oldest_ms > PENDING_MS:
        return Check("outbox", "warn", text, "run a worker with the role sweeper; look at its log for `sweep.failed`")
    return Check("outbox", "ok", text)


async def _search_rows(mongo: Mongo, directory: Path) -> Check:
    """Rows that lists are made from: those of an account whose fields changed are made anew by the role finder."""
    accounts = load_accounts(directory).accounts
    refinding = Refinding(Walks(mongo), FindingStore(mongo), lambda: accounts, SystemClock())
    if outdated := await refinding.outdated():
        text = f"not yet made as the fields say: {', '.join(outdated[:SHOWN])}"
        return Check("search rows", "warn", text, "run a worker with the role finder, or leadworker find rebuild")
    return Check("search rows", "ok", "made as the accounts' fields say")


async def _broker(settings: Settings, *, fix: bool) -> AsyncIterator[Check]:
    if settings.amqp_url is None:
        text = "LEADWORKER_AMQP_URL is not set: a broker inside the worker, which forgets all messages when it ends"
        yield Check("rabbitmq", "warn", text, "for anything but a look around set LEADWORKER_AMQP_URL")
        return
    url, wanted = settings.amqp_url.get_secret_value(), topology.build(quorum=settings.quorum)
    fixed = ""
    try:
        async with asyncio.timeout(12 * CALL_SECONDS):
            if fix:
                fixed = await _declared(url, wanted)
            found = await Inspection(url, CALL_SECONDS).look(wanted)
    except (LeadWorkerError, TimeoutError) as error:
        text = str(error).removesuffix(START_BROKER)[:300] or "no answer in time"
        yield Check("rabbitmq", "fail", text, "start it, or correct LEADWORKER_AMQP_URL")
        return
    yield _version("rabbitmq", found.version, RABBITMQ)
    yield _topology(found, fixed)
    yield _letters(found)


async def _declared(url: str, wanted: topology.Topology) -> str:
    """Declare the topology; give what could not be."""
    try:
        await RabbitMQBroker(url, call_seconds=CALL_SECONDS).declare(wanted)
    except LeadWorkerError as error:
        return str(error)
    return ""


def _topology(found: Inspected, fixed: str) -> Check:
    if found.drift or fixed:
        text = f"exists otherwise than declared: {'; '.join(found.drift[:SHOWN]) or fixed}"
        return Check(
            "topology", "fail", text, "empty and delete it (or correct its policy), then leadworker doctor --fix"
        )
    if found.missing:
        more = f" and {len(found.missing) - SHOWN} more" if len(found.missing) > SHOWN else ""
        text = f"missing: {', '.join(found.missing[:SHOWN])}{more}"
        return Check(
            "topology", "fail", text, "leadworker doctor --fix creates them, as does every worker at its start"
        )
    idle = [name for name in (*topology.INTAKE, topology.FINDING) if not found.consumers.get(name)]
    if idle:
        return Check("topology", "warn", f"all there, but nobody reads {', '.join(idle)}", "leadworker serve")
    return Check("topology", "ok", "every exchange and queue is there")


def _letters(found: Inspected) -> Check:
    letters = {
        name: n for queue in CONSUMED for name in (dead(queue), crashed(queue)) if (n := found.depths.get(name, 0))
    }
    if not letters:
        return Check("dead letters", "ok", "none")
    text = ", ".join(f"{number:,} in {name}" for name, number in letters.items())
    return Check("dead letters", "warn", text, "leadworker dead-letters list shows them by cause")
