"""The command line against a database of its own, and folders to apply."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from punos.deployment import Deployment
from punos.tenancy.models import TenantConfig
from tests.conftest import make_config
from tests.support.database import cloned_database
from tests.tenants.operator import Operator


@pytest.fixture(scope="package")
def own_deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment on a database that only these tests see."""
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, tmp_path_factory.mktemp("data")))
        yield deployment
        deployment.dispose()


@pytest.fixture
def operator(own_deployment: Deployment, tmp_path: Path) -> Operator:
    """The command line, with an empty place for folders."""
    return Operator(own_deployment, tmp_path)


@pytest.fixture
def change_on_a_page(own_deployment: Deployment) -> Callable[..., None]:
    """Change settings of an association as its pages do."""

    def change(slug: str, **values: Any) -> None:
        with own_deployment.work(slug) as work:
            config = work.session.scalars(select(TenantConfig)).one()
            config.current = json.loads(json.dumps(config.current)) | values

    return change
