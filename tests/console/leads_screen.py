"""The list of leads as somebody uses it."""

from playwright.sync_api import Locator, Page, expect


class LeadsScreen:
    """Spaces, filters, the list, its pages."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.grid = page.get_by_role("grid", name="Leads")
        self.rows = self.grid.locator("tbody tr")
        self.cards = page.get_by_role("list", name="Leads").get_by_role("article")
        self.search = page.get_by_label("Search all fields")
        self.found = page.get_by_role("heading", level=1)
        self.pages = page.get_by_role("navigation", name="Pages")
        self.selected = page.get_by_role("region", name="Selected leads")
        self.spaces = page.get_by_role("navigation", name="Spaces")

    def there(self) -> "LeadsScreen":
        """Wait until the list was read."""
        expect(self.rows.first.or_(self.cards.first)).to_be_visible()
        return self

    def row(self, name: str) -> Locator:
        """Give the row of a lead."""
        return self.grid.get_by_role("row").filter(has=self.page.get_by_role("link", name=name, exact=True))

    def cell(self, name: str, column: str) -> Locator:
        """Give the cell of a lead under a head."""
        heads = self.grid.get_by_role("columnheader").all_inner_texts()
        place = next(i for i, text in enumerate(heads) if text.strip().startswith(column))
        return self.row(name).locator(f'[data-col="{place}"]')

    def names(self) -> list[str]:
        """Give the names of the rows, in order."""
        return self.grid.locator("tbody [data-open]").all_inner_texts()

    def heads(self) -> list[str]:
        """Give the labels of the columns, in order."""
        return [text.strip() for text in self.grid.get_by_role("columnheader").all_inner_texts() if text.strip()]

    def look_for(self, text: str, found: str) -> None:
        """Search; wait for how many there are."""
        self.search.fill(text)
        expect(self.found).to_contain_text(found)

    def add_filter(self, field: str) -> Locator:
        """Begin a filter; give its editor."""
        self.page.get_by_role("button", name="Filter", exact=True).click()
        self.page.get_by_role("menuitem", name=field, exact=True).click()
        return self.page.get_by_role("dialog", name=f"Filter by {field}")
