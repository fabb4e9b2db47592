"""The single import surface of plugins. What is not here is not promised to stay.

A plugin imports this module and nothing else of Punos; `API_VERSION` says which promises it holds.
"""

from punos import clock
from punos.access import LinkPurpose, Permission, Principal, Role, scope
from punos.accounts.api import issue_link
from punos.db import (
    TenantRow,
    belongs_to,
    insert_once,
    json_object,
    local_text,
    lock_row,
    points_at,
    ref,
    utc,
)
from punos.db.policy import wall
from punos.enrolments.api import Enrolment, FormSection, lock_enrolment, lock_enrolments, move
from punos.errors import Absent, Refused
from punos.events.api import Event, replay
from punos.extend import (
    API_VERSION,
    MenuItem,
    Panel,
    Plugin,
    PluginState,
    Refusal,
    TodayItem,
    hookimpl,
)
from punos.forms import Form, LanguageLevels, PunosSchema, field_info, language_name
from punos.groups.api import (
    Group,
    Membership,
    activate_group,
    add_member,
    end_group,
    groups_of,
    leave_group,
    memberships,
)
from punos.i18n import (
    Catalogues,
    Message,
    format_date,
    format_datetime,
    format_list,
    format_number,
    format_percent,
    language,
    locale,
    use_language,
)
from punos.ids import new_id
from punos.jobs.api import JobRun, defer, latest, progress, start
from punos.mail.api import greeted, queue_mail
from punos.meetings.api import (
    Attendance,
    Meeting,
    attendance_of,
    cancel_meeting,
    held_counts,
    hold_meeting,
    log_meeting,
    mark,
    meetings_of,
    move_meeting,
    plan_meeting,
    plan_of,
)
from punos.occupations.api import NEARNESS as OCCUPATION_NEARNESS
from punos.occupations.api import every as every_occupation
from punos.occupations.api import label as occupation_label
from punos.occupations.api import nearness as occupation_nearness
from punos.occupations.api import search as search_occupations
from punos.occupations.api import shared_digits
from punos.outcomes.api import Outcome, outcomes_at, record_outcome
from punos.people.api import Person
from punos.programmes.api import (
    Cycle,
    GroupKind,
    ModelState,
    PlannedMeeting,
    Programme,
    ProgrammeModel,
    cycle_by_slug,
    lock_cycle,
    model_of,
    settings_of,
)
from punos.texts import fold, pick, sort_key
from punos.units.api import Unit, unit_by_slug, units
from punos.web.lists import PageLink
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

__all__ = [
    "API_VERSION",
    "OCCUPATION_NEARNESS",
    "Absent",
    "Attendance",
    "Catalogues",
    "Cycle",
    "Enrolment",
    "Event",
    "Form",
    "FormSection",
    "Group",
    "GroupKind",
    "JobRun",
    "LanguageLevels",
    "LinkPurpose",
    "Meeting",
    "Membership",
    "MenuItem",
    "Message",
    "ModelState",
    "Outcome",
    "PageLink",
    "Pages",
    "Panel",
    "Permission",
    "Person",
    "PlannedMeeting",
    "Plugin",
    "PluginState",
    "Principal",
    "Programme",
    "ProgrammeModel",
    "PunosSchema",
    "Refusal",
    "Refused",
    "Role",
    "TenantRow",
    "TodayItem",
    "Unit",
    "Work",
    "activate_group",
    "add_member",
    "attendance_of",
    "belongs_to",
    "cancel_meeting",
    "clock",
    "cycle_by_slug",
    "defer",
    "end_group",
    "every_occupation",
    "field_info",
    "fold",
    "format_date",
    "format_datetime",
    "format_list",
    "format_number",
    "format_percent",
    "greeted",
    "groups_of",
    "held_counts",
    "hold_meeting",
    "hookimpl",
    "insert_once",
    "issue_link",
    "json_object",
    "language",
    "language_name",
    "latest",
    "leave_group",
    "local_text",
    "locale",
    "lock_cycle",
    "lock_enrolment",
    "lock_enrolments",
    "lock_row",
    "log_meeting",
    "mark",
    "meetings_of",
    "memberships",
    "model_of",
    "move",
    "move_meeting",
    "new_id",
    "occupation_label",
    "occupation_nearness",
    "outcomes_at",
    "pick",
    "plan_meeting",
    "plan_of",
    "points_at",
    "progress",
    "queue_mail",
    "record_outcome",
    "ref",
    "render",
    "replay",
    "scope",
    "search_occupations",
    "see_other",
    "settings_of",
    "shared_digits",
    "sort_key",
    "start",
    "unit_by_slug",
    "units",
    "use_language",
    "utc",
    "wall",
]
