"""The accessibility statement, as the Act on the Provision of Digital Services (306/2019) asks for one."""

from datetime import date

from punos.face.views.base import pages
from punos.web.render import render
from punos.work import Work

REVIEWED = date(2026, 11, 22)
"""The day on which the statement was last compared with the pages."""


@pages.get("/accessibility", public=True)
def accessibility(work: Work) -> str:
    """How usable the pages are, what is known to be missing, where to write, who supervises."""
    return render("face/accessibility.html", contact=work.settings.contact, reviewed=REVIEWED)
