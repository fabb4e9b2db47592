"""What the plugin holds about people: nothing in tables of its own.

What it asks is kept with the enrolment, what it proposes with the core's matching; both say so there.
"""

from punos.plugin import Holding

HOLDINGS: tuple[Holding, ...] = ()
