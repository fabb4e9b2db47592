"""What the core's own parts show to staff on a cycle's page, beside what plugins give.

A part is a function of the work and the cycle. It gives panels in one statement at most, and none when
it has nothing to say.
"""

from collections.abc import Callable, Iterator, Sequence

from punos.certificates import views as certificates
from punos.extend import Panel
from punos.feedback import views as feedback
from punos.programmes.models import Cycle
from punos.reports import views as reports
from punos.work import Work

CyclePart = Callable[[Work, Cycle], Sequence[Panel]]

CYCLE_PARTS: tuple[CyclePart, ...] = (
    certificates.cycle_part,
    feedback.cycle_part,
    reports.cycle_part,
)
"""One line each, in no order: a panel's own `order` says where it stands."""


def cycle_panels(work: Work, cycle: Cycle) -> Iterator[Panel]:
    """The panels of all parts."""
    for part in CYCLE_PARTS:
        yield from part(work, cycle)
