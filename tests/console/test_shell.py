"""What is around every screen: going somewhere by keys and by the jump box, looks, being offline, faults, phones."""

import json

import pytest
from playwright.sync_api import Route, expect

from tests.console.conftest import ACCOUNT, NARROW, PHONE, Opened, People
from tests.console.desk import OTHER_ACCOUNT, PASSWORD
from tests.console.pages import Frame, SignInScreen, fits

LIST = f"/console/{ACCOUNT}/leads"


def test_one_gets_around_by_keys_alone(opened: Opened) -> None:
    page = opened("/me", role="admin")
    frame = Frame(page).there()
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url(f"**{LIST}**")
    page.keyboard.press("Control+k")
    expect(frame.jump_box).to_be_focused()
    page.keyboard.type("account")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/me")
    expect(frame.jump).to_be_hidden()
    page.keyboard.press("?")
    expect(frame.keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(frame.keys).to_be_hidden()


def test_single_keys_can_be_switched_off_and_stay_so(opened: Opened) -> None:
    page = opened("/me", role="user")
    frame = Frame(page).there()
    page.get_by_role("switch", name="Single keys").focus()
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("?")
        expect(frame.keys).to_be_hidden()
        page.keyboard.press("Control+k")  # not a single one
        expect(frame.jump).to_be_visible()
        page.keyboard.press("Escape")
        expect(frame.jump).to_be_hidden()
        page.reload()
        frame.there()


def test_single_keys_are_letters_while_somebody_types(opened: Opened) -> None:
    page = opened(f"/{ACCOUNT}/leads", role="user")
    frame = Frame(page).there()
    page.keyboard.press("Control+k")
    page.keyboard.type("g l?")
    expect(frame.jump_box).to_have_value("g l?")
    expect(frame.keys).to_be_hidden()


def test_the_first_tab_skips_to_the_work_area(opened: Opened) -> None:
    page = opened("/me", role="user")
    frame = Frame(page).there()
    page.keyboard.press("Tab")
    skip = page.get_by_role("button", name="Skip to the work area")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(frame.work).to_be_focused()


def test_the_look_that_somebody_chose_is_there_before_anything_is_drawn(opened: Opened) -> None:
    page = opened("/me", role="user", look="light")
    frame = Frame(page).there()
    frame.pick("Dark")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") in ("dark", "normal")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => (window.early = document.documentElement.dataset.theme))"
    )
    page.reload()
    frame.there()
    assert page.evaluate("window.early") == "dark"
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    frame.pick("Light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark


def test_who_belongs_to_two_accounts_changes_between_them(opened: Opened) -> None:
    page = opened(f"/{ACCOUNT}/leads", role="admin")
    frame = Frame(page).there()
    frame.account.click()
    frame.menu("Padaria Azul").click()
    page.wait_for_url(f"**/console/{OTHER_ACCOUNT}/leads")
    expect(frame.account).to_contain_text("Padaria Azul")
    page.goto("/console/")  # the last one is where one comes back to
    page.wait_for_url(f"**/console/{OTHER_ACCOUNT}/leads")


def test_another_account_is_answered_like_one_that_does_not_exist(opened: Opened) -> None:
    for account in (OTHER_ACCOUNT, "nowhere"):
        page = opened(f"/{account}/leads", role="user")
        expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
        expect(page.get_by_role("link", name="Back to leads")).to_be_visible()


def test_without_a_connection_it_says_since_when(opened: Opened) -> None:
    page = opened("/me", role="user")
    Frame(page).there()
    page.context.set_offline(True)
    expect(page.get_by_text("Offline since")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Offline since")).to_be_hidden()


def refuse(status: int, **more: object) -> object:
    body = json.dumps({"type": "https://leadworker.dev/problems/internal", "title": "t", "status": status, **more})

    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type="application/problem+json", body=body)

    return answer


def test_what_cannot_be_read_is_told_with_its_trace_and_tried_again(opened: Opened) -> None:
    page = opened(f"/{ACCOUNT}/leads", role="user")
    Frame(page).there()
    detail = "this is a fault of ours; the log tells more under the id in `trace`"
    page.route("**/auth/sessions", refuse(500, detail=detail, trace="01m8fdfyjvck38c5vc7ed01wf9"))
    page.keyboard.press("g")
    page.keyboard.press("a")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("Something is broken on our side")
    expect(fault).to_contain_text("01m8fdfyjvck38c5vc7ed01wf9")
    page.unroute("**/auth/sessions")
    fault.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("this one")).to_be_visible()


def test_a_permission_that_is_missing_is_named(opened: Opened) -> None:
    page = opened("/sign-in", role="user")
    kind = {"type": "https://leadworker.dev/problems/not_allowed", "permission": "lead.read", "detail": "no"}
    page.route(f"**/accounts/{ACCOUNT}/me", refuse(403, **kind))
    page.goto(LIST)
    expect(page.get_by_role("heading", name="You may not open this")).to_be_visible()
    expect(page.get_by_text("lead.read")).to_be_visible()


def test_another_browser_is_signed_out_from_here(opened: Opened, people: People) -> None:
    other = opened("/sign-in")
    SignInScreen(other).sign_in(people.named("manager").email, PASSWORD)
    Frame(other).there()
    page = opened("/me", role="manager")
    Frame(page).there()
    ends = page.get_by_role("button", name="Sign out Chrome")
    expect(ends.first).to_be_visible()
    before = ends.count()
    ends.first.click()
    expect(page.get_by_text("Signed out there.")).to_be_visible()
    expect(ends).to_have_count(before - 1)
    other.reload()
    expect(SignInScreen(other).title).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["phone", "narrow"])
def test_on_a_phone_the_bar_is_at_the_thumb_and_nothing_scrolls_sideways(opened: Opened, size: dict[str, int]) -> None:
    page = opened("/me", role="user", size=size)
    frame = Frame(page).there()
    fits(page)
    box = frame.rail.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == size["height"]
    for link in frame.rail.get_by_role("link").all() + frame.rail.get_by_role("button").all():
        target = link.bounding_box()
        assert target is not None
        assert min(target["width"], target["height"]) >= 44
    frame.rail.get_by_role("button", name="Search").click()
    expect(frame.jump_box).to_be_focused()
    fits(page)
