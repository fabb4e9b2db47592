"""What plugins may use of meetings."""

from punos.meetings.attendance import attendance_of
from punos.meetings.models import Attendance, Meeting
from punos.meetings.plan import plan_of
from punos.meetings.planning import (
    cancel_meeting,
    hold_meeting,
    mark,
    move_meeting,
    plan_meeting,
    restore_meeting,
)
from punos.meetings.service import held_counts, log_meeting, meetings_of
from punos.meetings.topics import topics_field

__all__ = [
    "Attendance",
    "Meeting",
    "attendance_of",
    "cancel_meeting",
    "held_counts",
    "hold_meeting",
    "log_meeting",
    "mark",
    "meetings_of",
    "move_meeting",
    "plan_meeting",
    "plan_of",
    "restore_meeting",
    "topics_field",
]
