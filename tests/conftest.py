"""Fixtures of every test: a real database as the plain role, an application, a client."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from punos.app import create_app
from punos.config import Config
from punos.deployment import Deployment
from tests.support.clients import Client
from tests.support.database import cloned_database, test_server
from tests.support.tenants import Tenants, rest_all

pytest_plugins = ["tests.support.network"]

_run = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """The process that leads the run owns the server; its workers inherit the address."""
    if not hasattr(config, "workerinput"):
        _run.enter_context(test_server())


def pytest_unconfigure() -> None:
    """Stop the server with the run."""
    _run.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many browser tests ran, and why others did not."""
    mine = {
        outcome: [
            one
            for one in terminalreporter.getreports(outcome)
            if one.nodeid.startswith("tests/browser/") and getattr(one, "when", "") != "teardown"
        ]
        for outcome in ("passed", "failed", "skipped")
    }
    ran = sum(one.when == "call" for one in mine["passed"] + mine["failed"])
    why = {str(one.longrepr[2]) for one in mine["skipped"]} or {"none"}
    terminalreporter.write_line(
        f"browser: ran {ran} / skipped {len(mine['skipped'])} ({', '.join(sorted(why))})"
    )


def make_config(urls: dict[str, str], folder: Path) -> Config:
    """A configuration for tests: http on localhost, mails kept."""
    config = Config.from_environment({"PUNOS_ENV": "test", "PUNOS_DATA": str(folder)})
    # A sweep takes longer than the five minutes for which a proof counts.
    return replace(config, database_urls=urls, secret_key="t" * 40, proof_minutes=60)


@pytest.fixture(scope="session")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployment of this test worker, on a database of its own."""
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, tmp_path_factory.mktemp("data")))
        yield deployment
        deployment.dispose()


@pytest.fixture(scope="session")
def app(deployment: Deployment) -> Flask:
    """The web application as the plain role."""
    return create_app(deployment=deployment)


@pytest.fixture
def tenants(deployment: Deployment) -> Iterator[Tenants]:
    """Makes associations, their people and accounts, through the product's own verbs.

    Afterwards they rest: what is due is asked of every active one, and a run makes thousands.
    """
    made = Tenants(deployment)
    yield made
    made.rest()


@pytest.fixture(scope="module", autouse=True)
def module_rests(deployment: Deployment) -> Iterator[None]:
    """After the last test of a module also those rest that several of its tests shared."""
    yield
    rest_all(deployment)


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser that has not been anywhere yet."""
    return Client(app)
