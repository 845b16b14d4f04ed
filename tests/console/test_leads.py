"""The console's list: one test per row of the checklist *Lead Basics* that it serves."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import ACCOUNT, DESK, NARROW, PHONE, Opened, People, shot
from tests.console.desk import Desk
from tests.console.leads_screen import LeadsScreen
from tests.console.pages import fits

CITIES = ("Pune", "Mumbai", "Nashik", "Thane")
TYPES = ("1 BHK", "2 BHK", "3 BHK")
HERE = f"/{ACCOUNT}/leads"
LIST = f"{HERE}?q=Kestrel"


def person(number: int) -> dict[str, str]:
    return {
        "phone": f"+9198231{number:05d}",
        "name": f"Kestrel {number:03d}",
        "city": CITIES[number % 4],
        "configuration": TYPES[number % 3],
        "budget": str(5_000_000 + number * 100_000),
    }


@pytest.fixture(scope="module", autouse=True)
def leads(console: Desk, people: People) -> Iterator[None]:
    """Sixty people of a list, findable."""
    people.named("admin")
    console.broadcast([person(number) for number in range(60)], campaign="kestrels")
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in people.state("admin")["cookies"])
    until = time.monotonic() + 60
    while time.monotonic() < until:
        status, said = console.call("POST", f"/accounts/{ACCOUNT}/leads/count", {"search": "Kestrel"}, cookie)
        if status == 200 and said["count"]["value"] >= 60:
            yield
            return
        time.sleep(0.5)
    pytest.fail("the leads of the list did not become findable within a minute")


def at(opened: Opened, path: str = LIST, **more: object) -> LeadsScreen:
    return LeadsScreen(opened(path, role="admin", **more)).there()


def test_free_text_search_over_all_fields(opened: Opened) -> None:
    screen = at(opened, HERE)
    for text, name in (("Kestrel 017", "Kestrel 017"), ("00017", "Kestrel 017")):
        screen.look_for(text, "1 lead")
        expect(screen.row(name)).to_be_visible()
    screen.look_for("kestrel nashik", "15 leads")
    assert "q=kestrel+nashik" in screen.page.url
    expect(screen.grid.locator("mark").first).to_be_visible()


def test_filter_by_attributes(opened: Opened) -> None:
    screen = at(opened)
    editor = screen.add_filter("Flat type")
    editor.get_by_text("2 BHK", exact=True).click()
    expect(editor.get_by_text("20 leads")).to_be_visible()
    editor.get_by_role("button", name="Done").click()
    expect(screen.found).to_contain_text("20 leads")
    editor = screen.add_filter("City")
    editor.get_by_label("Value of City").fill("pune")
    editor.get_by_role("button", name="Done").click()
    expect(screen.found).to_contain_text("5 leads")
    assert "configuration.in.2+BHK" in screen.page.url
    screen.page.reload()
    expect(screen.found).to_contain_text("5 leads")
    screen.page.get_by_role("button", name="Remove filter City").click()
    expect(screen.found).to_contain_text("20 leads")


def test_filter_with_and_and_or(opened: Opened) -> None:
    screen = at(opened, f"{LIST}&f=created_at.last.30days~any(city.is.Pune~all(city.is.Thane~budget.gte.8000000))")
    expect(screen.found).to_contain_text("23 leads")
    screen.page.get_by_role("button", name=re.compile("City is Pune")).first.click()
    dialog = screen.page.get_by_role("dialog", name="Filter")
    expect(dialog.get_by_label("Field")).to_have_count(3)
    dialog.get_by_role("button", name="Show leads").click()
    expect(screen.found).to_contain_text("23 leads")


def test_created_at_filter_default_30_days(opened: Opened) -> None:
    screen = at(opened, HERE)
    chip = screen.page.get_by_role("button", name=re.compile("Created last 30 days"))
    expect(chip).to_be_visible()
    chip.click()
    screen.page.get_by_role("button", name="Any time").click()
    expect(screen.page.get_by_role("button", name=re.compile("Created at any time"))).to_be_visible()
    screen.page.reload()
    expect(screen.page.get_by_role("button", name=re.compile("Created at any time"))).to_be_visible()


def test_save_as_space(opened: Opened) -> None:
    screen = at(opened, f"{LIST}&f=created_at.last.30days~city.is.Nashik&sort=budget")
    screen.page.get_by_role("button", name="Save as space").click()
    dialog = screen.page.get_by_role("dialog", name="Save as space")
    dialog.get_by_label("Name").fill("Nashik kestrels")
    dialog.get_by_role("button", name="Save space").click()
    expect(screen.spaces.get_by_role("link", name="Nashik kestrels")).to_have_attribute("aria-current", "page")
    expect(screen.found).to_contain_text("15 leads")
    screen.search.fill("")
    expect(screen.spaces.get_by_role("link", name="Nashik kestrels changed")).to_be_visible()
    screen.page.get_by_role("button", name="Discard").click()
    expect(screen.found).to_contain_text("15 leads")
    other = LeadsScreen(opened(HERE, role="manager"))
    expect(other.spaces.get_by_role("link", name="All leads")).to_be_visible()
    expect(other.spaces.get_by_role("link", name="Nashik kestrels")).to_have_count(0)


def test_clear_filters(opened: Opened) -> None:
    screen = at(opened, f"{LIST}&f=created_at.last.30days~city.is.Thane&sort=budget")
    screen.page.get_by_role("button", name="Clear", exact=True).click()
    expect(screen.search).to_have_value("")
    expect(screen.page).to_have_url(re.compile(r"/leads$"))


def test_view_toggle_keeps_filters_search_sort_and_selection(opened: Opened) -> None:
    screen = at(opened, f"{LIST}&f=created_at.last.30days~city.is.Pune&sort=budget")
    names = screen.names()
    screen.row(names[0]).get_by_role("checkbox").check(force=True)
    for _ in range(2):
        screen.page.get_by_role("radio", name="Cards").click()
        expect(screen.cards).to_have_count(10)
        assert screen.cards.get_by_role("heading").all_inner_texts() == names
        expect(screen.selected).to_contain_text("1 selected")
        screen.page.get_by_role("radio", name="Table").click()
        expect(screen.rows).to_have_count(10)
        assert screen.names() == names
        expect(screen.row(names[0])).to_have_attribute("aria-selected", "true")
    screen.page.get_by_role("radio", name="Cards").click()
    screen.page.reload()
    expect(screen.cards).to_have_count(10)


def test_refresh_keeps_filters_and_counts_new_rows(opened: Opened, console: Desk) -> None:
    screen = at(opened, f"{LIST}&f=created_at.last.30days~city.is.Pune&page=2")
    expect(screen.rows).to_have_count(5)
    console.broadcast([{"phone": "+919823299001", "name": "Kestrel 900", "city": "Pune"}], campaign="late")
    expect(screen.page.get_by_role("button", name=re.compile("Refresh.*1 new"))).to_be_visible(timeout=15_000)
    expect(screen.rows).to_have_count(5)
    address = screen.page.url
    deadline = time.monotonic() + 20
    while True:
        screen.page.get_by_role("button", name=re.compile("^Refresh")).click()
        screen.page.wait_for_timeout(800)
        if "16 leads" in screen.found.inner_text() or time.monotonic() > deadline:
            break
    expect(screen.found).to_contain_text("16 leads")
    expect(screen.rows).to_have_count(6)
    assert screen.page.url == address


def test_customize_columns_by_mouse_and_by_keyboard(opened: Opened) -> None:
    screen = at(opened)
    page = screen.page
    page.get_by_role("button", name="Columns", exact=True).click()
    dialog = page.get_by_role("dialog", name="Columns")
    dialog.get_by_text("Project", exact=True).click()
    grip = dialog.get_by_role("button", name="Move City, arrow up or down")
    grip.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    heads = screen.heads()
    assert "Project" not in heads
    assert heads.index("City") == heads.index("Assigned to") - 1
    head = screen.grid.get_by_role("columnheader", name=re.compile("^City"))
    head.drag_to(screen.grid.get_by_role("columnheader", name=re.compile("^State")), target_position={"x": 6, "y": 12})
    expect(screen.grid.get_by_role("columnheader").nth(3)).to_contain_text("City")
    head.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(screen.grid.get_by_role("columnheader").nth(4)).to_contain_text("City")
    page.wait_for_timeout(500)
    again = at(opened)
    assert again.heads() == screen.heads()
    again.page.get_by_role("button", name="Columns", exact=True).click()
    again.page.get_by_role("dialog", name="Columns").get_by_role("button", name="Reset").click()
    expect(again.grid.get_by_role("columnheader", name=re.compile("^Project"))).to_be_visible()


def test_list_header_sorts(opened: Opened) -> None:
    screen = at(opened)
    head = screen.grid.get_by_role("columnheader", name=re.compile("^Budget"))
    head.get_by_role("button").first.click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(screen.rows.first).to_contain_text("Kestrel 059")
    head.focus()
    screen.page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(screen.rows.first).to_contain_text("Kestrel 000")


def test_selection_of_page_range_and_all(opened: Opened) -> None:
    screen = at(opened)
    boxes = screen.grid.locator("tbody").get_by_role("checkbox")
    boxes.nth(1).click(force=True)
    boxes.nth(4).click(modifiers=["Shift"], force=True)
    expect(screen.selected).to_contain_text("4 selected")
    screen.grid.get_by_label("Select all on this page").click(force=True)
    expect(screen.selected).to_contain_text("10 selected")
    screen.selected.get_by_role("button", name=re.compile("Select all 6. that match")).click()
    expect(screen.selected).to_contain_text(re.compile("All 6. selected"))
    screen.pages.get_by_role("button", name="Page 3").click()
    expect(screen.rows.first).to_have_attribute("aria-selected", "true")
    screen.selected.get_by_role("button", name="Clear selection").click()
    expect(screen.selected).to_have_count(0)


def test_page_numbers_next_page_box_and_rows_per_page(opened: Opened) -> None:
    screen = at(opened)
    first = screen.names()
    screen.pages.get_by_role("button", name="Next page").click()
    expect(screen.pages.get_by_role("button", name="Page 2")).to_have_attribute("aria-current", "page")
    expect(screen.rows.first).not_to_contain_text(first[0])
    box = screen.pages.get_by_label("Go to page")
    box.fill("42")
    box.press("Enter")
    expect(screen.page).to_have_url(re.compile(r"page=[67]"))
    expect(screen.rows.first).to_be_visible()
    screen.pages.get_by_label("Rows per page").select_option("100")
    expect(screen.page).not_to_have_url(re.compile("page="))
    expect(screen.rows).to_have_count(int(re.findall(r"\d+", screen.found.inner_text())[0]))
    past = at(opened, f"{LIST}&page=900")
    expect(past.page).to_have_url(re.compile(r"page=[67]$"))


def test_state_status_assigned_to_created_and_updated_are_shown_and_not_edited(opened: Opened) -> None:
    columns = "name,state,status,assignee,created_at,updated_at"
    screen = at(opened, f"{LIST}&cols={columns}")
    assert screen.heads() == ["Customer name", "State", "Status", "Assigned to", "Created", "Updated"]
    name = screen.names()[0]
    for head in ("State", "Status", "Assigned to", "Created", "Updated"):
        cell = screen.cell(name, head)
        cell.click()
        expect(cell.get_by_role("button")).to_have_count(0)
    expect(screen.cell(name, "State")).to_contain_text("New enquiry")
    editor = screen.add_filter("Status")
    editor.get_by_text("Closed", exact=True).click()
    expect(editor.get_by_text("0 leads")).to_be_visible()


def test_the_grid_by_keyboard_alone(opened: Opened) -> None:
    screen = at(opened)
    page = screen.page
    screen.grid.locator('tbody [tabindex="0"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(screen.selected).to_contain_text("1 selected")
    page.keyboard.press("Home")
    expect(screen.rows.nth(1).locator('[data-col="0"]')).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name=screen.names()[1])
    expect(sheet).to_contain_text("Summary")
    assert "open=" in page.url
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.keyboard.press("/")
    expect(screen.search).to_be_focused()


def test_in_place_editing_by_an_edit_button_and_by_keys(opened: Opened) -> None:
    screen = at(opened)
    page, name = screen.page, screen.names()[3]
    cell = screen.cell(name, "City")
    cell.hover()
    cell.get_by_role("button", name=re.compile("^Edit City")).click()
    box = cell.get_by_role("textbox")
    expect(box).to_be_focused()
    box.fill("Satara")
    page.keyboard.press("Enter")
    expect(cell).to_contain_text("Satara")
    page.keyboard.press("F2")
    expect(box).to_be_focused()
    box.fill("Nowhere")
    page.keyboard.press("Escape")
    expect(cell).to_contain_text("Satara")
    page.wait_for_timeout(1_000)
    page.reload()
    screen.there()
    expect(screen.cell(name, "City")).to_contain_text("Satara", timeout=15_000)


def test_manual_creation_and_deduplication_by_phone(opened: Opened) -> None:
    screen = at(opened)
    page = screen.page
    page.get_by_role("button", name="New lead").click()
    sheet = page.get_by_role("dialog", name="New lead")
    sheet.get_by_role("textbox", name="Phone number").fill("98231 77001")
    sheet.get_by_label("Customer name").fill("Kestrel by hand")
    sheet.get_by_label("Budget (INR)").fill("6500000")
    sheet.get_by_role("button", name="Create lead").click()
    expect(page.get_by_text("Kestrel by hand is a lead now.")).to_be_visible()
    page.get_by_role("button", name="New lead").click()
    sheet.get_by_role("textbox", name="Phone number").fill("+91-98231-77001")
    expect(sheet.get_by_text("This person exists.")).to_be_visible()
    expect(sheet).to_contain_text("Kestrel by hand")


def test_nothing_found_says_which_filter_to_drop(opened: Opened) -> None:
    page = opened(f"{LIST}&f=created_at.last.30days~city.is.Pune~city.is.Thane", role="admin")
    way = page.get_by_role("button", name=re.compile("City is Thane"))
    expect(page.get_by_role("button", name=re.compile("City is Thane.*1[56] leads"))).to_be_visible()
    way.last.click()
    expect(LeadsScreen(page).found).to_contain_text(re.compile("1[56] leads"))


def table(opened: Opened, look: str, size: object) -> Page:
    return at(opened, f"{LIST}&size=25&view=table", look=look, size=size).page


def cards(opened: Opened, look: str, size: object) -> Page:
    return at(opened, f"{LIST}&size=25&view=cards", look=look, size=size).page


def details(opened: Opened, look: str, size: object) -> Page:
    page = at(opened, f"{LIST}&view=table&sort=budget", look=look, size=size).page
    page.get_by_role("link", name="Kestrel 000").click()
    expect(page.get_by_role("dialog").get_by_text("Summary")).to_be_visible()
    return page


def nothing(opened: Opened, look: str, size: object) -> Page:
    page = opened(f"{LIST}&f=city.is.Pune~city.is.Thane", role="admin", look=look, size=size)
    expect(page.get_by_text("Take one away to see:")).to_be_visible()
    return page


def editor(opened: Opened, look: str, size: object) -> Page:
    screen = at(opened, f"{LIST}&view=table", look=look, size=size)
    screen.add_filter("State")
    expect(screen.page.get_by_role("dialog", name="Filter by State").get_by_text("New enquiry")).to_be_visible()
    return screen.page


def new_lead(opened: Opened, look: str, size: object) -> Page:
    page = at(opened, f"{LIST}&view=table", look=look, size=size).page
    page.get_by_role("button", name="New lead").click()
    page.get_by_role("textbox", name="Phone number").fill("98231 00017")
    expect(page.get_by_text("This person exists.")).to_be_visible()
    return page


SCREENS = (table, cards, details, nothing, editor, new_lead)
VIEWS = (("light", DESK), ("dark", DESK), ("light", PHONE), ("dark", NARROW))
SIZES = {1440: "desk", 390: "phone", 320: "narrow"}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__.replace("_", "-"))
def test_a_screen_of_leads_is_accessible_and_fits(
    screen: Callable[[Opened, str, object], Page], opened: Opened, accessible: Callable[[Page], None]
) -> None:
    for look, size in VIEWS:
        page = screen(opened, look, size)
        shot(page, f"leads-{screen.__name__.replace('_', '-')}-{SIZES[size['width']]}-{look}")
        accessible(page)
        fits(page)
        page.context.close()
