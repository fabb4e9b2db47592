"""The pictures of README and docs: the demo's own pages in Chromium, taken anew by `make screenshots`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from punos.config import Config

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
PORT = 8417
READY = 300.0  # seconds: the demo is loaded first
PHONE, DESK = (360, 740), (1280, 800)


@dataclass(frozen=True)
class Picture:
    """One page as somebody sees it. `path` is an address, or the words of links to follow one by one."""

    name: str
    tenant: str
    reader: str | None
    path: str
    links: tuple[str, ...] = ()
    size: tuple[int, int] = DESK
    language: str = "en"


PICTURES = (
    Picture("visitor", "iwwof", None, "/", size=PHONE),
    Picture("today", "iwwof", "coordinator", "/today"),
    Picture("today-phone", "iwwof", "coordinator", "/today", size=PHONE, language="fi"),
    Picture(
        "applicants",
        "iwwof",
        "coordinator",
        "/cycles",
        links=("a[href^='/cycles/']", "a[href$='/applicants']"),
    ),
    Picture("teams", "akava", "coordinator", "/cycles", links=("a[href^='/cycles/']",)),
    Picture("own-pair", "iwwof", "mentee", "/my", size=PHONE),
    Picture("payouts", "aurala", "coordinator", "/payouts/"),
    Picture("compare", "m3", "coordinator", "/network/compare"),
)


def main() -> int:
    """Take all of them, or those named on the command line."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no Chromium on this machine: nothing was taken")
        return 1
    wanted = [one for one in PICTURES if not sys.argv[1:] or one.name in sys.argv[1:]]
    FOLDER.mkdir(exist_ok=True)
    with _demo() as password, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in wanted:
            _take(browser, picture, password)
            print(f"docs/pictures/{picture.name}.png")
        browser.close()
    return 0


@contextmanager
def _demo() -> Iterator[str]:
    """The demo on a folder of its own; gives the password of everybody in it."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "PUNOS_DATA": folder, "PORT": str(PORT)}
        process = subprocess.Popen([sys.executable, "-m", "punos.cli", "demo"], env=environ)
        try:
            _wait(process)
            yield Config.from_environment({"PUNOS_DATA": folder}).demo_password
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _wait(process: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + READY
    while time.monotonic() < last and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://localhost:{PORT}/health", timeout=2).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("the demo did not start")


def _take(browser: Browser, picture: Picture, password: str) -> None:
    width, height = picture.size
    base = f"http://{picture.tenant}.localhost:{PORT}"
    context = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": height},
        locale=picture.language,
        reduced_motion="reduce",
    )
    page = context.new_page()
    if picture.reader:
        page.goto("/sign-in")
        page.fill("[name=email]", f"{picture.reader}@{picture.tenant}.example.org")
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state()
    page.goto(picture.path)
    for link in picture.links:
        page.locator(f"main {link}").first.click()
        page.wait_for_load_state()
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


if __name__ == "__main__":
    sys.exit(main())
