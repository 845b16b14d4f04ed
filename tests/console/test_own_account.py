"""One's own account: the second factor from the first code to its end, recovery codes, the password, roles that need more."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.console.conftest import ACCOUNT, DESK, NARROW, Opened, shot
from tests.console.desk import PASSWORD, Desk, Somebody
from tests.console.pages import Frame, SignInScreen, fits

NEW = "eight blue kettles hum"


@dataclass
class AccountScreen:
    """The page of one's own account."""

    page: Page

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def dialog(self, name: str) -> Locator:
        return self.page.get_by_role("dialog", name=name).or_(self.page.get_by_role("alertdialog", name=name))

    def set_up(self) -> tuple[str, list[str]]:
        """Set up a second factor; give its secret and the recovery codes, which are still shown."""
        self.button("Set up a second factor").click()
        dialog = self.dialog("Set up a second factor")
        dialog.get_by_label("Your password").fill(PASSWORD)
        dialog.get_by_role("button", name="Next").click()
        expect(dialog.get_by_role("img", name="QR code")).to_be_visible()
        secret = dialog.locator("code").inner_text().replace(" ", "")
        dialog.get_by_label("Code that the app shows").fill(pyotp.TOTP(secret).now())
        dialog.get_by_role("button", name="Turn on").click()
        codes = dialog.get_by_role("list", name="Recovery codes")
        expect(codes.get_by_role("listitem")).to_have_count(10)
        return secret, codes.get_by_role("listitem").all_inner_texts()


def joined(console: Desk, name: str, role: str = "user", account: str = ACCOUNT) -> Somebody:
    """Somebody of their own for a test, with a password."""
    somebody = console.invite(f"{name.lower()}@acme-realty.example", f"{name} Dsouza", role, account)
    status, _ = console.call("POST", "/auth/password", {"token": somebody.token, "password": PASSWORD})
    assert status == 200
    return somebody


def at(opened: Opened, who: Somebody, password: str = PASSWORD, **more: object) -> AccountScreen:
    page = opened("/me", **more)
    SignInScreen(page).sign_in(who.email, password)
    expect(page.get_by_role("heading", name="How you sign in")).to_be_visible()
    return AccountScreen(page)


def test_a_second_factor_is_set_up_asked_for_and_turned_off(
    opened: Opened, console: Desk, accessible: Callable[[Page], None]
) -> None:
    who = joined(console, "Priya")
    screen = at(opened, who)
    page = screen.page
    screen.button("Set up a second factor").click()
    dialog = screen.dialog("Set up a second factor")
    expect(dialog.get_by_label("Your password")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Your password")).to_have_accessible_description("Type your password.")
    dialog.get_by_label("Your password").fill("eight green kettles sing")
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Your password")).to_have_accessible_description("This is not your password.")
    expect(page).to_have_url(re.compile("/console/me$"))  # not taken for a session that ended
    dialog.get_by_role("button", name="Cancel").click()
    secret, recovery = screen.set_up()
    accessible(page)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left")).to_be_visible()
    page.reload()  # the session goes on under its new cookie
    expect(page.get_by_text("10 recovery codes are left")).to_be_visible()

    other = opened("/sign-in")
    SignInScreen(other).sign_in(who.email, PASSWORD)
    other.get_by_label("Code").fill(recovery[0])
    other.get_by_role("button", name="Sign in").click()
    Frame(other).there()
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    accessible(other)  # at once: nothing of the button that is gone is left
    assert secret

    screen.button("New recovery codes").click()
    dialog = screen.dialog("New recovery codes")
    dialog.get_by_label("Your password").fill(PASSWORD)
    dialog.get_by_role("button", name="Make codes").click()
    codes = dialog.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(codes).to_have_count(10)
    assert not set(codes.all_inner_texts()) & set(recovery)
    dialog.get_by_role("button", name="Done").click()

    screen.button("Turn off the second factor").click()
    dialog = screen.dialog("Turn the second factor off")
    dialog.get_by_label("Your password").fill(PASSWORD)
    dialog.get_by_role("button", name="Turn off").click()
    expect(page.get_by_text("The second factor is off.")).to_be_visible()
    expect(screen.button("Set up a second factor")).to_be_visible()
    again = opened("/sign-in")
    SignInScreen(again).sign_in(who.email, PASSWORD)
    Frame(again).there()


def test_a_wrong_first_code_turns_nothing_on(opened: Opened, console: Desk) -> None:
    screen = at(opened, joined(console, "Farah"))
    screen.button("Set up a second factor").click()
    dialog = screen.dialog("Set up a second factor")
    dialog.get_by_label("Your password").fill(PASSWORD)
    dialog.get_by_role("button", name="Next").click()
    code = dialog.get_by_label("Code that the app shows")
    code.fill("12")
    screen.page.keyboard.press("Enter")
    expect(code).to_have_accessible_description("The code has six digits.")
    secret = dialog.locator("code").inner_text().replace(" ", "")
    code.fill(f"{(int(pyotp.TOTP(secret).now()) + 500_000) % 1_000_000:06}")
    screen.page.keyboard.press("Enter")
    expect(code).to_have_accessible_description("This code is not right. Look whether the phone's clock is.")
    dialog.get_by_role("button", name="Cancel").click()
    screen.page.reload()
    expect(screen.button("Set up a second factor")).to_be_visible()


def test_recovery_codes_are_kept_as_a_file(opened: Opened, console: Desk, tmp_path: Path) -> None:
    screen = at(opened, joined(console, "Rohan"))
    _, codes = screen.set_up()
    with screen.page.expect_download() as saved:
        screen.button("Download").click()
    saved.value.save_as(tmp_path / "codes.txt")
    assert saved.value.suggested_filename == "recovery-codes.txt"
    assert (tmp_path / "codes.txt").read_text().split() == codes


def test_the_password_is_changed_and_other_browsers_are_signed_out(opened: Opened, console: Desk) -> None:
    who = joined(console, "Leena")
    other, screen = at(opened, who), at(opened, who)
    page = screen.page
    screen.button("Change password").click()
    dialog = screen.dialog("Change your password")
    old, new, again = (dialog.get_by_label(label) for label in ("Present password", "New password", "The same once"))
    dialog.get_by_role("button", name="Change password").click()
    expect(old).to_have_accessible_description("Type your password.")
    expect(new).to_have_accessible_description(re.compile(r"12 characters more\.$"))
    old.fill("not this one at all")
    new.fill(NEW)
    again.fill(NEW)
    dialog.get_by_role("button", name="Change password").click()
    expect(old).to_have_accessible_description("This is not your password.")
    old.fill(PASSWORD)
    new.fill("leena@acme-realty.example")
    again.fill("leena@acme-realty.example")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("others know")).to_be_visible()
    new.fill(NEW)
    again.fill(NEW)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Password changed.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("this one")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out Chrome")).to_have_count(0)
    other.page.reload()
    expect(SignInScreen(other.page).title).to_be_visible()
    SignInScreen(other.page).sign_in(who.email, NEW)
    expect(other.page.get_by_role("heading", name="How you sign in")).to_be_visible()


def test_a_role_that_needs_a_second_factor_says_so_and_leads_to_it(
    opened: Opened, console: Desk, accessible: Callable[[Page], None]
) -> None:
    who = joined(console, "Nisha")
    kind = {"type": "https://leadworker.dev/problems/second_factor", "status": 401, "title": "t", "detail": "d"}
    page = opened("/sign-in")
    # No account of the sample has such a role: its answer is put in the way.
    page.route(f"**/api/v1/accounts/{ACCOUNT}/**", lambda route: route.fulfill(status=401, json=kind))
    page.route(
        "**/api/v1/auth/second-factor",
        lambda route: route.fulfill(json={"on": False, "recovery_left": 0, "required_in": [ACCOUNT]}),
    )
    SignInScreen(page).sign_in(who.email, PASSWORD)
    expect(page.get_by_role("heading", name="This account needs a second factor")).to_be_visible()
    accessible(page)
    shot(page, "factor-needed-desk-light")
    page.get_by_role("link", name="Set it up").click()
    expect(page.get_by_text("Your role in Acme Realty needs one")).to_be_visible()


def first(screen: AccountScreen) -> None:
    screen.button("Set up a second factor").click()
    expect(screen.dialog("Set up a second factor").get_by_label("Your password")).to_be_focused()


def scan(screen: AccountScreen) -> None:
    first(screen)
    screen.page.keyboard.type(PASSWORD)
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_role("img", name="QR code")).to_be_visible()


def password(screen: AccountScreen) -> None:
    screen.button("Change password").click()
    screen.dialog("Change your password").get_by_role("button", name="Change password").click()
    expect(screen.page.get_by_text("12 characters more.")).to_be_visible()


def codes(screen: AccountScreen) -> None:
    screen.set_up()


def off(screen: AccountScreen) -> None:
    screen.button("Turn off the second factor").click()
    expect(screen.dialog("Turn the second factor off").get_by_label("Your password")).to_be_focused()


VIEWS: tuple[tuple[str, ViewportSize], ...] = (("light", DESK), ("dark", NARROW))
SIZES = {1440: "desk", 320: "narrow"}


@pytest.mark.slow
@pytest.mark.parametrize("step", [first, scan, password, codes, off], ids=lambda step: step.__name__)
def test_a_dialog_is_accessible_and_fits(
    step: Callable[[AccountScreen], None],
    opened: Opened,
    console: Desk,
    browser: Browser,
    accessible: Callable[[Page], None],
) -> None:
    who = joined(console, f"Tara-{step.__name__}")
    context = browser.new_context()
    headers = {"Sec-Fetch-Site": "same-origin"}
    sent = {"email": who.email, "password": PASSWORD}
    assert context.request.post(f"{console.url}/api/v1/auth/login", data=sent, headers=headers).ok
    if step is off:
        ask = context.request.fetch
        address = f"{console.url}/api/v1/auth/second-factor"
        secret = ask(address, method="POST", data={"password": PASSWORD}, headers=headers).json()["secret"]
        assert ask(address, method="PUT", data={"code": pyotp.TOTP(secret).now()}, headers=headers).ok
    for look, size in VIEWS:
        page = opened("/me", look=look, size=size, state=context.storage_state())
        expect(page.get_by_role("heading", name="How you sign in")).to_be_visible()
        step(AccountScreen(page))
        shot(page, f"me-{step.__name__}-{SIZES[size['width']]}-{look}")
        accessible(page)
        fits(page)
        if step is codes:
            off_again = page.request.post(
                f"{console.url}/api/v1/auth/second-factor/off", data={"password": PASSWORD}, headers=headers
            )
            assert off_again.ok
            context.close()
            context = browser.new_context(storage_state=page.context.storage_state())
        page.context.close()
    context.close()
