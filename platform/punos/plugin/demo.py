"""What plugins use to tell the demo's stories. Only a plugin's `demo` module imports it."""

from punos.demo.people import Names
from punos.demo.story import (
    Applicant,
    Chapter,
    Teller,
    applications,
    end,
    live,
    named,
    noon,
    plan,
    tell,
)
from punos.demo.words import spoken

__all__ = [
    "Applicant",
    "Chapter",
    "Names",
    "Teller",
    "applications",
    "end",
    "live",
    "named",
    "noon",
    "plan",
    "spoken",
    "tell",
]
