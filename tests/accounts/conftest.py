"""An association with somebody in it, a clock that can be moved, and what is sent and asked of the
database."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from punos import clock
from punos.app import create_app
from punos.deployment import Deployment
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def elsewhere(tenants: Tenants) -> Association:
    """Another one."""
    return tenants.make()


@pytest.fixture
def browser(app: Flask, here: Association) -> Callable[[], Client]:
    """Makes browsers, each with nothing in it, at the association."""
    return lambda: Client(app, here.host)


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Moves the clock onwards by some time, again and again."""
    monkeypatch.setenv(clock.FILE_VARIABLE, str(tmp_path / "clock"))

    def move(by: timedelta) -> None:
        clock.set_offset(clock.offset() + by)

    return move


@pytest.fixture(scope="session")
def strict_app(deployment: Deployment) -> Iterator[Flask]:
    """The same as in production: a second step is required of staff, a proof counts for five minutes."""
    config = replace(deployment.config, second_factor="required", proof_minutes=5)
    strict = Deployment(config, deployment.registry)
    yield create_app(deployment=strict)
    strict.dispose()


@pytest.fixture
def strict(strict_app: Flask, here: Association) -> Callable[[], Client]:
    """Makes browsers there, at the association."""
    return lambda: Client(strict_app, here.host)
