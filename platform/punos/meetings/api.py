"""What plugins may use of meetings."""

from punos.meetings.models import Attendance, Meeting
from punos.meetings.service import held_counts, log_meeting, meetings_of

__all__ = ["Attendance", "Meeting", "held_counts", "log_meeting", "meetings_of"]
