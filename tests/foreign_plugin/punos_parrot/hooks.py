"""What the parrot adds to Punos."""

from collections.abc import Sequence
from datetime import timedelta

from punos.plugin import (
    Cycle,
    Enrolment,
    LinkPurpose,
    Meeting,
    MenuItem,
    Pages,
    Panel,
    Permission,
    Refusal,
    Role,
    TodayItem,
    Work,
    hookimpl,
)
from punos_parrot import service
from punos_parrot.views import pages


@hookimpl
def register_permissions() -> Sequence[Permission]:
    return [Permission("parrot.see", "Hear it"), Permission("parrot.teach", "Teach it")]


@hookimpl
def register_roles() -> Sequence[Role]:
    both = frozenset({"parrot.see", "parrot.teach"})
    return [Role("trainer", "Trainer", both), Role("coordinator", "", both)]


@hookimpl
def register_link_purposes() -> Sequence[LinkPurpose]:
    may = frozenset({"parrot.see"})
    return [LinkPurpose("parrot_visit", "A visit", may, timedelta(days=7), "parrot.visit")]


@hookimpl
def register_pages() -> Sequence[Pages]:
    return [pages]


@hookimpl
def collect_menu() -> Sequence[MenuItem]:
    return [MenuItem("Parrot", "parrot.index", "parrot.see")]


@hookimpl
def collect_cycle_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    context = {"count": service.count(work), "slug": cycle.slug}
    return [Panel("What the parrot knows", "parrot/panel.html", "parrot.see", context)]


@hookimpl
def collect_today(work: Work) -> Sequence[TodayItem]:
    waiting = service.count(work)
    return [TodayItem("The parrot wants a word", "parrot.index", "parrot.see")] * (waiting == 0)


@hookimpl
def on_enrolment_changed(work: Work, enrolment: Enrolment) -> None:
    service.teach(work, enrolment.model_state, enrolment.id)


@hookimpl
def decide_cycle_close(work: Work) -> Sequence[Refusal]:
    return [Refusal("The parrot says no.")] if service.heard(work, "no") else []


@hookimpl
def decide_meeting_log(work: Work) -> Sequence[Refusal]:
    return [Refusal("The parrot is asleep.")] if service.heard(work, "sleep") else []


@hookimpl
def after_meeting_held(work: Work, meeting: Meeting) -> Sequence[str]:
    return [f"The parrot heard of {meeting.minutes} minutes."]
