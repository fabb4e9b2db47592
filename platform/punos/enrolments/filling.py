"""An application form filled in page by page: which pages there are, and what was typed so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from werkzeug.datastructures import MultiDict

from punos.enrolments.answers import Answers, ApplicationForm, Told, kept, prefix, said
from punos.enrolments.sections import FormSection, schema_of
from punos.forms import FieldView, Form, PunosSchema, TopicView
from punos.forms.form import WHOLE
from punos.i18n import Message
from punos.programmes.models import Cycle
from punos.work import Work

Typed = list[tuple[str, str]]
"""(name, value) of the form's fields, as they were typed."""


@dataclass(frozen=True)
class Step:
    """One page of a form: a section, or one topic of a long one.

    `fields` are names in the section's schema. Faults of a section as a whole are told on its `last`
    page.
    """

    name: str
    section: FormSection
    title: Any
    help: Any
    fields: tuple[str, ...]
    last: bool

    def owns(self, name: str) -> bool:
        """Whether a field of this name, as a page sends it, belongs here."""
        bare = name.removeprefix(prefix(self.section))
        return bare != name and bare.partition("--")[0] in self.fields


@dataclass(frozen=True)
class StepForm:
    """The part of a section's form that one page draws."""

    step: Step
    form: Form

    @property
    def error_list(self) -> list[tuple[str, Message]]:
        """(id of the field, message) of this page alone, in its order."""
        whole = self.form.errors.get(WHOLE, []) if self.step.last else []
        fields = [(view.id, message) for view in self._views for message in view.errors]
        return [*(("", message) for message in whole), *fields]

    @property
    def topics(self) -> list[TopicView]:
        """The fields as one group: the page's heading is their topic."""
        return [TopicView(None, None, None, self._views)]

    @property
    def shared_purpose(self) -> Any:
        """Why all of the section is asked, when it is for one reason."""
        return self.form.shared_purpose

    @cached_property
    def _views(self) -> list[FieldView]:
        return [self.form.field(name) for name in self.step.fields]


class Filling:
    """All pages of a form, with what was typed in them and which of them were sent without a fault."""

    def __init__(
        self,
        work: Work,
        cycle: Cycle,
        sections: Iterable[FormSection],
        typed: Iterable[Sequence[str]] = (),
        done: Collection[str] = (),
    ) -> None:
        self._schemas = {one.name: (one, schema_of(work, cycle, one)) for one in sections}
        self.steps = [
            step for one, schema in self._schemas.values() for step in _steps_of(one, schema)
        ]
        self._done = frozenset(done)
        self._typed = self.known(typed)

    def known(self, typed: Iterable[Sequence[str]]) -> Typed:
        """What was typed into fields that there are; a question may have gone since it was asked."""
        return [(name, value) for name, value in typed if self.owner(name)]

    def owner(self, name: str) -> Step | None:
        """The page that a field belongs to."""
        return next((step for step in self.steps if step.owns(name)), None)

    def step(self, name: str) -> Step | None:
        """The page of this name."""
        return next((step for step in self.steps if step.name == name), None)

    def number(self, step: Step) -> int:
        """Which of the pages it is, from 1."""
        return self.steps.index(step) + 1

    def before(self, step: Step) -> Step | None:
        """The page before this one."""
        number = self.steps.index(step)
        return self.steps[number - 1] if number else None

    def is_done(self, step: Step) -> bool:
        """Whether it was sent without a fault."""
        return step.name in self._done

    @property
    def missing(self) -> Step | None:
        """The first page that was not sent yet without a fault; None when all were."""
        return next((step for step in self.steps if not self.is_done(step)), None)

    def blank(self, step: Step, answers: Mapping[str, Any]) -> StepForm:
        """A page as it is first opened, or as it was left."""
        if any(step.owns(name) for name, _value in self._typed):
            return StepForm(step, self._form(step.section))
        schema = self._schemas[step.section.name][1]
        return StepForm(step, Form(schema, answers.get(step.section.name), prefix=_of(step)))

    def checked(self, step: Step) -> StepForm:
        """A page as it was sent, with everything that is wrong on it."""
        form = self._form(step.section)
        form.load()
        return StepForm(step, form)

    def whole(self, extra: Iterable[FormSection], data: MultiDict[str, str]) -> ApplicationForm:
        """The form as one: the pages as they were typed, the `extra` sections as they are sent now."""
        asked = ApplicationForm.of(self._schemas.values(), MultiDict(self._typed))
        added = ApplicationForm.of([(one, one.schema()) for one in extra], data)
        return ApplicationForm([*asked.parts, *added.parts])

    def first_wrong(self, form: ApplicationForm) -> StepForm | None:
        """The first page on which something is wrong."""
        forms = {part.section.name: part.form for part in form.parts}
        found = (StepForm(step, forms[step.section.name]) for step in self.steps)
        return next((one for one in found if one.error_list), None)

    def told(self) -> Iterator[tuple[Step, Told]]:
        """Each page's answers in words."""
        answers = self.answers()
        for step in self.steps:
            schema, data = self._schemas[step.section.name][1], answers[step.section.name]["data"]
            yield step, Told(step.title, list(said(schema, data, step.fields)))

    def answers(self) -> Answers:
        """What was typed so far, as an enrolment would keep it; nothing of a section with a fault."""
        return {
            name: kept(section, schema, self._form(section).load() or {})
            for name, (section, schema) in self._schemas.items()
        }

    def _form(self, section: FormSection) -> Form:
        schema = self._schemas[section.name][1]
        return Form.from_request(schema, MultiDict(self._typed), prefix=prefix(section))


def merged(old: Iterable[Sequence[str]], new: Typed, step: Step | None) -> Typed:
    """What was typed before with what is sent now: a page that comes back replaces itself whole.

    So a box that was ticked before and is no longer sent is not ticked any more.
    """
    sent = {name for name, _value in new}

    def stays(name: str) -> bool:
        return name not in sent and not (step is not None and step.owns(name))

    return [*((name, value) for name, value in old if stays(name)), *new]


def _of(step: Step) -> str:
    return prefix(step.section)


def _steps_of(section: FormSection, schema: PunosSchema) -> Iterator[Step]:
    pages = _pages(schema)
    for number, (title, help_text, names) in enumerate(pages, 1):
        name = section.name if len(pages) == 1 else f"{section.name}-{number}"
        last = number == len(pages)
        yield Step(name, section, title or section.title, help_text, names, last)


def _pages(schema: PunosSchema) -> list[tuple[Any, Any, tuple[str, ...]]]:
    """(title, help, names) of each topic that the schema declares; the rest goes with the last one."""
    keys = {topic.key for topic in schema.topics}
    topic_of = {
        name: one.metadata.get("topic")
        for name, one in schema.load_fields.items()
        if one.metadata.get("topic") in keys
    }
    pages = [
        (topic.title, topic.help, tuple(name for name, key in topic_of.items() if key == topic.key))
        for topic in schema.topics
    ]
    pages = [page for page in pages if page[2]]
    rest = tuple(name for name in schema.load_fields if name not in topic_of)
    if not pages:
        return [(None, None, rest)]
    title, help_text, names = pages[-1]
    return [*pages[:-1], (title, help_text, (*names, *rest))]
