"""A deployment whose process dies at a chosen step."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from punos.deployment import Deployment
from punos.work import Work


class Killed(BaseException):
    """The process is gone at this point."""


@dataclass
class Dying:
    """A deployment whose process dies when it opens its n-th transaction, or before it commits it."""

    whole: Deployment
    at: int
    before_commit: bool
    opened: int = field(default=0)

    @property
    def directory(self) -> Any:
        return self.whole.directory

    @property
    def access(self) -> Any:
        return self.whole.access

    @contextmanager
    def work(self, tenant: Any, *actor: Any, **more: Any) -> Iterator[Work]:
        self.opened += 1
        if self.opened == self.at and not self.before_commit:
            raise Killed
        with self.whole.work(tenant, *actor, **more) as work:
            yield work
            if self.opened == self.at:
                raise Killed
