"""What the plugin adds to the core."""

from collections.abc import Sequence

from punos.plugin import (
    Audience,
    Cycle,
    Enrolment,
    Event,
    Group,
    Holding,
    LinkPurpose,
    MenuItem,
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
from punos_gatherings import (
    access,
    camp,
    cycle_panels,
    demo,
    figures,
    needs,
    own_panels,
    path_panels,
    privacy,
    sign_up,
    today,
    views,
)
from punos_gatherings.model import GATHERINGS
from punos_gatherings.views.lists import AUDIENCES


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """What may be granted here."""
    return access.PERMISSIONS


@hookimpl
def register_roles() -> Sequence[Role]:
    """Who holds it."""
    return access.ROLES


@hookimpl
def register_link_purposes() -> Sequence[LinkPurpose]:
    """Links to one's own places, and to one employment that is to be confirmed."""
    return access.PURPOSES


@hookimpl
def register_programme_models() -> Sequence[ProgrammeModel]:
    """Group meetings, a camp, events."""
    return (GATHERINGS,)


@hookimpl
def register_holdings() -> Sequence[Holding]:
    """What its tables hold about people."""
    return privacy.HOLDINGS


@hookimpl
def register_pages() -> Sequence[Pages]:
    """The plugin's pages."""
    return (views.pages,)


@hookimpl
def register_audiences() -> Sequence[Audience]:
    """Who comes to a camp, and who to the season."""
    return AUDIENCES


@hookimpl
def register_due() -> Sequence[str]:
    """Offers that were not answered end; what people needed at a camp is erased after it."""
    return ("punos_gatherings.seats:expire_due", "punos_gatherings.needs:erase_needs")


@hookimpl
def on_enrolment_changed(work: Work, enrolment: Enrolment) -> None:
    """Whoever leaves the programme gives up their places, and leaves the circle."""
    camp.follow_enrolment(work, enrolment)
    sign_up.follow_enrolment(work, enrolment)


@hookimpl
def on_group_changed(work: Work, group: Group, enrolment: Enrolment, event: Event) -> None:
    """Whoever was taken out of a camp or a circle has given up the places there."""
    if event.kind == "group.left":
        camp.follow_group(work, group, enrolment)
        sign_up.follow_circle(work, group, enrolment)


@hookimpl
def on_group_ended(work: Work, group: Group) -> None:
    """A camp whose group ends before it is over is cancelled."""
    camp.follow_end(work, group)


@hookimpl
def on_event(work: Work, event: Event) -> None:
    """What somebody needs at a camp goes with the consent to know it."""
    needs.follow_consent(work, event)


@hookimpl
def decide_cycle_close(work: Work, cycle: Cycle) -> Sequence[Refusal]:
    """A camp has to be over first, or cancelled."""
    return camp.reasons_not_to_close(work, cycle)


@hookimpl
def collect_cycle_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """The season, the camps and the events of the cycle, and who has found work."""
    return cycle_panels.cycle_panels(work, cycle)


@hookimpl
def collect_menu() -> Sequence[MenuItem]:
    """Their own places, for participants who are signed in."""
    return own_panels.MENU


@hookimpl
def collect_group_panels(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """The same on the page of their circle or camp."""
    return own_panels.own_panels(work, group, enrolment)


@hookimpl
def on_demo_programme(work: Work, programme: Programme) -> None:
    """A season that has ended and one that runs."""
    demo.tell_story(work, programme)


@hookimpl
def collect_metrics(work: Work, cycle: Cycle) -> Sequence[Metric]:
    """The figures of a cycle of gatherings."""
    return figures.cycle_figures(work, cycle)


@hookimpl
def collect_today(work: Work, cycles: Sequence[Cycle]) -> Sequence[TodayItem]:
    """Tonight's door, whom to call about a place, and work that waits for a second person."""
    return (*today.today(work, cycles), *path_panels.path_today(work, cycles))
