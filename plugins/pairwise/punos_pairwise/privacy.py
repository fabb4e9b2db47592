"""What the plugin holds about people: nothing in tables of its own but which pairs may meet together.

What it asks is kept with the enrolment, what it proposes with the core's matching; both say so there.
"""

from punos.plugin import Holding, about_nobody
from punos_pairwise.models import CirclePlan

HOLDINGS: tuple[Holding, ...] = (
    about_nobody(CirclePlan, "ids of pairs and names of circles; who is in a pair, the core says"),
)
