"""What can happen: each kind of event with its version.

A version rises when the meaning of a kind's data changes; old rows keep the version they were
written with, so a handler can tell them apart.
"""

KINDS: dict[str, int] = {
    "enrolment.applied": 1,
    "enrolment.placed": 1,
    "enrolment.state": 1,
    "group.activated": 1,
    "group.ended": 1,
    "group.joined": 1,
    "group.left": 1,
    "meeting.held": 1,
    "outcome.recorded": 1,
    "outcome.verified": 1,
    "outcome.withdrawn": 1,
    "consent.given": 1,
    "consent.withdrawn": 1,
    "cycle.closed": 1,
    "referral.accepted": 1,
}
