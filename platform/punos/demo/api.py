"""What plugins may use of the demo: what their stories are told with."""

from punos.demo.calendar import Calendar, let_take_part
from punos.demo.people import Names
from punos.demo.staff import acting
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
from punos.demo.years import Spring, earlier_springs
from punos.enrolments.closing import close_whole_cycle
from punos.face.service import write_page
from punos.programmes.service import PhasePlan, create_cycle, open_cycle, start_cycle

__all__ = [
    "Applicant",
    "Calendar",
    "Chapter",
    "Names",
    "PhasePlan",
    "Spring",
    "Teller",
    "acting",
    "applications",
    "close_whole_cycle",
    "create_cycle",
    "earlier_springs",
    "end",
    "let_take_part",
    "live",
    "named",
    "noon",
    "open_cycle",
    "plan",
    "spoken",
    "start_cycle",
    "tell",
    "write_page",
]
