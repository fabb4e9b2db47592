"""The parts that an application form is made of: the core's own, and those that plugins give."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from punos.enrolments import heard, own_questions
from punos.enrolments.eligibility import needed
from punos.errors import ConfigurationError
from punos.extend import PluginRegistry, PluginState
from punos.forms import PunosSchema
from punos.i18n import _l, own_name
from punos.people.schemas import PersonSchema, StaffPersonSchema
from punos.programmes.models import Cycle
from punos.work import Work

PERSON = "person"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


Options = Callable[[Work, Cycle], Mapping[str, Sequence[tuple[str, Any]]]]
"""The association and the cycle → by name of a field, its choices as (value, label)."""
LeftOut = Callable[[Work, Cycle], Collection[str]]
"""The association and the cycle → names of the fields that are not asked there."""


@dataclass(frozen=True)
class FormSection:
    """A part of the application form.

    Its answers are kept under `name` with the schema's `version`. It is asked of those who apply in
    one of `roles` (empty: in any) to a programme of `model` (None: of any). `options` gives, by
    field, the choices that only this association knows, such as its units; `left_out` names the
    fields that this cycle does not ask. As staff meet it (`staff`), a section is without what only
    the others of one's pair may see; `role` is that of whoever is asked now.
    """

    name: str
    schema: type[PunosSchema]
    version: int = 1
    roles: frozenset[str] = frozenset()
    model: str | None = None
    title: Any = ""
    options: Options | None = None
    left_out: LeftOut | None = None
    staff: bool = False
    role: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ConfigurationError(
                f"form section {self.name!r}: lower case letters, digits and _"
            )

    def is_for(self, model: str, role: str) -> bool:
        """Whether somebody who applies in this role is asked."""
        return self.model in (None, model) and (not self.roles or role in self.roles)


PERSON_SECTION = FormSection(PERSON, PersonSchema, title=_l("About you"))
STAFF_PERSON_SECTION = FormSection(PERSON, StaffPersonSchema, title=_l("Contact details"))
HEARD_SECTION = FormSection(heard.NAME, heard.HeardSchema, title=_l("How you heard of us"))
RESERVED = frozenset({PERSON, heard.NAME, own_questions.NAME, "consent", "placing"})
"""Names of the core's own parts of a form."""


def plugin_sections(registry: PluginRegistry) -> list[tuple[str, FormSection]]:
    """(plugin, section) for each that a plugin gives.

    Raises ConfigurationError when two plugins use a name, or one asks the same people twice by it.
    """
    found: list[tuple[str, FormSection]] = registry.form_sections()
    for number, (plugin, section) in enumerate(found):
        for other, earlier in found[:number]:
            if section.name == earlier.name and (plugin != other or _overlap(section, earlier)):
                raise ConfigurationError(f"plugin {plugin}: form section {section.name!r} is taken")
        if section.name in RESERVED:
            raise ConfigurationError(
                f"plugin {plugin}: form section {section.name!r} is the core's"
            )
    return found


def only_for_group(registry: PluginRegistry) -> set[tuple[str, str]]:
    """(section, field) of every answer that only the person and the others of her pair may see.

    It is the one place that says so: pages, lists and files of staff leave these out.
    """
    return {
        (section.name, name)
        for _plugin, section in plugin_sections(registry)
        for name, one in _declared(section).items()
        if one.metadata.get("only_for_group")
    }


def _declared(section: FormSection) -> Mapping[str, Any]:
    return section.schema._declared_fields  # noqa: SLF001 - there is no other way to them


def _overlap(one: FormSection, other: FormSection) -> bool:
    models = None in (one.model, other.model) or one.model == other.model
    return models and (not one.roles or not other.roles or bool(one.roles & other.roles))


def sections_for(
    work: Work, cycle: Cycle, role: str, *, staff: bool = False, reading: bool = False
) -> list[FormSection]:
    """What is asked of somebody who applies in this role, in the order of the form.

    Of plugins only those that the tenant has on; for `reading` what was answered, also suspended
    ones. `staff` fill in for others: they may know less, and see less of it.
    """
    model = cycle.programme.model
    first = STAFF_PERSON_SECTION if staff else PERSON_SECTION
    of_plugins = [
        section
        for plugin, section in plugin_sections(work.registry)
        if _is_open(work, plugin, reading) and section.is_for(model, role)
    ]
    found = [first, *of_plugins, *_own(work, cycle, role, staff, reading), HEARD_SECTION]
    return [replace(one, staff=staff, role=role) for one in found]


def _own(work: Work, cycle: Cycle, role: str, staff: bool, reading: bool) -> list[FormSection]:
    asked = own_questions.asked(work, cycle.programme_id, role, reading=reading)
    if not asked:
        return []
    schema = own_questions.schema_for(asked, staff=staff)
    return [FormSection(own_questions.NAME, schema, title=_l("Some more questions"))]


def _is_open(work: Work, plugin: str, reading: bool) -> bool:
    state = work.plugin_states.get(plugin, PluginState.OFF)
    return state.reads if reading else state is PluginState.ON


def schema_of(work: Work, cycle: Cycle, section: FormSection) -> PunosSchema:
    """The section's schema with the options that only this association knows, and what is asked here."""
    schema = section.schema(exclude=tuple(_unasked(work, cycle, section)))
    if section.options is not None:
        schema.offer(**section.options(work, cycle))
    if section.name == PERSON:
        schema.offer(language=[(code, own_name(code)) for code in work.settings.languages])
    if not section.staff:  # staff may add whom a rule would stop
        schema.needed_for = needed(work, cycle, section.role, section.name)
    return schema


def _unasked(work: Work, cycle: Cycle, section: FormSection) -> Iterator[str]:
    left_out = section.left_out(work, cycle) if section.left_out else ()
    for name, one in _declared(section).items():
        if name in left_out or (section.staff and one.metadata.get("only_for_group")):
            yield name
