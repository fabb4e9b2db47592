"""What may be said about a failed job: a code, and a place in the code. Never a message."""

import traceback
from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """Why a job did not succeed, and whether trying again is of no use."""

    code: str
    final: bool


def where(error: BaseException) -> str:
    """The kind of an error and the last steps that led to it, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    steps = (f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} ({' > '.join(steps)})"
