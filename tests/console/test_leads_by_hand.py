"""What hands do on the list: typing at once, editing without a connection, creating, turning pages on a phone; and pages
that run from right to left."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.console.conftest import ACCOUNT, DESK, NARROW, PHONE, Opened, People, shot
from tests.console.desk import Desk
from tests.console.leads_screen import LeadsScreen
from tests.console.pages import Frame, fits

HERE = f"/{ACCOUNT}/leads"
LIST = f"{HERE}?q=Sparrow"
ARABIC = "ليلى Sparrow"
CITY = "دبي، مارينا 2"


@pytest.fixture(scope="module", autouse=True)
def leads(console: Desk, people: People) -> Iterator[None]:
    """Thirty people of a list, findable; one writes from right to left."""
    people.named("admin")
    rows = [{"phone": f"+91982324{n:04d}", "name": f"Sparrow {n:02d}", "city": "Pune"} for n in range(29)]
    console.broadcast([*rows, {"phone": "+919823249000", "name": ARABIC, "city": CITY}], campaign="sparrows")
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in people.state("admin")["cookies"])
    until = time.monotonic() + 60
    while time.monotonic() < until:
        status, said = console.call("POST", f"/accounts/{ACCOUNT}/leads/count", {"search": "Sparrow"}, cookie)
        if status == 200 and said["count"]["value"] >= 30:
            yield
            return
        time.sleep(0.3)
    pytest.fail("the leads of the list did not become findable within a minute")


def at(opened: Opened, path: str = LIST, **more: object) -> LeadsScreen:
    return LeadsScreen(opened(path, role="admin", **more)).there()


def test_what_is_typed_right_after_the_pencil_is_not_lost(opened: Opened) -> None:
    screen = at(opened)
    page, name = screen.page, screen.names()[2]
    cell = screen.cell(name, "City")
    cell.hover()
    pencil = cell.get_by_role("button", name=re.compile("^Edit City"))
    expect(pencil).to_be_visible()
    # Pressed and typed in one go, as fast as a browser can hand events out.
    page.evaluate(
        """async pencil => {
          pencil.click();
          await null; // what React draws at once, and nothing that has to be fetched first
          const box = document.activeElement;
          document.execCommand("insertText", false, "Satara");
          window.typedInto = box.tagName;
        }""",
        pencil.element_handle(),
    )
    assert page.evaluate("window.typedInto") == "INPUT"
    page.keyboard.press("Enter")
    expect(cell).to_contain_text("Satara")


def test_editing_waits_while_there_is_no_connection_and_nothing_typed_is_lost(opened: Opened) -> None:
    screen = at(opened)
    page, name = screen.page, screen.names()[4]
    cell = screen.cell(name, "City")
    cell.hover()
    cell.get_by_role("button", name=re.compile("^Edit City")).click()
    box = cell.get_by_role("textbox")
    box.fill("Wai")
    page.context.set_offline(True)
    expect(page.get_by_text("Offline since")).to_be_visible()
    page.keyboard.press("Enter")
    expect(cell.get_by_text("Offline. This stays open")).to_be_visible()
    expect(box).to_have_value("Wai")
    page.keyboard.press("Escape")
    screen.cell(screen.names()[5], "City").hover()
    pencil = screen.cell(screen.names()[5], "City").get_by_role("button", name=re.compile("^Edit City"))
    expect(pencil).to_have_attribute("aria-disabled", "true")
    shot(page, "leads-offline-desk-light")
    pencil.click(force=True)
    expect(screen.grid.get_by_role("textbox")).to_have_count(0)
    screen.page.get_by_role("button", name="New lead").click()
    sheet = page.get_by_role("dialog", name="New lead")
    expect(sheet.get_by_role("button", name="Create lead")).to_be_disabled()
    expect(sheet.get_by_text("Offline. Creating waits for the connection")).to_be_visible()
    page.context.set_offline(False)
    expect(sheet.get_by_role("button", name="Create lead")).to_be_enabled()
    page.keyboard.press("Escape")
    screen.cell(screen.names()[5], "City").hover()
    pencil.click()
    expect(screen.grid.get_by_role("textbox")).to_be_focused()


def test_what_is_missing_for_a_new_lead_is_said_where_it_is_missing(
    opened: Opened, accessible: Callable[[Page], None]
) -> None:
    screen = at(opened)
    page = screen.page
    page.get_by_role("button", name="New lead").click()
    sheet = page.get_by_role("dialog", name="New lead")
    create = sheet.get_by_role("button", name="Create lead")
    create.click()
    number = sheet.get_by_role("textbox", name="Phone number")
    expect(number).to_be_focused()
    expect(number).to_have_accessible_description("This is required.")
    expect(sheet.get_by_text("3 fields to correct")).to_be_visible()
    number.fill("98")
    create.click()
    expect(number).to_have_accessible_description("A phone number has 8 to 15 digits with its country.")
    sheet.get_by_label("Budget (INR)").fill("much")
    sheet.get_by_label("Customer name").fill("Sparrow")
    expect(sheet.get_by_text("2 fields to correct")).to_be_visible()
    shot(page, "new-lead-faults-desk-light")
    accessible(page)


@pytest.mark.slow
def test_a_new_lead_begins_in_the_state_that_is_chosen(opened: Opened) -> None:
    screen = at(opened)
    page = screen.page
    page.get_by_role("button", name="New lead").click()
    sheet = page.get_by_role("dialog", name="New lead")
    sheet.get_by_role("textbox", name="Phone number").fill("98232 77001")
    sheet.get_by_label("Customer name").fill("Sparrow in talks")
    sheet.get_by_label("Budget (INR)").fill("6500000")
    state = sheet.get_by_role("button", name=re.compile("State"))
    expect(state).to_contain_text("New enquiry")
    state.click()
    page.get_by_role("option", name="Contacted").click()
    expect(state).to_contain_text("Contacted")
    sheet.get_by_role("button", name="Create lead").click()
    expect(page.get_by_text("Sparrow in talks is a lead now.")).to_be_visible()
    page.reload()
    screen.look_for("Sparrow in talks", "1 lead")
    expect(screen.cell("Sparrow in talks", "State")).to_contain_text("Contacted")


@pytest.mark.slow
def test_who_creates_before_the_sheet_knows_the_person_is_told_and_adds_nothing(opened: Opened) -> None:
    screen = at(opened)
    page = screen.page
    page.get_by_role("button", name="New lead").click()
    sheet = page.get_by_role("dialog", name="New lead")
    page.route(
        "**/leads/exists?**",
        lambda route: route.fulfill(json={"phone": None, "says": None, "exists": False, "lead": None}),
    )
    sheet.get_by_role("textbox", name="Phone number").fill("98232 40003")
    sheet.get_by_label("Customer name").fill("Somebody else")
    sheet.get_by_label("Budget (INR)").fill("6500000")
    sheet.get_by_role("button", name="Create lead").click()
    expect(sheet.get_by_text("This person exists.")).to_be_visible()
    expect(sheet).to_contain_text("Sparrow 03")
    expect(sheet.get_by_role("button", name="Create lead")).to_be_disabled()
    expect(sheet.get_by_text("The person exists: open the lead, or add to it.")).to_be_visible()
    sheet.get_by_role("button", name="Open lead").click()
    expect(page.get_by_role("dialog", name="Sparrow 03")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["phone", "narrow"])
def test_the_pager_of_a_phone_has_a_box_for_the_page(opened: Opened, size: ViewportSize) -> None:
    screen = at(opened, size=size)
    page = screen.page
    box = screen.pages.get_by_label("Go to page")
    expect(box).to_be_visible()
    shot(page, f"leads-pager-{size['width']}-light")
    box.fill("3")
    go = screen.pages.get_by_role("button", name="Go")
    target = go.bounding_box()
    assert target is not None
    assert min(target["width"], target["height"]) >= 44
    fits(page)
    go.click()
    expect(page).to_have_url(re.compile("page=3"))
    expect(screen.pages.get_by_role("button", name="Page 3")).to_have_attribute("aria-current", "page")
    expect(screen.pages.get_by_label("Rows per page")).to_be_visible()


@pytest.mark.slow
def test_the_id_of_a_lead_stays_on_one_line_with_what_copies_it(opened: Opened) -> None:
    page = at(opened, f"{LIST}&view=cards", size=NARROW).page
    page.get_by_role("link", name=re.compile("Sparrow")).first.click()
    copy = page.get_by_role("button", name="Copy")
    code = page.get_by_role("dialog").locator("code").first
    boxes = [one.bounding_box() for one in (copy, code)]
    assert all(boxes)
    middles = [box["y"] + box["height"] / 2 for box in boxes if box]
    assert abs(middles[0] - middles[1]) < 4
    fits(page)


# From right to left

OVERLAPS = """() => {
  const seen = one => {  // as much of it as is not cut off by what scrolls
    let { left, right, top, bottom } = one.getBoundingClientRect();
    for (let around = one.parentElement; around; around = around.parentElement) {
      if (getComputedStyle(around).overflow === "visible") continue;
      const edge = around.getBoundingClientRect();
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    return { left, right, top, bottom };
  };
  const shown = [...document.querySelectorAll("a, button, input, select, [role=columnheader], td, th")].filter(one => {
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || one.closest("[inert], .sr")) return false;
    const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
    const hit = document.elementFromPoint(x, box.y + box.height / 2);
    return hit && (one.contains(hit) || hit.contains(one)) && getComputedStyle(one).visibility === "visible";
  });
  const found = [];
  for (const [i, one] of shown.entries()) for (const other of shown.slice(i + 1)) {
    if (one.contains(other) || other.contains(one)) continue;
    if (one.closest("label") && one.closest("label") === other.closest("label")) continue;
    const a = seen(one), b = seen(other);
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 3 && high > 3) found.push(`${one.outerHTML.slice(0, 90)} over ${other.outerHTML.slice(0, 90)}`);
  }
  return found;
}"""


def from_right(opened: Opened, path: str, look: str, size: ViewportSize) -> Page:
    page = opened("/me", role="admin", look=look, size=size)
    page.evaluate("localStorage.setItem('leadworker.language', 'ar-XB')")
    page.goto(f"/console{path}")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    return page


def rtl_table(opened: Opened, look: str, size: ViewportSize) -> Page:
    page = from_right(opened, f"{LIST}&size=50&view=table&cols=name,phone,state,assignee,city", look, size)
    LeadsScreen(page).there()
    return page


def rtl_cards(opened: Opened, look: str, size: ViewportSize) -> Page:
    page = from_right(opened, f"{LIST}&view=cards", look, size)
    LeadsScreen(page).there()
    return page


def rtl_lead(opened: Opened, look: str, size: ViewportSize) -> Page:
    page = from_right(opened, f"{HERE}?q=49000&view=cards", look, size)
    page.get_by_role("link", name=ARABIC).click()
    expect(page.get_by_role("dialog").get_by_text("Summary")).to_be_visible()
    return page


def rtl_new_lead(opened: Opened, look: str, size: ViewportSize) -> Page:
    page = rtl_cards(opened, look, size)
    page.get_by_role("button", name="New lead").click()
    expect(page.get_by_role("textbox", name="Phone number")).to_be_focused()
    return page


def rtl_me(opened: Opened, look: str, size: ViewportSize) -> Page:
    page = from_right(opened, "/me", look, size)
    expect(page.get_by_text("this one")).to_be_visible()
    return page


# The list's own screens take long on a machine with other work.
RTL = (
    rtl_me,
    *(pytest.param(screen, marks=pytest.mark.slow) for screen in (rtl_table, rtl_cards, rtl_lead, rtl_new_lead)),
)


@pytest.mark.parametrize("screen", RTL, ids=lambda screen: screen.__name__.replace("_", "-"))
def test_a_page_from_right_to_left_holds_together(
    screen: Callable[[Opened, str, ViewportSize], Page], opened: Opened, accessible: Callable[[Page], None]
) -> None:
    for look, size in (("light", DESK), ("dark", NARROW)):
        page = screen(opened, look, size)
        shot(page, f"{screen.__name__.replace('_', '-')}-{size['width']}-{look}")
        accessible(page)
        fits(page)
        assert page.evaluate(OVERLAPS) == []
        if size is DESK and page.get_by_role("dialog").count() == 0:
            rail, work = (part.bounding_box() for part in (Frame(page).rail, Frame(page).work))
            assert rail is not None
            assert work is not None
            assert rail["x"] > work["x"]
        page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar-XB"])
def test_words_of_people_keep_their_own_direction_and_the_alignment_of_the_list(opened: Opened, language: str) -> None:
    page = opened("/me", role="admin")
    page.evaluate("language => localStorage.setItem('leadworker.language', language)", language)
    page.goto(f"/console{LIST}&size=50&cols=name,phone,city")
    screen = LeadsScreen(page).there()
    other = next(name for name in screen.names() if name != ARABIC)
    for column in ("Customer name", "City"):
        cells = [screen.cell(name, column) for name in (ARABIC, other)]
        starts = [cell.evaluate(TEXT_BOX) for cell in cells]
        side = "left" if language == "en" else "right"
        assert abs(starts[0][side] - starts[1][side]) < 2, (column, starts)
    name = screen.row(ARABIC).get_by_role("link", name=ARABIC)
    assert name.evaluate("one => getComputedStyle(one).direction") == "rtl"
    phone = screen.cell(ARABIC, "Phone number").locator("span[dir=ltr]")
    expect(phone).to_have_text("+91 98232 49000")


TEXT_BOX = """cell => {
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const boxes = [];
  while (texts.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    if (!texts.currentNode.parentElement.closest(".sr, button")) boxes.push(range.getBoundingClientRect());
  }
  return { left: Math.min(...boxes.map(b => b.left)), right: Math.max(...boxes.map(b => b.right)) };
}"""
