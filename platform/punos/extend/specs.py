"""Every hook. The family, the word before the first underscore, fixes what a hook may do.

* `register_*` runs once, when a process starts. A raise stops the start and names the plugin.
* `collect_*` gives a list. It runs in a savepoint that is rolled back, so it can only read. One that
  raises is left out, logged, counted and shown to the administrator; the page stands.
* `on_*` is told of something in the transaction in which it happens, and may write. A raise undoes
  the whole step and names the plugin.
* `decide_*` is asked before a step, and can only read. One no is a no; a raise is a no that names the
  plugin.
* `after_*` is `collect_*` after a step.

Plugins are called in the order of their names, and only those that the tenant has on; `collect_*`
calls suspended ones, too. An implementation may leave out arguments that it does not need.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from punos.access import LinkPurpose, Permission, Role
from punos.extend.contributions import (
    MenuItem,
    Metric,
    Panel,
    Refusal,
    ReportSection,
    TodayItem,
)
from punos.extend.holdings import Holding
from punos.extend.markers import hookspec
from punos.i18n import Message

if TYPE_CHECKING:
    from punos.enrolments.models import Enrolment
    from punos.enrolments.sections import FormSection
    from punos.events.models import Event
    from punos.groups.models import Group
    from punos.matching.models import Suggestion
    from punos.meetings.models import Meeting
    from punos.programmes.model import ProgrammeModel
    from punos.programmes.models import Cycle, Programme
    from punos.web.pages import Pages
    from punos.work import Work
    from punos.writing.audiences import Audience


@hookspec
def register_permissions() -> Sequence[Permission]:
    """Permissions that the plugin's pages and roles use.

    Gives: permissions whose names begin with the plugin's name and a dot.
    Conflict: a name that is taken stops the start.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def register_roles() -> Sequence[Role]:
    """Roles of the plugin's own, and permissions that it adds to other roles.

    Gives: roles with a label, which are new; and roles without one, which add permissions of the
    plugin's own to the role of that name.
    Conflict: a new role whose name is taken stops the start; additions are joined.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def register_link_purposes() -> Sequence[LinkPurpose]:
    """What signed links are for whose bearers come to the plugin's pages.

    Gives: purposes, each with what its bearer may do, how long, how often, and the page it leads to.
    Conflict: a name that is taken stops the start.
    Since 1.0, used by the parrot of the tests.
    """
    raise NotImplementedError


@hookspec
def register_programme_models() -> "Sequence[ProgrammeModel]":
    """Kinds of programme: their roles, states, groups and settings.

    Gives: programme models.
    Conflict: a name that is taken stops the start.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def register_pages() -> "Sequence[Pages]":
    """The plugin's pages: one section that is named after the plugin, below `/<plugin>`.

    Gives: the section. Each of its routes states a permission, or that it is public.
    Conflict: a second section, or one of another name, stops the start.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def register_form_sections() -> "Sequence[FormSection]":
    """Parts of the application form, for some roles of some programme model or for all.

    Gives: sections; what is answered is kept in the enrolment under the section's name. Each is a page
    of the form; one whose schema declares `topics` has a page for each topic.
    Conflict: a name that is taken stops the start.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def register_audiences() -> "Sequence[Audience]":
    """Lists of people of the plugin's own to whom staff may write.

    Gives: audiences whose names begin with the plugin's name and a dot; a page that shows such a list
    leads to its message by `writing/_write.html`.
    Conflict: a name that is taken, or begins otherwise, stops the start.
    Since 1.0, used by gatherings.
    """
    raise NotImplementedError


@hookspec
def register_jobs() -> Sequence[str]:
    """Long work that the worker does.

    Gives: names such as "punos_pairwise.propose:propose_pairs"; the web process never imports them.
    Conflict: none, since a job is named by its module.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def collect_menu(work: "Work") -> Sequence[MenuItem]:
    """Entries of the main menu.

    When: each page of somebody who is signed in, so keep it free of SQL.
    Gives: entries; each is shown to those who hold its permission.
    Conflict: none, they stand by `order`.
    Since 1.0, used by the parrot of the tests.
    """
    raise NotImplementedError


@hookspec
def register_due() -> Sequence[str]:
    """Work for later: functions that find, once a minute, what is due by `punos.clock`.

    Gives: names such as "punos_gatherings.offers:expire", each a function that takes the work and
    does a bounded amount; the worker asks them at each association that has the plugin on.
    Conflict: none, since a function is named by its module. One that fails is logged and undone; the
    others do their work.
    Since 1.0, used by gatherings.
    """
    raise NotImplementedError


@hookspec
def register_holdings() -> Sequence[Holding]:
    """What the plugin's tables hold about people: for whom, why, how long, what erasure does.

    Gives: a holding for each of its tables; `about_nobody(Model, "…")` for one that holds nothing.
    Conflict: none; a table of the plugin's that none speaks for fails the catalogue's sweep.
    Since 1.0, used by gatherings.
    """
    raise NotImplementedError


@hookspec
def register_commands() -> Sequence[str]:
    """Commands of the command line, each a click command or group.

    Gives: names such as "punos_payouts.commands:ledger", called as `punos ledger`; no other process
    imports them.
    Conflict: a name that is taken stops the command line.
    Since 1.0, used by payouts.
    """
    raise NotImplementedError


@hookspec
def collect_cycle_panels(work: "Work", cycle: "Cycle") -> Sequence[Panel]:
    """Parts of a cycle's page.

    When: the page of `cycle` is drawn.
    Gives: panels; each is shown to those who hold its permission, drawn from its template.
    Conflict: none, they stand by `order`.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def collect_group_panels(
    work: "Work", group: "Group", enrolment: "Enrolment | None"
) -> Sequence[Panel]:
    """Parts of a group's page: of the one that its members see, and of the one for staff.

    When: the page of `group` is drawn; `enrolment` is the reader's own, None for staff.
    Gives: panels; each is shown to those who hold its permission (members hold "own.groups"), drawn
    from its template.
    Conflict: none, they stand by `order`; those below 0 stand before all else.
    Since 1.0, used by mentor_teams.
    """
    raise NotImplementedError


@hookspec
def collect_metrics(work: "Work", cycle: "Cycle") -> Sequence[Metric]:
    """Figures of a cycle.

    When: the page of `cycle` is drawn. Give figures of the plugin's own programme model alone.
    Gives: figures, of what the reader may see: somebody limited to a unit sees her unit's.
    Conflict: none, all are shown.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def collect_report_sections(
    work: "Work", cycles: "Sequence[Cycle]", audience: str
) -> Sequence[ReportSection]:
    """Parts of a report to a funder about these cycles of one programme, in the language of `work`.

    When: the worker works a report out. `audience` is "city" or "stea". Give sections of the plugin's
    own programme model alone. What names somebody has no place in a report. Say of figures and tables
    about people that they are `personal`, and how they hang together (`same`, `total`, `excluding`,
    `same_as`, `apart`): the core hides what is small, and what would give it away.
    Gives: sections; those of one name are joined.
    Conflict: none, they stand by `order`: people 10, meetings 30, surveys 40, outcomes 50, partners 80.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def collect_today(work: "Work", cycles: "Sequence[Cycle]") -> Sequence[TodayItem]:
    """What waits for staff.

    When: the first page of staff is drawn; `cycles` are those that are open or running.
    Gives: items, each with the page on which it is done, shown to those who hold its permission.
    Where `count` is a scalar subquery, all plugins' are counted in one statement, and `text` is a
    function of the number; none is shown for 0.
    Conflict: none, they stand by `order`.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def on_enrolment_changed(work: "Work", enrolment: "Enrolment", event: "Event") -> None:
    """An enrolment was made, or has moved to another state or unit, as `event.kind` says.

    When: after the fact and its `event` are written, before they are committed.
    Conflict: none, every plugin is told.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def on_group_ended(
    work: "Work", group: "Group", members: "Sequence[Enrolment]", event: "Event"
) -> None:
    """A group has ended; `members` were in it until now.

    When: after the fact and its `event` are written, before they are committed.
    Conflict: none, every plugin is told.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def on_group_changed(work: "Work", group: "Group", enrolment: "Enrolment", event: "Event") -> None:
    """Somebody has joined a group that stands, or has left one that goes on without them.

    When: after the fact and its `event` (group.joined or group.left) are written, before they are
    committed. Groups that begin or end are not told of here.
    Conflict: none, every plugin is told.
    Since 1.0, used by mentor_teams.
    """
    raise NotImplementedError


@hookspec
def on_match_agreed(work: "Work", cycle: "Cycle", suggestion: "Suggestion") -> None:
    """Two who were asked first whether they want to meet have said yes: let them meet.

    When: after the last answer is written, before it is committed, while the cycle is held. The plugin
    whose programme model the cycle's is forms the group and sets the suggestion's `group_id`, and its
    `state` to "published"; while none does, the answer is refused.
    Conflict: none, every plugin is told; each looks at `cycle.programme.model` first.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def on_event(work: "Work", event: "Event") -> None:
    """Something happened, of whatever kind and in whatever programme; `event` says what, by ids.

    When: after the fact and its `event` are written, before they are committed; and again for each
    event that came while the plugin was suspended, so it must bear being told of one twice.
    Conflict: none, every plugin is told.
    Since 1.0, used by payouts.
    """
    raise NotImplementedError


@hookspec
def on_demo_act(work: "Work", act: int) -> None:
    """One of the acts, numbered from 1, in which the demo's tenants deal with one another.

    When: while the demo is loaded, at each tenant of whatever kind, after its programmes; between two
    acts everything that was sent over the border arrives. An act may be repeated after a start that
    was cut short. Never in production.
    Conflict: none, every plugin is told.
    Since 1.0, used by payouts.
    """
    raise NotImplementedError


@hookspec
def on_demo_programme(work: "Work", programme: "Programme") -> None:
    """A programme of the demo is there: make its cycles and what happened in them so far.

    When: while the demo is loaded, never in production. A raise stops the loading.
    Conflict: none, every plugin is told.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def decide_cycle_close(work: "Work", cycle: "Cycle") -> Sequence[Refusal]:
    """Whether a cycle may be closed.

    When: before it is closed, while its row is held. Locks that a plugin takes are kept.
    Gives: the reasons why not, or nothing.
    Conflict: one no is a no; all reasons are shown.
    Since 1.0, used by pairwise.
    """
    raise NotImplementedError


@hookspec
def decide_meeting_log(work: "Work", group: "Group") -> Sequence[Refusal]:
    """Whether a group may log that it has met.

    When: before the meeting is written.
    Gives: the reasons why not, or nothing; they are shown above the form, with all that was typed.
    Conflict: one no is a no; all reasons are shown.
    Since 1.0, used by the parrot of the tests.
    """
    raise NotImplementedError


@hookspec
def decide_tenant_close(work: "Work") -> Sequence[Refusal]:
    """Whether the association may leave for good, with all its rows deleted.

    When: an operator asks for it, before anything is changed. Only what others still wait for is a
    reason; the operator can overrule it.
    Gives: the reasons why not, or nothing.
    Conflict: one no is a no; all reasons are shown.
    Since 1.0, used by payouts.
    """
    raise NotImplementedError


@hookspec
def after_meeting_held(work: "Work", meeting: "Meeting") -> Sequence[Message]:
    """Sentences for the receipt of whoever logged the meeting.

    When: after the meeting is written, before the answer.
    Gives: texts, shown one below the other.
    Conflict: none, all are shown.
    Since 1.0, used by mentor_teams.
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
    "register_audiences": "Audience",
    "register_jobs": str,
    "register_due": str,
    "register_holdings": Holding,
    "register_commands": str,
    "collect_menu": MenuItem,
    "collect_cycle_panels": Panel,
    "collect_group_panels": Panel,
    "collect_metrics": Metric,
    "collect_report_sections": ReportSection,
    "collect_today": TodayItem,
    "decide_cycle_close": Refusal,
    "decide_meeting_log": Refusal,
    "decide_tenant_close": Refusal,
    "after_meeting_held": str,
}
"""What the items of a hook's list are; `str` stands for any plain text."""
