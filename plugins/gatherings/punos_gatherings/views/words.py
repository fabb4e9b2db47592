"""How states are called on the pages about people's paths."""

from punos.plugin import Tag
from punos_gatherings.texts import _staff_l

JOB_STATES = {
    "recorded": Tag(_staff_l("Waits for a second person"), "wait"),
    "verified": Tag(_staff_l("Confirmed"), "good"),
}
"""By the state of the job's outcome."""
