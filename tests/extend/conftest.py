"""A tenant with plugins of the test's own, on the real database as the plain role."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from punos.deployment import Deployment
from punos.work import Work
from tests.extend.made import registry_of
from tests.support.bare import bare_tenant

Open = Callable[..., Work]


@pytest.fixture
def working(deployment: Deployment) -> Iterator[Open]:
    """`working(parrot=Hooks, …)` opens a unit of work at a new tenant that has these plugins on.

    `states={"parrot": "suspended"}` says otherwise; a state of None leaves the plugin unmentioned.
    """
    stack = ExitStack()

    def open_work(*, states: dict[str, str | None] | None = None, **hooks: Any) -> Work:
        wanted = {**dict.fromkeys(hooks, "on"), **(states or {})}
        given = {name: state for name, state in wanted.items() if state is not None}
        tenant = bare_tenant(deployment, plugins=given)
        own = Deployment(deployment.config, registry_of(**hooks))
        stack.callback(own.dispose)
        return stack.enter_context(own.work(tenant))

    with stack:
        yield open_work
