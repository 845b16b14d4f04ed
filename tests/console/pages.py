"""The screens as somebody uses them: by roles and names, never by how they are built."""

import re

from playwright.sync_api import Locator, Page, expect


class SignInScreen:
    """The card on which somebody signs in."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.title = page.get_by_role("heading", name="Sign in to your leads")
        self.email = page.get_by_label("E-mail")
        self.password = page.get_by_label("Password", exact=True)
        self.submit = page.get_by_role("button", name="Sign in")
        self.refusal = page.get_by_role("alert")

    def sign_in(self, email: str, password: str) -> None:
        """Type both and send them."""
        self.email.fill(email)
        self.password.fill(password)
        self.submit.click()


class InviteScreen:
    """The card on which somebody chooses a password."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.password = page.get_by_label("New password")
        self.again = page.get_by_label("The same once more")
        self.submit = page.get_by_role("button", name="Set password and sign in")
        self.refusal = page.get_by_role("alert")

    def choose(self, password: str, again: str | None = None) -> None:
        """Type it twice and send it."""
        self.password.fill(password)
        self.again.fill(password if again is None else again)
        self.submit.click()


class Frame:
    """Top bar and rail around every screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.rail = page.get_by_role("navigation", name="Main")
        self.work = page.get_by_role("main")
        self.person = page.get_by_role("button", name="your account")
        self.account = page.get_by_role("button", name=re.compile("^Account "))
        self.jump = page.get_by_role("dialog", name="Jump to")
        self.jump_box = self.jump.get_by_role("searchbox")
        self.keys = page.get_by_role("dialog", name="Keys")

    def there(self) -> "Frame":
        """Wait until it is drawn."""
        expect(self.rail).to_be_visible()
        return self

    def menu(self, name: str) -> Locator:
        """Give a line of an open menu."""
        return self.page.get_by_role("menuitem", name=name).or_(self.page.get_by_role("menuitemradio", name=name))

    def pick(self, name: str) -> None:
        """Open the person's menu and take a line of it."""
        self.person.click()
        self.menu(name).click()


def fits(page: Page) -> None:
    """Check that nothing has to be scrolled sideways."""
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], wide
