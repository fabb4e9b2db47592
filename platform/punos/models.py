"""Every model of the core, imported once so that relationships by name can be resolved."""

from punos.accounts import models as accounts
from punos.advice import models as advice
from punos.agreements import models as agreements
from punos.audit import models as audit
from punos.border import models as border
from punos.care import models as care
from punos.certificates import models as certificates
from punos.directory import models as directory
from punos.employers import models as employers
from punos.enrolments import models as enrolments
from punos.events import models as events
from punos.feedback import models as feedback
from punos.files import models as files
from punos.groups import models as groups
from punos.imports import models as imports
from punos.inquiries import models as inquiries
from punos.interviews import models as interviews
from punos.jobs import models as jobs
from punos.mail import models as mail
from punos.matching import models as matching
from punos.materials import models as materials
from punos.meetings import models as meetings
from punos.network import models as network
from punos.notes import models as notes
from punos.outcomes import models as outcomes
from punos.partners import models as partners
from punos.people import models as people
from punos.privacy import models as privacy
from punos.programmes import models as programmes
from punos.referrals import models as referrals
from punos.reports import models as reports
from punos.surveys import models as surveys
from punos.tenancy import models as tenancy
from punos.trainings import models as trainings
from punos.units import models as units
from punos.writing import models as writing

__all__ = [
    "accounts",
    "advice",
    "agreements",
    "audit",
    "border",
    "care",
    "certificates",
    "directory",
    "employers",
    "enrolments",
    "events",
    "feedback",
    "files",
    "groups",
    "imports",
    "inquiries",
    "interviews",
    "jobs",
    "mail",
    "matching",
    "materials",
    "meetings",
    "network",
    "notes",
    "outcomes",
    "partners",
    "people",
    "privacy",
    "programmes",
    "referrals",
    "reports",
    "surveys",
    "tenancy",
    "trainings",
    "units",
    "writing",
]
