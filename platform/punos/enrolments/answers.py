"""An application form: several sections on one page, each a schema with answers of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE, ValidationError, fields
from werkzeug.datastructures import MultiDict

from punos.enrolments.models import Enrolment
from punos.enrolments.sections import (
    PERSON,
    PERSON_SECTION,
    FormSection,
    only_for_group,
    schema_of,
    sections_for,
)
from punos.forms import Form, PunosSchema, language_name
from punos.forms.info import label_of, options_of, widget_of
from punos.forms.levels import LEVELS
from punos.forms.words import written_date
from punos.i18n import Message, _, format_list, format_number
from punos.people.service import FIELDS
from punos.programmes.models import Cycle
from punos.work import Work

Answers = dict[str, dict[str, Any]]
"""`{section: {"version": n, "data": {…}}}`, as an enrolment keeps them."""


@dataclass
class Part:
    """One section with its form."""

    section: FormSection
    form: Form


class ApplicationForm:
    """All sections of a form together: drawn, checked and kept as one."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = list(parts)
        self._loaded: dict[str, dict[str, Any]] = {}

    @classmethod
    def blank(
        cls,
        work: Work,
        cycle: Cycle,
        sections: Iterable[FormSection],
        answers: Mapping[str, Any] | None = None,
    ) -> ApplicationForm:
        """The form as it is opened, with the answers that are already kept."""
        return cls([_opened(work, cycle, section, answers or {}) for section in sections])

    @classmethod
    def sent(
        cls, work: Work, cycle: Cycle, sections: Iterable[FormSection], data: MultiDict[str, str]
    ) -> ApplicationForm:
        """The form as it came back."""
        return cls.of([(one, schema_of(work, cycle, one)) for one in sections], data)

    @classmethod
    def of(
        cls, sections: Iterable[tuple[FormSection, PunosSchema]], data: MultiDict[str, str]
    ) -> ApplicationForm:
        """The form as it came back, of sections whose schemas are made already."""
        return cls(
            [
                Part(one, Form.from_request(schema, data, prefix=prefix(one)))
                for one, schema in sections
            ]
        )

    def load(self) -> bool:
        """Check everything at once; False when something is wrong (see `error_list`)."""
        for part in self.parts:
            self._loaded[part.section.name] = part.form.load() or {}
        return not self.error_list

    def data(self, section: str) -> dict[str, Any]:
        """The checked answers of one section, as the domain wants them."""
        return self._loaded[section]

    def answers(self) -> Answers:
        """The checked answers as an enrolment keeps them."""
        return {
            part.section.name: kept(part.section, part.form.schema, self._loaded[part.section.name])
            for part in self.parts
        }

    @property
    def error_list(self) -> list[tuple[str, Message]]:
        """(id of the field, message) of every section, in the order of the page."""
        return [error for part in self.parts for error in part.form.error_list]


def prefix(section: FormSection) -> str:
    """What the names of a section's fields begin with on a page."""
    return f"{section.name}-"


def kept(section: FormSection, schema: PunosSchema, data: Mapping[str, Any]) -> dict[str, Any]:
    """Checked answers of a section as they are kept: plain JSON, dates in ISO form."""
    dumped = {name: _plain(value) for name, value in schema.dump(data).items()}
    return {"version": section.version, "data": dumped}


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def _opened(work: Work, cycle: Cycle, section: FormSection, answers: Mapping[str, Any]) -> Part:
    schema = schema_of(work, cycle, section)
    values = readable(schema, answers.get(section.name, {}).get("data", {}))
    return Part(section, Form(schema, values, prefix=prefix(section)))


def readable(schema: PunosSchema, data: Mapping[str, Any]) -> dict[str, Any]:
    """Kept answers as the domain holds them; those that the schema no longer takes are left out."""
    try:
        found: dict[str, Any] = schema.load(dict(data), unknown=EXCLUDE, partial=True)
    except ValidationError as error:
        valid = error.valid_data
        found = dict(valid) if isinstance(valid, dict) else {}
    return found


def current(enrolment: Enrolment) -> dict[str, Any]:
    """An enrolment's answers, with the contact details as they are now, not as once typed."""
    details = {name: getattr(enrolment.person, name) for name in FIELDS}
    return {**enrolment.answers, PERSON: {"version": PERSON_SECTION.version, "data": details}}


def for_group(work: Work, answers: Mapping[str, Any]) -> list[str]:
    """What somebody gave for the others of her pair alone: addresses on the web."""
    found = (
        answers.get(section, {}).get("data", {}).get(name)
        for section, name in sorted(only_for_group(work.registry))
    )
    return [one for one in found if one and one.startswith(("https://", "http://"))]


def for_staff(work: Work, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Kept answers without what is for the others of her pair alone."""
    hidden = only_for_group(work.registry)
    return {
        section: {
            **part,
            "data": {
                name: said
                for name, said in part.get("data", {}).items()
                if (section, name) not in hidden
            },
        }
        for section, part in answers.items()
    }


@dataclass(frozen=True)
class Told:
    """A section's answers in words: (label, text) for each question."""

    title: Any
    rows: list[tuple[Any, str]]


def told(
    work: Work, enrolment: Enrolment, answers: Mapping[str, Any], *, staff: bool = False
) -> list[Told]:
    """Kept answers in the reader's words, section by section."""
    cycle = enrolment.cycle
    sections = sections_for(work, cycle, enrolment.role, staff=staff, reading=True)
    return [
        Told(one.title, list(said(schema_of(work, cycle, one), answers[one.name].get("data", {}))))
        for one in sections
        if one.name in answers
    ]


def said(
    schema: PunosSchema, data: Mapping[str, Any], only: Collection[str] | None = None
) -> Iterator[tuple[Any, str]]:
    """(label, answer in words) for each field of a schema, or `only` for some of them; "" where
    nothing was answered."""
    values = readable(schema, data)
    for name, field in schema.load_fields.items():
        text = in_words(field, values.get(name))
        # What was asked once is told where it was answered, and missed nowhere else.
        asked = widget_of(field) != "hidden" and (text or not field.metadata.get("retired"))
        if asked and (only is None or name in only):
            yield label_of(field), text


def in_words(field: fields.Field, value: Any) -> str:
    """One answer as a sentence would have it."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if widget_of(field) == "levels":
        return "\n".join(_level(row) for row in value)
    labels = {key: str(label) for key, label in options_of(field)}
    if isinstance(value, list):
        return format_list([labels.get(str(item), str(item)) for item in value])
    return labels.get(str(value)) or _shown(value)


def _level(row: Mapping[str, str]) -> str:
    level = str(dict(LEVELS).get(row["level"], row["level"]))
    return f"{language_name(row['language'])}: {level}"


def _shown(value: Any) -> str:
    if hasattr(value, "isoformat") and hasattr(value, "year"):
        return written_date(value)
    if isinstance(value, int | float | Decimal):
        return format_number(value)
    return str(value)
