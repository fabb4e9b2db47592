"""The few errors that every layer may raise.

A message is what the reader may be told: a ``str`` or a lazy text of ``punos.i18n``. Never put
a personal value into one, since refusals are logged.
"""

from __future__ import annotations

import traceback


class PunosError(Exception):
    """The root of all errors of our own."""


class ConfigurationError(PunosError):
    """The deployment is set up wrongly: the process must not start (or not do this)."""


class Absent(PunosError):
    """Not there, or not there for this reader: both are answered by the same plain 404."""

    status = 404


class Refused(PunosError):
    """The step is not possible now; ``message`` is shown to the reader (409)."""

    status = 409

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = message


class StepRefused(Refused):
    """A plugin refused the step, or failed in it; ``plugin_label`` says which one."""

    def __init__(self, plugin_label: object, message: object) -> None:
        super().__init__(message)
        self.plugin_label = plugin_label


def where(error: BaseException, steps: int = 3) -> str:
    """An error's kind and the last steps that led to it, innermost last, for the log.

    Never its message: that may hold a personal value.
    """
    frames = traceback.extract_tb(error.__traceback__)[-steps:]
    path = " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} ({path})"
