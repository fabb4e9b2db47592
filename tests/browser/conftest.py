"""A browser, and the application on a socket of its own for it."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from tests.support.clients import Client
from tests.sweeps.conftest import access, places

__all__ = ["access", "places"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NARROW, WIDE = 360, 1280
Visit = Callable[..., "Iterator[BrowserContext]"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium these are skipped, and the end of the run says so."""
    for item in items:
        if "tests/browser/" in item.nodeid and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all; names of every host lead to this machine.

    It goes with the module: its library keeps an event loop running, and no other could be run here.
    """
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def port(app: Flask) -> Iterator[int]:
    """The application, served as it is to the tests' own clients."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=False)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(chromium: Browser, port: int) -> Visit:
    """Opens a context at a host: its pages have the client's cookies, if one is given."""

    @contextmanager
    def opened(
        host: str,
        client: Client | None = None,
        *,
        language: str = "fi",
        width: int = NARROW,
        scripts: bool = True,
    ) -> Iterator[BrowserContext]:
        base = f"http://{host}:{port}"
        context = chromium.new_context(
            base_url=base,
            locale=language,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
        )
        context.set_default_timeout(15_000)
        for name, value in (client.cookies() if client else {}).items():
            context.add_cookies([{"name": name, "value": value, "url": base}])
        try:
            yield context
        finally:
            context.close()

    return opened
