"""Each screen as a picture to look at, in light and dark, on a desk, a phone, and at 400 %, without a finding of axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.console.conftest import DESK, NARROW, PHONE, Opened, People, shot
from tests.console.desk import Desk
from tests.console.pages import Frame, InviteScreen, SignInScreen, fits

Screen = Callable[[Opened, Desk, str, ViewportSize], Page]


def sign_in(opened: Opened, _: Desk, look: str, size: ViewportSize) -> Page:
    page = opened("/sign-in", look=look, size=size)
    page.evaluate("localStorage.setItem('leadworker.account-name', 'Acme Realty')")
    page.reload()
    screen = SignInScreen(page)
    screen.sign_in("meena@acme-realty.example.invalid", "correct horse")
    expect(screen.refusal).to_be_visible()
    return page


def invite(opened: Opened, _: Desk, look: str, size: ViewportSize) -> Page:
    page = opened("/invite/aaaaaaaaaaaaaaaaaaaaaaaa", look=look, size=size)
    InviteScreen(page).choose("short")
    expect(page.get_by_text("7 characters more.")).to_be_visible()
    return page


def me(opened: Opened, _: Desk, look: str, size: ViewportSize) -> Page:
    page = opened("/me", role="admin", look=look, size=size)
    expect(page.get_by_text("this one")).to_be_visible()
    return page


def absent(opened: Opened, _: Desk, look: str, size: ViewportSize) -> Page:
    page = opened("/nowhere/leads", role="admin", look=look, size=size)
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    return page


def jump_box(opened: Opened, _: Desk, look: str, size: ViewportSize) -> Page:
    page = opened("/me", role="admin", look=look, size=size)
    frame = Frame(page).there()
    page.keyboard.press("Control+k")
    page.keyboard.type("asha")
    expect(frame.jump.get_by_text("Search all leads")).to_be_visible()
    return page


def keys(opened: Opened, _: Desk, look: str, size: ViewportSize) -> Page:
    page = opened("/me", role="admin", look=look, size=size)
    frame = Frame(page).there()
    page.keyboard.press("?")
    expect(frame.keys).to_be_visible()
    return page


SCREENS: tuple[Screen, ...] = (sign_in, invite, me, absent, jump_box, keys)
VIEWS = (("light", DESK), ("dark", DESK), ("light", PHONE), ("dark", NARROW))
SIZES = {1440: "desk", 390: "phone", 320: "narrow"}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__.replace("_", "-"))
def test_a_screen_is_accessible_and_fits(
    screen: Screen, opened: Opened, console: Desk, people: People, accessible: Callable[[Page], None]
) -> None:
    people.named("admin")
    for look, size in VIEWS:
        page = screen(opened, console, look, size)
        shot(page, f"{screen.__name__.replace('_', '-')}-{SIZES[size['width']]}-{look}")
        accessible(page)
        fits(page)
        page.context.close()
