"""A programme model of the tests' own: circles, which people join and leave, with themed meetings."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import Schema, fields

from punos.enrolments.models import Enrolment
from punos.extend import Panel, Plugin, Refusal, hookimpl
from punos.groups.models import Group
from punos.programmes.model import GroupKind, ModelState, PlannedMeeting, ProgrammeModel
from punos.web.pages import Pages

THEMES = ("start", "network", "goal")


class CircleSettings(Schema):
    """What an association sets for its circles."""

    meetings = fields.Integer(load_default=0)


def planned(settings: Mapping[str, Any], unit: str | None) -> Sequence[PlannedMeeting]:
    """So many meetings without a theme as are set; else themed ones, fewer in units named "few"."""
    if settings["meetings"]:
        return [PlannedMeeting(None, {}, 60)] * settings["meetings"]
    themes = THEMES[:2] if unit and unit.startswith("few") else THEMES
    return [PlannedMeeting(one, {"en": f"The {one}"}, 75) for one in themes]


CIRCLES = ProgrammeModel(
    name="circles",
    label="Circles",
    settings_schema=CircleSettings,
    schema_version=1,
    roles={"guest": "Guest", "host": "Host"},
    states=(
        ModelState("applied", "candidate", "Applied", to=("accepted",)),
        ModelState("accepted", "active", "Accepted", at_close="completed"),
        ModelState("completed", "ended", "Completed", completes=True),
    ),
    group_kinds=(
        GroupKind("circle", "Circle", frozenset({"guest"}), open=True),
        GroupKind("closed", "Closed circle"),
        GroupKind("camp", "Camp", open=True, self_led=False),
    ),
    plan=planned,
    open_kinds=frozenset({"clinic"}),
)


pages = Pages("circles", "tests.groups", url_prefix="/circles")


class CircleHooks:
    """The plugin's hooks; a test may fill `reasons` and read `told`."""

    reasons: ClassVar[list[str]] = []
    told: ClassVar[list[tuple[str, UUID, UUID]]] = []

    @hookimpl
    def register_programme_models(self) -> Sequence[ProgrammeModel]:
        """The one model."""
        return [CIRCLES]

    @hookimpl
    def register_pages(self) -> Sequence[Pages]:
        """No page, but templates."""
        return [pages]

    @hookimpl
    def collect_group_panels(self, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
        """Whose page it is."""
        if enrolment is None:
            known = {"whose": f"for staff of {group.kind}"}
            return [Panel("Staff’s part", "circles/panel.html", "groups.read", known)]
        known = {"whose": f"for the {enrolment.role}"}
        return [Panel("Your part", "circles/panel.html", "own.groups", known)]

    @hookimpl
    def on_group_changed(self, group: Group, enrolment: Enrolment, event: Any) -> None:
        """Remember."""
        self.told.append((event.kind, group.id, enrolment.id))

    @hookimpl
    def decide_meeting_log(self) -> Sequence[Refusal]:
        """No, for each reason."""
        return [Refusal(reason) for reason in self.reasons]


def circles_plugin() -> Plugin:
    """The plugin, made afresh."""
    folder = Path(__file__).parent
    return Plugin("circles", "tests", "1", ">=1,<2", "Circles", "A test's", CircleHooks(), folder)
