"""Inputs of the kinds that people report trouble with, through the whole pipeline: once, twice, shuffled, with four workers.

The bodies are in `tests/golden/reports`, named after who sends them. None has a mapping: it is the worker that finds out
whose number and name they hold.
"""

import asyncio
import contextlib
import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pymongo
import pytest

from tests.acceptance import invariants
from tests.acceptance.crew import Scene, crew
from tests.acceptance.invariants import Case
from tests.acceptance.ledger import Message
from tests.acceptance.wires import MemoryWire
from tests.deliveries import GOLDEN
from tests.services.names import fresh
from worker.broker.memory_server import MemoryServer
from worker.configuration.accounts import load_accounts
from worker.consumers.failure_headers import REASON
from worker.importing.column_mapping import Columns
from worker.importing.source import Given, open_list
from worker.leads.lead import Lead
from worker.topology import CAMPAIGN, PLUGIN

pytestmark = pytest.mark.services

FOLDER = GOLDEN / "reports"
AT = 1_795_000_000_000
# Accounts by region. A form's account is named after its file, so that no two files meet.
SHOPS = {
    "shop": ("IN", "Asia/Kolkata", "+918047180001", 1),
    "loja": ("BR", "America/Sao_Paulo", "+551133330002", 2),
    "boutique": ("CI", "Africa/Abidjan", "+2252720300003", 3),
    "store": ("US", "America/New_York", "+12125550184", 4),
    "magasin": ("FR", "Europe/Paris", "+33170180005", 5),
    "laden": ("DE", "Europe/Berlin", "+493090180006", 6),
}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A lead that must be there: its number or address, name and e-mail; `shows` are further values of its view."""

    phone: str | None
    name: str | None
    email: str | None = None
    others: frozenset[str] = frozenset()  # further numbers of the person
    shows: Mapping[str, Any] = field(default_factory=dict)


def _number(phone: str, **shows: Any) -> Somebody:
    return Somebody(phone, None, shows=shows)


def _failure(means: str, at: int, code: str, title: str, until: int | None) -> dict[str, Any]:
    return {"means": means, "at": at, "code": code, "title": title, "until": until}


AD = {"source": "ctwa_ad", "inbound": 1}
# Account (a shop, or a shop and the file) -> everybody who is there.
PEOPLE: dict[str, tuple[Somebody, ...]] = {
    "store-elementor-no-label": (Somebody("+12125550142", "Dana Whitfield", "dana@example.com"),),
    "shop-elementor-advanced-data": (Somebody("+919876561003", "Meera Pillai", "meera@example.com"),),
    "shop-woocommerce-guest-orders": (Somebody("+919876561004", "Irfan Sheikh", "irfan@example.com"),),
    "shop-cal-com-booking": (Somebody("+919876561006", "Nandini Rao", "nandini@example.com"),),
    "loja-mautic-contact": (Somebody("+5511987650408", "Luana Prado", "luana@example.com.br"),),
    "laden-crm-labelled-numbers": (
        Somebody("+4915123456109", "Jonas Keller", "jonas@example.de", others=frozenset({"+4930901820"})),
        Somebody("+4915123456110", "Mia Vogt", "mia@example.de"),
    ),
    "store-crm-assigned-user": (
        Somebody(None, "Olive Barnes", "olive@example.com"),
        Somebody(None, "Peter Nowak", "peter@example.com"),
        Somebody("+12125550163", "Quinn Ode", "quinn@example.com"),
    ),
    "boutique": (
        _number("+2250707481212", address="22507481212"),
        _number("+2250544556677", address="22544556677"),
        _number("+2250101223344", address="22501223344"),
    ),
    "shop": (_number("+919876561013", opted_out=True),),
    "store": (_number("+12125550113", opted_out=True), _number("+12125550114", opted_out=True)),
    "loja": (
        _number("+5511987650415", source="whatsapp", inbound=1),
        _number("+5511987650417", **AD),
        _number("+5511987650446", **AD, messages=1),
    ),
    "magasin": (  # nobody for the failure of a message to somebody who never wrote
        _number("+33612345601", reachable=False, inbound=1),
        _number("+33612345602", reachable=True, failures=[], inbound=2),
        _number("+33612345603", reachable=True, window_until=AT + 100_000, inbound=1),
        _number(
            "+33612345604",
            reachable=True,
            opted_out=False,
            failures=[
                _failure("failed", AT + 50_000, "132001", "Template does not exist", None),
                _failure("limited", AT + 100_000, "131049", "Healthy ecosystem", AT + 100_000 + 86_400_000),
            ],
        ),
    ),
    "shop-jotform-raw-request": (Somebody("+919876561022", "Tara Joshi", "tara@example.com"),),
    "shop-jotform-multipart": (Somebody("+919876561022", "Tara Joshi", "tara@example.com"),),
    "store-webflow-form-name": (Somebody("+12125550124", "Zoe Brandt", "zoe@example.com"),),
    "shop-unfilled-merge-tags": (Somebody("+919876561026", None), Somebody("+919876561027", None)),
    "shop-contact-form-7": (Somebody("+919876561027", "Ira Sen", "ira@example.com"),),
    "loja-meta-form-portuguese": (
        Somebody("+5511987650428", "Rita Moura"),
        Somebody("+5511987650429", "Caio Reis", "caio@example.com.br"),
    ),
    "shop-meta-form-portuguese": (Somebody("+919876561028", "Om", others=frozenset({"+919876561029"})),),
    "shop-contact-export-child-rows": (
        Somebody("+919876561034", "Asha Rao", "asha@example.com"),
        Somebody("+919876561035", None, "asha.rao@example.org"),  # of a row that names nobody
        Somebody("+919876561036", "Vivek Nair", "vivek@example.com"),
    ),
    "shop-address-book-phones": (
        Somebody("+919876561037", "Rhea Kapoor"),
        Somebody("+919876561038", "Sam", others=frozenset({"+919876561039"})),
    ),
    "shop-calling-code-columns": (
        Somebody("+14155552671", "Nora Lind", "nora@example.com"),
        Somebody("+34612345647", "Iker Sanz", "iker@example.com"),
        Somebody("+919876561047", "Lata Iyer", "lata@example.com"),
    ),
}
NUMBERS_ALONE = {
    "shop-your-whatsapp-number": {"+919876561050", "+919876561051", "+919876561052", "+919876561053"},
    "loja-your-whatsapp-number": {"+5511987650450", "+5511987650451"},
}
# Message -> reason. Placeholders that nobody filled in name nobody, and two such messages are not one person.
REFUSED = {
    "address_book_phones 0": "empty",
    **{f"unfilled_merge_tags {number}": "no_identity" for number in (0, 3, 4)},
}


def inputs() -> dict[str, list[dict[str, Any]]]:
    return {file.stem: json.loads(file.read_bytes()) for file in sorted(FOLDER.glob("*.json"))}


def account_of(file: str, shop: str) -> str:
    """Chats find their account by its number; forms of a file without chats have one of their own."""
    chats = any(one["queue"] != PLUGIN for one in inputs()[file])
    return shop if chats else f"{shop}-{file.replace('_', '-')}"


def account_files() -> dict[str, str]:
    files = {}
    for shop, (region, zone, number, place) in SHOPS.items():
        common = f"name: {shop}\nregion: {region}\ntimezone: {zone}\n"
        gateways = f"gateways: {{evolution: [{shop}-evo], baileys: [{shop}-web], waha: [{shop}-waha]}}\n"
        files[shop] = f"{common}numbers: [{{id: '10450000000000{place}', display: '{number}'}}]\n{gateways}"
        for file, listed in inputs().items():
            if any(one.get("account") == shop for one in listed):
                files.setdefault(account_of(file, shop), common)
        for file in FOLDER.glob("*.csv"):
            files[f"{shop}-{file.stem.replace('_', '-')}"] = common
    return files


def form(file: str, one: Mapping[str, Any]) -> dict[str, Any]:
    body = one.get("raw_body") or one["body"]
    return {
        **{name: one[name] for name in ("plugin", "delivery_id", "content_type")},
        "version": 1,
        "account": account_of(file, one["account"]),
        "received_at": AT,
        "headers": one.get("webhook_headers", {}),
        "body": body if isinstance(body, str) else json.dumps(body),
    }


def sent(accounts: Any) -> list[Message]:
    made = []
    for file, listed in inputs().items():
        for number, one in enumerate(listed):
            body = form(file, one) if one["queue"] == PLUGIN else one["body"]
            headers = one.get("headers") or {}
            made.append(Message(f"{file} {number}", one["queue"], json.dumps(body).encode(), (), headers))
    for path in sorted(FOLDER.glob("*.csv")):
        account = f"shop-{path.stem.replace('_', '-')}"
        with open_list(path, Given()) as source:
            columns = Columns.of(source.layout, accounts.named(account), {})
            rows = [{"row": row.number, "values": list(row.cells)} for row in source.rows()]
        chunk = {"account": account, "campaign": "old", "list": path.stem, "at": AT, "rows": rows, "region": "IN"}
        chunk |= {"columns": columns.names, "mapping": dict(columns.mapping)}
        made.append(Message(f"{path.stem} 0", CAMPAIGN, json.dumps(chunk).encode(), ()))
    return made


def shuffled(messages: list[Message]) -> list[Message]:
    mixed = [*messages, *messages]
    random.Random(11).shuffle(mixed)
    return mixed


MODES: dict[str, tuple[Callable[[list[Message]], list[Message]], int]] = {
    "once": (list, 1),
    "twice": (lambda messages: [*messages, *messages], 1),
    "backwards": (lambda messages: messages[::-1], 1),
    "shuffled": (shuffled, 1),
    "four workers": (shuffled, 4),
}


async def perform(scene: Scene, server: MemoryServer, mode: str) -> Case:
    loaded = load_accounts(scene.accounts_dir)
    assert not loaded.findings
    order, size = MODES[mode]
    async with crew(server, size, **scene.settings):
        await scene.send(order(sent(loaded.accounts)))
        assert await scene.quiet(60, 0.6), scene.waiting_for
    return await scene.case()


@pytest.fixture(
    scope="module", params=[pytest.param(mode, marks=pytest.mark.xdist_group(f"wild {mode}")) for mode in MODES]
)
def case(request: pytest.FixtureRequest, mongo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """What a run of all inputs left."""
    folder = tmp_path_factory.mktemp("wild")
    for name, text in account_files().items():
        (folder / name).mkdir()
        (folder / name / "account.yaml").write_text(text)
    database, server = fresh("test_"), MemoryServer()
    with contextlib.closing(Scene(MemoryWire(server), mongo_url, database, folder)) as scene:
        yield asyncio.run(perform(scene, server, request.param))
    client: Any
    with pymongo.MongoClient(mongo_url) as client:
        client.drop_database(database)


def leads_of(case: Case, account: str) -> dict[str | None, dict[str, Any]]:
    """The account's leads by number, or by e-mail where they have none."""
    views = [(lead, Lead.of(lead).view()) for lead in case.living if lead["account"] == account]
    return {view["phone"] or lead["fields"]["email"]["v"]: {"lead": lead, **view} for lead, view in views}


def value(lead: Mapping[str, Any], name: str) -> Any:
    return lead["fields"].get(name, {}).get("v")


@pytest.mark.parametrize("account", PEOPLE)
def test_everybody_is_there_once_with_what_is_theirs_and_nobody_else(case: Case, account: str) -> None:
    there = leads_of(case, account)
    assert set(there) == {somebody.phone or somebody.email for somebody in PEOPLE[account]}
    assert len([lead for lead in case.living if lead["account"] == account]) == len(there)
    for somebody in PEOPLE[account]:
        view = there[somebody.phone or somebody.email]
        shop, form = account in SHOPS, (value(view["lead"], "name"), value(view["lead"], "email"))
        assert shop or form == (somebody.name, somebody.email)
        assert set(view["lead"].get("alternates", [])) == somebody.others
        assert {name: view[name] for name in somebody.shows} == somebody.shows


@pytest.mark.parametrize("account", NUMBERS_ALONE)
def test_a_whatsapp_number_is_found_however_the_question_is_put(case: Case, account: str) -> None:
    assert set(leads_of(case, account)) == NUMBERS_ALONE[account]


def test_every_account_is_looked_at(case: Case) -> None:
    assert {lead["account"] for lead in case.living} == {*PEOPLE, *NUMBERS_ALONE}


def test_what_names_nobody_is_refused_and_nothing_else(case: Case) -> None:
    letters = [letter for queue in case.evidence.dead.values() for letter in queue]
    assert {str(one.message_id): str(one.headers[REASON]) for one in letters} == REFUSED


def test_the_ad_of_a_chat_is_kept_wherever_the_gateway_puts_it(case: Case) -> None:
    for phone in ("+5511987650417", "+5511987650446"):
        attribution = leads_of(case, "loja")[phone]["attribution"]
        assert (attribution["source_id"], attribution["ctwa_clid"]) == ("120210000000017", "ARclid17")


def test_a_placeholder_and_its_content_are_one_message(case: Case) -> None:
    view = leads_of(case, "loja")["+5511987650446"]
    texts = [row["text"] for row in case.evidence.history if row["lead"] == view["lead"]["_id"]]
    assert texts.count("Vi o anúncio, quanto custa?") == 1
    assert view["inbound"] == 1


def test_a_form_that_comes_as_a_form_and_as_json_is_one_submission_and_no_message(case: Case) -> None:
    view = leads_of(case, "shop-jotform-raw-request")["+919876561022"]
    assert [row["type"] for row in case.evidence.history if row["lead"] == view["lead"]["_id"]] == ["form_submitted"]
    assert {name: view[name] for name in ("messages", "inbound", "outbound", "forms")} == {
        **dict.fromkeys(("messages", "inbound", "outbound"), 0),
        "forms": 1,
    }


def test_messages_are_those_that_one_side_wrote_to_the_other(case: Case) -> None:
    for account in SHOPS:
        for phone, view in leads_of(case, account).items():
            rows = [row for row in case.evidence.history if row["lead"] == view["lead"]["_id"]]
            wrote = sum(row["type"] == "message_received" for row in rows)
            assert (view["messages"], view["inbound"], view["outbound"]) == (wrote, wrote, 0), phone


@pytest.mark.parametrize("rule", invariants.OF_EVERY_RUN, ids=lambda rule: rule.__name__)
def test_a_rule_of_every_run_holds(case: Case, rule: Callable[[Case], Iterator[str]]) -> None:
    assert list(rule(case)) == []
