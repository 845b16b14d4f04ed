"""Signing in and out, the link that lets somebody set a password, and coming back to where one was."""

from collections.abc import Callable
from typing import Any

import pyotp
from playwright.sync_api import Browser, Page, expect

from tests.console.conftest import ACCOUNT, Opened, People, shot
from tests.console.desk import PASSWORD, Desk
from tests.console.pages import Frame, InviteScreen, SignInScreen

LIST = f"/console/{ACCOUNT}/leads"


def test_who_is_not_signed_in_signs_in_and_comes_to_the_list(opened: Opened, people: People) -> None:
    page = opened("/")
    screen = SignInScreen(page)
    expect(screen.email).to_be_focused()
    screen.sign_in(people.named("user").email, PASSWORD)
    Frame(page).there()
    assert page.url.endswith(LIST)


def test_a_link_is_followed_after_signing_in_with_everything_that_its_address_says(
    opened: Opened, people: People
) -> None:
    page = opened(f"/{ACCOUNT}/leads?q=asha+pune")
    SignInScreen(page).sign_in(people.named("user").email, PASSWORD)
    Frame(page).there()
    assert page.url.endswith(f"{LIST}?q=asha+pune")


def test_nobody_is_sent_to_another_site_by_signing_in(opened: Opened, people: People) -> None:
    page = opened("/sign-in?to=//evil.example/console")
    SignInScreen(page).sign_in(people.named("user").email, PASSWORD)
    Frame(page).there()
    assert page.url.endswith(LIST)


def test_a_wrong_password_is_refused_at_once_and_aloud(opened: Opened, people: People) -> None:
    page = opened("/sign-in")
    screen = SignInScreen(page)
    screen.sign_in(people.named("user").email, "eight green kettles sing")
    expect(screen.refusal).to_have_text("E-mail or password is not right.")
    expect(screen.password).to_be_focused()
    screen.password.fill(PASSWORD)
    screen.submit.click()
    Frame(page).there()


def test_what_is_missing_is_said_at_its_field(opened: Opened) -> None:
    page = opened("/sign-in")
    screen = SignInScreen(page)
    screen.submit.click()
    expect(screen.email).to_have_accessible_description("Type your e-mail address.")
    expect(screen.email).to_be_focused()
    screen.email.fill("asha@acme-realty.example")
    screen.submit.click()
    expect(screen.password).to_be_focused()


def test_too_many_failures_are_told_with_the_time_to_wait(opened: Opened) -> None:
    page = opened("/sign-in")
    screen = SignInScreen(page)
    for _ in range(6):
        with page.expect_response("**/auth/login"):
            screen.sign_in("guessed@acme-realty.example", "is it this one perhaps")
    expect(screen.refusal).to_contain_text("Too many attempts failed; try again in")


def test_a_link_lets_somebody_set_a_password_once(opened: Opened, console: Desk) -> None:
    somebody = console.invite("lucia@acme-realty.example", "Lucía Torres", "user")
    page = opened(f"/invite/{somebody.token}")
    screen = InviteScreen(page)
    screen.choose("short")
    expect(page.get_by_text("7 characters more.")).to_be_visible()
    screen.choose(PASSWORD, "seven green kettles sang")
    expect(page.get_by_text("The two are not the same.")).to_be_visible()
    screen.choose(PASSWORD)
    Frame(page).there()
    page.go_back()
    again = opened(f"/invite/{somebody.token}")
    InviteScreen(again).choose(PASSWORD)
    expect(InviteScreen(again).refusal).to_contain_text("This link was used, is over, or was replaced by a newer one.")


def test_a_password_that_others_would_guess_is_refused_with_the_reason(opened: Opened, console: Desk) -> None:
    somebody = console.invite("zoya@acme-realty.example", "Zoya Gill", "user")
    page = opened(f"/invite/{somebody.token}")
    screen = InviteScreen(page)
    screen.choose("Zoya Gill 1999")
    expect(page.get_by_text("This is little more than 'Zoya Gill'")).to_be_visible()
    screen.choose(PASSWORD)  # the link was not used up
    Frame(page).there()


def test_signing_out_ends_the_session_and_leaves_nothing_to_go_back_to(
    opened: Opened, people: People, console: Desk
) -> None:
    page = opened("/sign-in")
    SignInScreen(page).sign_in(people.named("user").email, PASSWORD)
    frame = Frame(page).there()
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    assert console.call("GET", "/auth/me", cookie=cookies)[0] == 200
    frame.pick("Sign out")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert console.call("GET", "/auth/me", cookie=cookies)[0] == 401
    page.go_back()
    expect(SignInScreen(page).title).to_be_visible()


def test_a_session_that_ends_asks_to_sign_in_and_leads_back(opened: Opened, people: People) -> None:
    page = opened("/sign-in")
    SignInScreen(page).sign_in(people.named("user").email, PASSWORD)
    Frame(page).there()
    page.goto(f"{LIST}?q=rao")
    Frame(page).there()
    page.context.clear_cookies()
    page.keyboard.press("g")
    page.keyboard.press("a")  # a page that asks the server
    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    SignInScreen(page).sign_in(people.named("user").email, PASSWORD)
    expect(page.get_by_role("heading", name="Imran Khan")).to_be_visible()
    assert page.url.endswith("/console/me")


def test_the_cookie_cannot_be_read_by_scripts(opened: Opened) -> None:
    page = opened("/me", role="user")
    Frame(page).there()
    assert "leadworker" not in page.evaluate("document.cookie")
    (cookie,) = (one for one in page.context.cookies() if "leadworker" in one["name"])
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"


def test_who_has_a_second_factor_is_asked_for_a_code(
    opened: Opened, console: Desk, browser: Browser, accessible: Callable[[Page], None]
) -> None:
    somebody = console.invite("samuel@acme-realty.example", "Samuel Osei", "user")
    context = browser.new_context()
    headers = {"Sec-Fetch-Site": "same-origin"}

    def ask(method: str, path: str, data: dict[str, str]) -> Any:
        answer = context.request.fetch(f"{console.url}/api/v1/auth/{path}", method=method, data=data, headers=headers)
        assert answer.ok, answer.text()
        return answer.json()

    ask("POST", "password", {"token": somebody.token, "password": PASSWORD})
    secret = ask("POST", "second-factor", {"password": PASSWORD})["secret"]
    recovery = ask("PUT", "second-factor", {"code": pyotp.TOTP(secret).now()})["codes"]
    context.close()

    page = opened("/sign-in")
    screen = SignInScreen(page)
    screen.email.fill(somebody.email)
    screen.password.fill(PASSWORD)
    screen.password.press("Enter")
    code = page.get_by_label("Code")
    expect(code).to_be_focused()
    accessible(page)
    shot(page, "code-desk-light")
    code.fill("000")
    page.get_by_role("button", name="Sign in").click()
    expect(code).to_have_accessible_description("A code has six digits; a recovery code is longer.")
    code.fill("aaaa-aaaa-aaaa")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("This code is not right, or was used before.")).to_be_visible()
    code.fill(recovery[0])
    page.get_by_role("button", name="Sign in").click()
    Frame(page).there()
