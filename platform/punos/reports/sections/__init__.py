"""The core's own parts of a report, one module each. A part is a function of the work, the cycles of one
programme and the audience; it gives sections in the language of the work."""

from collections.abc import Callable, Sequence

from punos.extend import ReportSection
from punos.programmes.models import Cycle
from punos.reports.sections import figures, outcomes, people, surveyed, voices, working
from punos.work import Work

Part = Callable[[Work, Sequence[Cycle], str], Sequence[ReportSection]]

PARTS: tuple[Part, ...] = (
    figures.sections,
    people.sections,
    surveyed.sections,
    outcomes.sections,
    voices.sections,
    working.sections,
)
