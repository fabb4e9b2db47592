"""The link to one's own places, which the plugin's mails carry."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from punos.plugin import Enrolment, Work, clock, issue_link
from punos_gatherings.access import SEAT_LINK

KEPT_AFTER_END = timedelta(days=60)


def place_link(work: Work, enrolment: Enrolment) -> str:
    """A new link to all the places of this enrolment, until sixty days after the cycle's last day."""
    last = datetime.combine(enrolment.cycle.ends_on, time.max, ZoneInfo(clock.DEFAULT_ZONE))
    return issue_link(
        work,
        SEAT_LINK,
        "enrolment",
        enrolment.id,
        person_id=enrolment.person_id,
        lifetime=max(last + KEPT_AFTER_END - clock.now(), timedelta(days=1)),
    )
