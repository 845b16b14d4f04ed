"""What happens while the list is open: leads come by chat, by lists and by plugins, rows change; what one does stays."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.console.conftest import ACCOUNT, Opened, People
from tests.console.desk import Desk
from tests.console.flock import HERE, at, awaited, changed
from tests.console.leads_screen import LeadsScreen
from worker.demo import bodies
from worker.demo.cast import Character

pytestmark = pytest.mark.usefixtures("ospreys")
LIST = f"{HERE}?q=Osprey&size=25"


def somebody(name: str, number: int) -> Character:
    return Character(name, f"9198244{number:05d}", f"{number}@nowhere.example", "Kolhapur", f"U{number}", f"{number}00")


def writes(console: Desk, name: str, number: int) -> None:
    """Somebody sends a chat message for the first time."""
    message = bodies.cloud_text(somebody(name, number), f"wamid.live{number}", int(time.time()), "Is it still there?")
    console.publish([message])


def news(page: Page, count: int) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"\b{count} new"))


def test_incoming_chat_creates_a_lead(opened: Opened, console: Desk) -> None:
    screen = at(opened, HERE)
    expect(screen.page.get_by_text("Live, in step")).to_be_visible()
    before = screen.names()
    writes(console, "Merlin Iyer", 91001)
    expect(news(screen.page, 1)).to_be_visible()
    assert screen.names() == before  # nothing moved
    news(screen.page, 1).click()
    expect(screen.rows.first).to_contain_text("Merlin Iyer")
    expect(news(screen.page, 1)).to_have_count(0)
    expect(screen.cell("Merlin Iyer", "Phone number")).to_contain_text("+91 98244 91001")


def test_webhook_and_plugin_create_leads(opened: Opened, console: Desk) -> None:
    page = opened(f"{HERE}?q=Hobby", role="admin")
    expect(page.get_by_text("Take one away to see:")).to_be_visible()
    body = {"name": "Hobby Menon", "phone": "+91 98244 91002", "city": "Kolhapur"}
    console.publish([bodies.plugin(ACCOUNT, "website", "live-1", int(time.time()), body)])
    screen = LeadsScreen(page)
    expect(screen.row("Hobby Menon")).to_be_visible()  # of an empty list nothing can move
    screen.search.fill("")
    editor = screen.add_filter("Source")
    editor.get_by_text("Plugin", exact=True).click()
    editor.get_by_role("button", name="Done").click()
    expect(screen.row("Hobby Menon")).to_be_visible()


def test_broadcast_campaign_list(opened: Opened, console: Desk, people: People) -> None:
    rows = [{"phone": f"+919824492{n:03d}", "name": f"Harrier {n:02d}"} for n in range(12)]
    console.broadcast(rows, campaign="harriers")
    awaited(console, people, "Harrier", 12)
    screen = at(opened, f"{HERE}?q=Harrier")
    editor = screen.add_filter("Source")
    editor.get_by_text("Broadcast", exact=True).click()
    editor.get_by_role("button", name="Done").click()
    expect(screen.found).to_contain_text("12 leads")
    editor = screen.add_filter("Campaign")
    editor.get_by_label("Values of Campaign, one in each line").fill("harriers-offer")
    editor.get_by_role("button", name="Done").click()
    expect(screen.found).to_contain_text("12 leads")


def test_only_what_belongs_into_the_list_is_counted(opened: Opened, console: Desk) -> None:
    screen = at(opened, LIST)
    everything = at(opened, HERE)
    writes(console, "Shikra Bose", 91003)
    expect(news(everything.page, 1)).to_be_visible()
    writes(console, "Osprey Shikra", 91004)
    expect(news(screen.page, 1)).to_be_visible()
    expect(news(everything.page, 2)).to_be_visible()
    expect(news(screen.page, 2)).to_have_count(0)


def test_rows_change_in_place_and_keep_scroll_selection_and_edits(
    opened: Opened, console: Desk, people: People
) -> None:
    screen = at(opened, f"{LIST}&sort=-updated_at", size={"width": 1440, "height": 600})
    page = screen.page
    names = screen.names()
    wrap = screen.grid.locator("xpath=..")
    edited, other, ticked = names[18], names[20], names[19]
    screen.row(ticked).get_by_role("checkbox").check(force=True)
    cell = screen.cell(edited, "City")
    cell.click()
    page.keyboard.press("F2")
    cell.locator("input").fill("Sangli")
    scrolled = wrap.evaluate("element => element.scrollTop")
    assert scrolled > 0
    changed(console, people, other, {"city": "Ratnagiri"})
    writes(console, "Osprey Late", 91005)
    expect(screen.cell(other, "City")).to_contain_text("Ratnagiri")
    expect(news(page, 1)).to_be_visible()
    # By the order of the list the lead would stand first now; it stays where it is, and so does everything else.
    assert screen.names() == names
    assert wrap.evaluate("element => element.scrollTop") == scrolled
    expect(screen.row(ticked)).to_have_attribute("aria-selected", "true")
    expect(cell.locator("input")).to_be_focused()
    expect(cell.locator("input")).to_have_value("Sangli")
    page.keyboard.press("Enter")
    expect(cell).to_contain_text("Sangli")
    expect(cell).not_to_have_attribute("data-saving", "")


def test_refresh_keeps_filters_page_scroll_and_selection(opened: Opened, console: Desk) -> None:
    path = f"{HERE}?q=Osprey&f=created_at.last.30days~city.is.Kolhapur&sort=name&page=2&size=10&cols=name,city,state"
    screen = at(opened, path, size={"width": 1440, "height": 480})
    page = screen.page
    names, address = screen.names(), page.url
    screen.row(names[1]).get_by_role("checkbox").check(force=True)
    wrap = screen.grid.locator("xpath=..")
    wrap.evaluate("element => element.scrollTo(0, 120)")
    scrolled = wrap.evaluate("element => element.scrollTop")
    row = {"phone": "+919824493001", "name": "Osprey 15b", "city": "Kolhapur"}
    console.broadcast([row], campaign="late")
    expect(news(page, 1)).to_be_visible()
    assert screen.names() == names
    page.keyboard.press("r")
    expect(news(page, 1)).to_have_count(0)
    expect(screen.row("Osprey 15b")).to_be_visible()
    assert page.url == address
    assert screen.heads() == ["Customer name", "City", "State"]
    assert wrap.evaluate("element => element.scrollTop") == scrolled
    expect(screen.row(names[1])).to_have_attribute("aria-selected", "true")


def test_who_comes_back_to_the_list_sees_what_came(opened: Opened, console: Desk) -> None:
    screen = at(opened, HERE)
    page = screen.page
    writes(console, "Merlin Late", 91006)
    expect(news(page, 1)).to_be_visible()
    page.keyboard.press("r")
    expect(screen.rows.first).to_contain_text("Merlin Late")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/console/me")
    page.go_back()
    expect(screen.rows.first).to_contain_text("Merlin Late")
