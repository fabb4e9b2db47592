"""The section that all pages about referrals belong to, and what they share."""

from typing import Any

from flask import url_for

from punos.i18n import _staff, _staff_l
from punos.web.lists import Tag
from punos.web.pages import Pages

pages = Pages("referrals", "punos.referrals")
MANAGE = "referrals.manage"
ASSOCIATION = "association"

SENT_STATES = {
    "asked": Tag(_staff_l("Asked, no answer yet"), "wait"),
    "refused": Tag(_staff_l("They said no")),
    "sent": Tag(_staff_l("Handed over, not decided yet"), "wait"),
    "accepted": Tag(_staff_l("Accepted"), "good"),
    "declined": Tag(_staff_l("Declined"), "bad"),
    "withdrawn": Tag(_staff_l("Taken back")),
    "expired": Tag(_staff_l("Consent ended")),
    "failed": Tag(_staff_l("Could not be handed over"), "bad"),
}
RECEIVED_STATES = {
    "waiting": Tag(_staff_l("Waits for your answer"), "wait"),
    "accepted": Tag(_staff_l("Accepted"), "good"),
    "declined": Tag(_staff_l("Declined")),
    "erased": Tag(_staff_l("Consent ended")),
}


def crumbs(*more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    """Where a page about referrals stands."""
    return [(_staff("Referrals"), url_for("referrals.sent")), *more]
