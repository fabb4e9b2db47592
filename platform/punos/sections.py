"""The sections of the site, in the order in which they are mounted, and the core's menu."""

from punos.accounts import views as accounts
from punos.advice import views as advice
from punos.agreements import views as agreements
from punos.care import views as care
from punos.certificates import views as certificates
from punos.desk import views as desk
from punos.desk import views_handover, views_look, views_wording
from punos.directory import views as directory
from punos.employers import views as employers
from punos.enrolments import views as enrolments
from punos.extend import MenuItem
from punos.face import views as face
from punos.feedback import views as feedback
from punos.feeds import views as feeds
from punos.groups import views as groups
from punos.imports import views as imports
from punos.inquiries import views as inquiries
from punos.interviews import views as interviews
from punos.matching import views as matching
from punos.materials import views as materials
from punos.meetings import views as meetings
from punos.metrics import views as metrics
from punos.network import views as network
from punos.notes import views as notes
from punos.outcomes import views as outcomes
from punos.partners import views as partners
from punos.people import views as people
from punos.people import views_merging as alike
from punos.privacy import views as privacy
from punos.programmes import views as programmes
from punos.referrals import views as referrals
from punos.reports import views as reports
from punos.starting import views as starting
from punos.surveys import views as surveys
from punos.trainings import views as trainings
from punos.waiting import Waiting
from punos.web.views import health, notices, site
from punos.writing import views as writing

ALL = (
    health.pages,
    site.pages,
    notices.pages,
    face.pages,
    accounts.pages,
    programmes.pages,
    starting.pages,
    enrolments.pages,
    interviews.pages,
    matching.pages,
    partners.pages,
    imports.pages,
    groups.pages,
    meetings.pages,
    outcomes.pages,
    metrics.pages,
    agreements.pages,
    employers.pages,
    advice.pages,
    trainings.pages,
    directory.pages,
    care.pages,
    surveys.pages,
    feedback.pages,
    feeds.pages,
    certificates.pages,
    reports.pages,
    people.pages,
    alike.pages,
    notes.pages,
    materials.pages,
    writing.pages,
    inquiries.pages,
    privacy.pages,
    referrals.pages,
    network.pages,
    desk.pages,
    views_handover.pages,
    views_look.pages,
    views_wording.pages,
)
MENU: tuple[MenuItem, ...] = (
    *programmes.MENU,
    *people.MENU,
    *writing.MENU,
    *reports.MENU,
    *inquiries.MENU,
    *privacy.MENU,
    *referrals.MENU,
    *network.MENU,
    *desk.MENU,
    *accounts.MENU,
)
WAITING: tuple[Waiting, ...] = (
    *outcomes.WAITING,
    *interviews.WAITING,
    *agreements.WAITING,
    *care.WAITING,
    *employers.WAITING,
    *inquiries.WAITING,
    *notes.WAITING,
    *feedback.WAITING,
    *trainings.WAITING,
    *privacy.WAITING,
)
"""What of the core's waits for staff; see `punos.waiting`."""
