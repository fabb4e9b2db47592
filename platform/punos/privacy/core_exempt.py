"""Tables of the core that hold nothing about the people of programmes, each with its reason."""

from punos.accounts.models import SignInAttempt
from punos.agreements.models import AgreementVersion
from punos.audit.models import AuditEvent, AuditSeal
from punos.enrolments.models import OwnQuestion
from punos.events.models import Event, EventCursor
from punos.extend.holdings import Holding, about_nobody
from punos.feedback.models import Adjustment
from punos.imports.models import ImportMapping, ImportWord
from punos.jobs.models import JobRun
from punos.matching.models import Proposal
from punos.materials.models import Material, MaterialVersion
from punos.meetings.models import MeetingMinutes
from punos.network import models as network
from punos.outcomes.models import OutcomeAggregate
from punos.partners.models import CyclePartner, MeetingPartner, Partner
from punos.privacy.models import Erasure
from punos.programmes.models import Cycle, Phase, Programme, ProgrammeVersion
from punos.reports.models import Report, ReportFile, Staffing
from punos.surveys.models import Survey, SurveyTemplate
from punos.tenancy.models import TenantConfig, TenantPlugin
from punos.units.models import Unit
from punos.writing.models import MessageTemplate

_SETTINGS = "what the association has set and written itself; nobody is asked for it"
_FIGURES = "counts of closed years, of nobody in particular"

EXEMPT: tuple[Holding, ...] = (
    about_nobody(SignInAttempt, "keyed hashes of account and address, forgotten after a day"),
    about_nobody(AuditEvent, "ids, field names and codes, never a value; sealed in a chain"),
    about_nobody(AuditSeal, "digests of audit rows"),
    about_nobody(Event, "ids and codes, never a value; plugins replay them"),
    about_nobody(EventCursor, "how far a plugin has read"),
    about_nobody(OwnQuestion, _SETTINGS),
    about_nobody(ImportMapping, "headings of files, and which question each answers"),
    about_nobody(ImportWord, "words for the choices of a form, and which choice each means"),
    about_nobody(JobRun, "ids, counts and codes of long work"),
    about_nobody(Proposal, "ids, counts and codes of a run of matching"),
    about_nobody(Material, _SETTINGS),
    about_nobody(MaterialVersion, _SETTINGS),
    about_nobody(AgreementVersion, _SETTINGS),
    about_nobody(MessageTemplate, _SETTINGS),
    about_nobody(SurveyTemplate, _SETTINGS),
    about_nobody(Survey, "what was asked of everybody of a role, and until when"),
    about_nobody(Partner, "who answers at another organisation, as that organisation tells it"),
    about_nobody(CyclePartner, "what an organisation does in a cycle"),
    about_nobody(
        Report, "sums and texts of staff, whose form asks to name nobody; quotes by their ids alone"
    ),
    about_nobody(ReportFile, "which files of a report were made"),
    about_nobody(Staffing, "how much working time a programme had, without names"),
    about_nobody(
        MeetingMinutes, "what was said at a meeting of everybody; its form asks to name nobody"
    ),
    about_nobody(MeetingPartner, "which organisation was invited to a meeting, and came"),
    about_nobody(
        Adjustment, "what was heard and changed; its form asks that nobody can be recognised"
    ),
    about_nobody(
        Erasure, "the id of somebody who was erased, so that a restored copy is erased too"
    ),
    about_nobody(Programme, _SETTINGS),
    about_nobody(ProgrammeVersion, _SETTINGS),
    about_nobody(Cycle, _SETTINGS),
    about_nobody(Phase, _SETTINGS),
    about_nobody(TenantConfig, _SETTINGS),
    about_nobody(TenantPlugin, _SETTINGS),
    about_nobody(Unit, _SETTINGS),
    about_nobody(OutcomeAggregate, _FIGURES),
    about_nobody(network.NetworkFact, _FIGURES),
    about_nobody(network.NetworkWindow, _FIGURES),
    about_nobody(network.NetworkShare, "which figures the association shares"),
    about_nobody(
        network.NetworkOnboarding, "an association to be; the address is its own account's"
    ),
    about_nobody(network.NetworkAnnouncement, "what the network tells its members"),
    about_nobody(network.ReceivedAnnouncement, "what the network has told"),
)
