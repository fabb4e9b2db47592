"""What every visitor has a right to know about their data."""

from punos.enrolments.asked import asked_in
from punos.privacy.notice import kept
from punos.texts import pick
from punos.web.pages import Pages
from punos.web.render import render
from punos.web.views.site import openings
from punos.work import Work

pages = Pages("notices", __name__)
OWN = "own.privacy"


@pages.get("/privacy", public=True)
def privacy(work: Work) -> str:
    """Who answers for personal data, what is asked and why, and what rights one has."""
    contact = work.settings.contact
    controller = work.settings.get("controller", {})
    return render(
        "site/privacy.html",
        controller=controller.get("name") or pick(work.settings.names, work.language).value,
        business_id=controller.get("business_id"),
        address=controller.get("address") or contact.get("address"),
        email=controller.get("email") or contact.get("email"),
        phone=contact.get("phone"),
        kept=kept(work),
        may_see_own=work.actor.may(OWN),
        sections=asked_in(work, [opening["cycle"] for opening in openings(work)]),
    )
