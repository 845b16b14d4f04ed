"""What a newcomer tries second: the demonstration that ends with the console open."""

import re
import signal
import subprocess
import time
from pathlib import Path

from playwright.sync_api import expect

from tests.acceptance.processes import ROOT
from tests.console.conftest import Opened, shot
from tests.console.desk import PASSWORD
from tests.console.pages import Frame, InviteScreen

LINK = re.compile(r"http://127\.0\.0\.1:\d+/console/invite/\S+")
PATIENCE = 90.0


def link_of(demo: "subprocess.Popen[bytes]", said: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while (found := LINK.search(said.read_text())) is None:
        assert demo.poll() is None, said.read_text()[-3000:]
        assert time.monotonic() < deadline, said.read_text()[-3000:]
        time.sleep(0.2)
    return found[0]


def test_the_demonstration_ends_with_the_console_open_on_its_leads(opened: Opened, tmp_path: Path) -> None:
    said = tmp_path / "said"
    with said.open("wb") as out:
        demo = subprocess.Popen(
            [ROOT / ".venv/bin/leadworker", "demo", "--console", "--fast"], cwd=ROOT, stdout=out, stderr=out
        )
    try:
        page = opened()
        page.goto(link_of(demo, said))
        InviteScreen(page).choose(PASSWORD)
        frame = Frame(page).there()
        expect(frame.account).to_contain_text("Acme Realty")
        page.goto(f"{page.url.partition('?')[0]}?size=25")
        expect(page.get_by_role("grid").get_by_role("row").nth(20)).to_be_visible()
        page.mouse.move(700, 20)
        shot(page, "demo-list-light")  # the README shows these two
        page.emulate_media(color_scheme="dark")
        page.goto(f"{page.url.partition('?')[0]}?q=asha+rao")
        page.get_by_role("grid").get_by_role("link", name="Asha Rao").first.click()
        lead = page.get_by_role("dialog")
        expect(lead.get_by_text("Summary")).to_be_visible()
        shot(page, "demo-lead-dark")
        page.keyboard.press("Escape")
        expect(lead).to_be_hidden()
        page.keyboard.press("Control+k")
        page.keyboard.type("asha")
        expect(frame.jump.get_by_role("menuitem", name="Asha").first).to_be_visible()
        page.context.close()
        demo.send_signal(signal.SIGINT)
        assert demo.wait(30) == 0, said.read_text()[-3000:]
    finally:
        demo.kill()
