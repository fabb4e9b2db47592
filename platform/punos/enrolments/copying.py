"""What somebody told in an earlier cycle, as it answers the form of a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, ValidationError

from punos.enrolments.answers import ApplicationForm, Told, current, kept, prefix, readable, said
from punos.enrolments.heard import NAME as HEARD
from punos.enrolments.models import Enrolment
from punos.enrolments.sections import FormSection, schema_of, sections_for
from punos.forms import FieldView, Form
from punos.programmes.models import Cycle
from punos.work import Work


@dataclass(frozen=True)
class Copied:
    """One section of the new form with what was answered before."""

    section: FormSection
    form: Form
    data: Mapping[str, Any]

    @property
    def asked_anew(self) -> list[FieldView]:
        """The fields that are asked of everybody who comes again, such as how many mentees."""
        fields = self.form.schema.load_fields
        return [
            self.form.field(name) for name, one in fields.items() if one.metadata.get("asked_anew")
        ]


def sections(work: Work, cycle: Cycle, role: str) -> list[FormSection]:
    """What is asked of her: all but how she heard of us, which she has said."""
    return [one for one in sections_for(work, cycle, role) if one.name != HEARD]


def copied(
    work: Work, cycle: Cycle, earlier: Enrolment, typed: Mapping[str, str] | None = None
) -> list[Copied]:
    """The new form with the earlier answers; what is asked anew is as `typed`, once it was sent."""
    answers = current(earlier)
    found = []
    for section in sections(work, cycle, earlier.role):
        schema = schema_of(work, cycle, section)
        data = {**answers.get(section.name, {}).get("data", {}), **_typed(section, schema, typed)}
        form = Form(schema, readable(schema, data), prefix=prefix(section))
        found.append(Copied(section, form, data))
    return found


def _typed(section: FormSection, schema: Any, typed: Mapping[str, str] | None) -> dict[str, str]:
    anew = (name for name, one in schema.load_fields.items() if one.metadata.get("asked_anew"))
    sent = {name: prefix(section) + name for name in anew}
    return {name: typed[key] for name, key in sent.items() if typed and key in typed}


def checked(parts: list[Copied]) -> dict[str, Any] | None:
    """The answers as an enrolment keeps them; None when the new form wants something else.

    What is wrong with a question that is asked anew is then said in its part's form.
    """
    answers = {}
    wrong = False
    for part in parts:
        schema = part.form.schema
        try:
            loaded = schema.load(dict(part.data), unknown=EXCLUDE)
            answers[part.section.name] = kept(part.section, schema, loaded)
        except ValidationError as error:
            wrong = True
            anew = {view.name.removeprefix(prefix(part.section)) for view in part.asked_anew}
            for name in anew & error.messages_dict.keys():
                for message in error.messages_dict[name]:
                    part.form.add_error(name, message)
    return None if wrong else answers


def told(parts: list[Copied]) -> list[Told]:
    """What she said, in words, without what is asked anew."""
    return [
        Told(part.section.title, rows)
        for part in parts
        if (rows := [row for row in said(part.form.schema, part.data, _others(part)) if row[1]])
    ]


def _others(part: Copied) -> list[str]:
    fields = part.form.schema.load_fields
    return [name for name, one in fields.items() if not one.metadata.get("asked_anew")]


def filled(work: Work, cycle: Cycle, earlier: Enrolment) -> ApplicationForm:
    """The whole form with the earlier answers, to be changed first."""
    wanted = sections(work, cycle, earlier.role)
    return ApplicationForm.blank(work, cycle, wanted, current(earlier))
