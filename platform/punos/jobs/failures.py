"""What may be said about a failed job: a code, and a place in the code. Never a message."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """Why a job did not succeed, and whether trying again is of no use."""

    code: str
    final: bool
