"""What the plugin adds to the core."""

from collections.abc import Sequence

from punos.plugin import (
    Cycle,
    Enrolment,
    Event,
    FormSection,
    Group,
    Holding,
    Meeting,
    Message,
    Metric,
    Pages,
    Panel,
    Permission,
    Programme,
    ProgrammeModel,
    Refusal,
    Role,
    TodayItem,
    Work,
    hookimpl,
)
from punos_mentor_teams import (
    access,
    demo,
    figures,
    following,
    own,
    panels,
    privacy,
    service,
    views,
)
from punos_mentor_teams.model import TEAMS
from punos_mentor_teams.sections import FORM_SECTIONS


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """Who may match."""
    return access.PERMISSIONS


@hookimpl
def register_roles() -> Sequence[Role]:
    """Coordinators may everywhere, contact persons in their union."""
    return access.ROLES


@hookimpl
def register_programme_models() -> Sequence[ProgrammeModel]:
    """One mentee, preferably two mentors."""
    return (TEAMS,)


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
    """The unions and their workbenches."""
    return (views.pages,)


@hookimpl
def register_jobs() -> Sequence[str]:
    """Matching runs in the worker."""
    return (service.PROPOSE_JOB,)


@hookimpl
def collect_cycle_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """Where the teams stand."""
    return panels.cycle_panels(work, cycle)


@hookimpl
def collect_group_panels(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """For staff where a team finds another mentor; for a mentee that one is looked for."""
    if enrolment is None:
        return panels.team_panels(work, group)
    return own.own_panels(work, group, enrolment)


@hookimpl
def collect_today(work: Work, cycles: Sequence[Cycle]) -> Sequence[TodayItem]:
    """Who lost their only mentor, and drafts that wait."""
    return panels.today(work, cycles)


@hookimpl
def collect_metrics(work: Work, cycle: Cycle) -> Sequence[Metric]:
    """The figures of the cycle."""
    return figures.cycle_figures(work, cycle)


@hookimpl
def on_enrolment_changed(work: Work, enrolment: Enrolment, event: Event) -> None:
    """Applicants get to their union; whoever leaves, leaves drafts and teams."""
    following.follow_enrolment(work, enrolment, event)


@hookimpl
def on_group_changed(work: Work, group: Group, enrolment: Enrolment, event: Event) -> None:
    """A team goes on without one of its mentors."""
    following.follow_member(work, group, enrolment, event)


@hookimpl
def on_group_ended(work: Work, group: Group, members: Sequence[Enrolment]) -> None:
    """Everybody of a team that ended is free again."""
    following.follow_team(work, group, members)


@hookimpl
def on_demo_programme(work: Work, programme: Programme) -> None:
    """The demo's teams are proposed, published, and meet like any others."""
    demo.tell_story(work, programme)


@hookimpl
def decide_cycle_close(work: Work, cycle: Cycle) -> Sequence[Refusal]:
    """Each mentee who was in a team needs an outcome first."""
    return following.reasons_not_to_close(work, cycle)


@hookimpl
def after_meeting_held(work: Work, meeting: Meeting) -> Sequence[Message]:
    """What comes after the last planned meeting."""
    return own.after_the_plan(work, meeting)
