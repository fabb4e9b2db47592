"""Every hook. The family, the word before the first underscore, fixes what a hook may do.

* `register_*` runs once at start. A raise stops the start and names the plugin.
* `collect_*` gives a list. It runs in a savepoint that is rolled back, so it can only read. One that
  raises is left out, logged, counted and shown to the administrator; the page stands.
* `on_*` is told of something in the transaction in which it happens. A raise undoes the whole step.
* `decide_*` is asked before a step. One no is a no; a raise is a no that names the plugin.
* `after_*` is `collect_*` after a step.

Plugins are called in the order of their names, and only those that the tenant has on.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from punos.access import LinkPurpose, Permission, Role
from punos.extend.contributions import MenuItem, Panel, Refusal, TodayItem
from punos.extend.markers import hookspec
from punos.i18n import Message

if TYPE_CHECKING:
    from punos.enrolments.models import Enrolment
    from punos.enrolments.sections import FormSection
    from punos.events.models import Event
    from punos.meetings.models import Meeting
    from punos.programmes.model import ProgrammeModel
    from punos.programmes.models import Cycle
    from punos.web.pages import Pages
    from punos.work import Work


@hookspec
def register_permissions() -> Sequence[Permission]:
    """Permissions that the plugin's routes and roles use.

    When: once at start. Conflict: a name that is taken stops the start. Since 1.0. Used by pairwise.
    """
    raise NotImplementedError


@hookspec
def register_roles() -> Sequence[Role]:
    """Roles, or permissions to add to the core's roles.

    When: once at start. Conflict: declarations of one role are joined. Since 1.0. Used by pairwise.
    """
    raise NotImplementedError


@hookspec
def register_link_purposes() -> Sequence[LinkPurpose]:
    """Purposes of signed links whose bearers come to the plugin's pages.

    When: once at start. Conflict: a name that is taken stops the start. Since 1.0. Used by pairwise.
    """
    raise NotImplementedError


@hookspec
def register_programme_models() -> "Sequence[ProgrammeModel]":
    """Kinds of programme.

    When: once at start. Conflict: a name that is taken stops the start. Since 1.0. Used by pairwise.
    """
    raise NotImplementedError


@hookspec
def register_pages() -> "Sequence[Pages]":
    """The plugin's pages: one section, named after the plugin, below `/<plugin>`.

    When: once at start. Conflict: a second section stops the start. Since 1.0. Used by pairwise.
    """
    raise NotImplementedError


@hookspec
def register_form_sections() -> "Sequence[FormSection]":
    """Parts of the application form, for the roles of a programme model.

    When: once at start. Conflict: a name that is taken stops the start. Since 1.0. Used by pairwise.
    """
    raise NotImplementedError


@hookspec
def register_jobs() -> Sequence[str]:
    """Long work, named `module:function`; only the worker imports it.

    When: once at start. Conflict: none. Since 1.0. Used by pairwise.
    """
    raise NotImplementedError


@hookspec
def collect_menu(work: "Work") -> Sequence[MenuItem]:
    """Entries of the main menu.

    When: each page of somebody signed in. Keep it free of SQL. Conflict: none, sorted by `order`.
    Since 1.0. Used by pairwise.
    """
    raise NotImplementedError


@hookspec
def collect_cycle_panels(work: "Work", cycle: "Cycle") -> Sequence[Panel]:
    """Parts of a cycle's page.

    When: the page is drawn. Conflict: none, sorted by `order`. Since 1.0. Used by pairwise.
    """
    raise NotImplementedError


@hookspec
def collect_today(work: "Work", cycles: "Sequence[Cycle]") -> Sequence[TodayItem]:
    """What waits for staff in these cycles.

    When: the first page of staff is drawn. Conflict: none, sorted by `order`. Since 1.0. Used by
    pairwise.
    """
    raise NotImplementedError


@hookspec
def on_enrolment_changed(work: "Work", enrolment: "Enrolment", event: "Event") -> None:
    """An enrolment was made, or has moved to another state.

    When: in the same transaction, after the fact is written. A raise undoes the step. Since 1.0.
    Used by pairwise.
    """
    raise NotImplementedError


@hookspec
def on_demo_cycle(work: "Work", cycle: "Cycle") -> None:
    """A cycle of the demo is starting: make of its accepted people the groups that they meet in.

    When: while the demo is loaded, never in production. A raise stops the loading. Since 1.0. Used by
    pairwise.
    """
    raise NotImplementedError


@hookspec
def decide_cycle_close(work: "Work", cycle: "Cycle") -> "Sequence[Refusal]":
    """Whether a cycle may be closed: the reasons why not, or nothing.

    When: before it is closed. Since 1.0. Used by pairwise.
    """
    raise NotImplementedError


@hookspec
def after_meeting_held(work: "Work", meeting: "Meeting") -> Sequence[Message]:
    """Sentences for the receipt of whoever logged the meeting.

    When: after the meeting is written, before the answer. Since 1.0. Used by pairwise.
    """
    raise NotImplementedError


FAMILIES = ("register_", "collect_", "on_", "decide_", "after_")

GIVES: dict[str, type | str] = {
    "register_permissions": Permission,
    "register_roles": Role,
    "register_link_purposes": LinkPurpose,
    # Types of layers above are told by the names of their classes.
    "register_programme_models": "ProgrammeModel",
    "register_pages": "Pages",
    "register_form_sections": "FormSection",
    "register_jobs": str,
    "collect_menu": MenuItem,
    "collect_cycle_panels": Panel,
    "collect_today": TodayItem,
    "decide_cycle_close": Refusal,
    "after_meeting_held": str,
}
"""What the items of a hook's list are; `str` stands for any plain text."""
