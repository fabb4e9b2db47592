"""What the plugin adds to the core."""

from collections.abc import Sequence

from punos.plugin import (
    Cycle,
    Enrolment,
    FormSection,
    Group,
    Holding,
    Metric,
    Pages,
    Panel,
    Permission,
    Programme,
    ProgrammeModel,
    Refusal,
    ReportSection,
    Role,
    Suggestion,
    TodayItem,
    Work,
    hookimpl,
)
from punos_pairwise import (
    access,
    demo,
    figures,
    following,
    panels,
    privacy,
    reporting,
    service,
    views,
)
from punos_pairwise.circles import own as own_circles
from punos_pairwise.circles import panels as circle_panels
from punos_pairwise.circles.planning import JOB as CIRCLES_JOB
from punos_pairwise.model import PAIRWISE
from punos_pairwise.sections import FORM_SECTIONS


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """Who may match."""
    return access.PERMISSIONS


@hookimpl
def register_roles() -> Sequence[Role]:
    """Coordinators and administrators may."""
    return access.ROLES


@hookimpl
def register_programme_models() -> Sequence[ProgrammeModel]:
    """One mentee, one mentor."""
    return (PAIRWISE,)


@hookimpl
def register_form_sections() -> Sequence[FormSection]:
    """What applicants are asked."""
    return FORM_SECTIONS


@hookimpl
def register_holdings() -> Sequence[Holding]:
    """What its tables hold about people."""
    return privacy.HOLDINGS


@hookimpl
def register_pages() -> Sequence[Pages]:
    """The matching workbench."""
    return (views.pages,)


@hookimpl
def register_jobs() -> Sequence[str]:
    """Matching runs in the worker, and so does finding circles."""
    return (service.PROPOSE_JOB, CIRCLES_JOB)


@hookimpl
def collect_cycle_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """Where matching stands, and who is in which circle."""
    return (*panels.cycle_panels(work, cycle), *circle_panels.cycle_panels(work, cycle))


@hookimpl
def collect_group_panels(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """For the members of a circle who is in it, and for a pair when its circle meets."""
    return own_circles.group_panels(work, group, enrolment)


@hookimpl
def collect_metrics(work: Work, cycle: Cycle) -> Sequence[Metric]:
    """What the cycle's mentees and pairs come to."""
    return figures.cycle_figures(work, cycle)


@hookimpl
def collect_report_sections(work: Work, cycles: Sequence[Cycle]) -> Sequence[ReportSection]:
    """Pairs by city and unit."""
    return reporting.sections(work, cycles)


@hookimpl
def collect_today(work: Work, cycles: Sequence[Cycle]) -> Sequence[TodayItem]:
    """Drafts that wait to be published, and pairs that wait for a circle."""
    return (*panels.today(work, cycles), *circle_panels.today(work, cycles))


@hookimpl
def on_enrolment_changed(work: Work, enrolment: Enrolment) -> None:
    """Somebody who leaves is taken out of the draft, and out of their pair."""
    following.follow_enrolment(work, enrolment)


@hookimpl
def on_group_ended(work: Work, group: Group, members: Sequence[Enrolment]) -> None:
    """Both of a pair that ended are free again."""
    following.follow_group(work, group, members)


@hookimpl
def on_match_agreed(work: Work, cycle: Cycle, suggestion: Suggestion) -> None:
    """Two who were asked first want to meet: they are a pair."""
    if cycle.programme.model == PAIRWISE.name:
        service.pair_agreed(work, cycle, suggestion)


@hookimpl
def on_demo_programme(work: Work, programme: Programme) -> None:
    """The demo's pairs are proposed and published like any others."""
    demo.tell_story(work, programme)


@hookimpl
def decide_cycle_close(work: Work, cycle: Cycle) -> Sequence[Refusal]:
    """Each mentee who was in a pair needs an outcome first."""
    return following.reasons_not_to_close(work, cycle)
