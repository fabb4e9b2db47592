"""From a schema to a form: what was typed stays as typed, and every error is shown at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from marshmallow import ValidationError, fields
from werkzeug.datastructures import FileStorage, MultiDict

from punos.forms import words
from punos.forms.info import Option, Topic, label_of, options_of, widget_of
from punos.forms.levels import COMMON, LEVELS, WORK, languages
from punos.forms.schema import PunosSchema
from punos.forms.typed import shown, typed
from punos.i18n import LazyText, Message, _

MACHINERY = frozenset({"csrf_token", "submit", "next", "topic", "once"})
"""Names that every form may send besides its fields: token, button, way back, step, and the key
that makes a second sending of the same form harmless."""
WHOLE = "_schema"
FIRST = COMMON | {*WORK}

Errors = dict[str, list[Message]]


@dataclass(frozen=True)
class Choice:
    """One option as it is drawn."""

    value: str
    label: Any
    chosen: bool
    id: str


@dataclass(frozen=True)
class FieldView:
    """What a template needs to draw one field. ``value`` is text, a list of texts or pairs."""

    name: str
    id: str
    label: Any
    help: Any
    purpose: Any
    errors: list[Message]
    kind: str
    value: Any
    options: list[Choice]
    optional: bool
    autocomplete: str | None
    inputmode: str | None
    rows: int
    lang: str | None
    needed: Sequence[Any] = ()

    @property
    def error(self) -> Message | None:
        """The first thing that is wrong."""
        return self.errors[0] if self.errors else None

    @property
    def levels(self) -> tuple[Option, ...]:
        """How well a language can be known."""
        return LEVELS

    @property
    def first_options(self) -> list[Choice]:
        """Of a list of languages those that are offered first."""
        return [one for one in self.options if one.value in FIRST]

    @property
    def described_by(self) -> str:
        """The ids of the texts that belong to the control."""
        parts = {
            "help": self.help,
            "needed": self.needed,
            "purpose": self.purpose,
            "error": self.errors,
        }
        return " ".join(f"{self.id}-{part}" for part, there in parts.items() if there)


@dataclass(frozen=True)
class TopicView:
    """A group of fields; one without a topic has no title."""

    key: str | None
    title: Any
    help: Any
    fields: list[FieldView] = field(default_factory=list)


class Form:
    """A schema with answers, and what is wrong with them.

    ``values`` are answers as the domain holds them; ``errors`` maps a field's name to messages.
    With a ``prefix`` several forms share one page.
    """

    def __init__(
        self,
        schema: PunosSchema,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, Any] | None = None,
        prefix: str = "",
    ) -> None:
        self.schema = schema
        self.prefix = prefix
        self.errors: Errors = {}
        given = values or {}
        self._raw: dict[str, Any] = {}
        self._shown = {
            name: shown(one, given.get(name, one.load_default))
            for name, one in schema.load_fields.items()
        }
        self._unexpected = False
        for name, messages in (errors or {}).items():
            for message in flat(messages):
                self.add_error(name, message)

    @classmethod
    def from_request(
        cls,
        schema: PunosSchema,
        data: MultiDict[str, str],
        files: MultiDict[str, FileStorage] | None = None,
        prefix: str = "",
        beside: Collection[str] = (),
    ) -> Self:
        """The form as it was sent. ``beside``: prefixes of other forms sent with it."""
        form = cls(schema, prefix=prefix)
        for name, one in schema.load_fields.items():
            answer = typed(one, prefix + name, data, files or MultiDict())
            form._shown[name] = answer.shown
            if answer.given:
                form._raw[one.data_key or name] = answer.raw
        form._unexpected = not form._expects(data, beside)
        return form

    def _expects(self, sent: Iterable[str], beside: Collection[str]) -> bool:
        """Whether every name that was sent is one of ours, of another form or of the machinery."""
        others = tuple(beside)
        for name in sent:
            if name in MACHINERY or (others and name.startswith(others)):
                continue
            if not name.startswith(self.prefix):
                continue
            bare = name[len(self.prefix) :].partition("--")[0]
            if bare not in self.schema.load_fields:
                return False
        return True

    def load(self) -> dict[str, Any] | None:
        """The answers as the domain wants them; None when something is wrong (see ``errors``)."""
        data: dict[str, Any] | None = None
        try:
            data = self.schema.load(self._raw)
        except ValidationError as error:
            for name, messages in error.messages_dict.items():
                for message in flat(messages):
                    self.add_error(name, message)
        if self._unexpected:
            self.add_error(WHOLE, words.unexpected())
        return None if self.errors else data

    @property
    def raw(self) -> dict[str, Any]:
        """What was sent, by the name of the field, as it was typed."""
        return dict(self._raw)

    def add_error(self, name: str, message: Message) -> None:
        """Say that something is wrong with a field, or (``_schema``) with the whole."""
        said = self.errors.setdefault(name, [])
        if str(message) not in map(str, said):
            said.append(message)

    @property
    def fields(self) -> list[FieldView]:
        """The fields in the order in which the schema declares them."""
        return [self.field(name) for name in self.schema.load_fields]

    def field(self, name: str) -> FieldView:
        """One field, by its name in the schema."""
        one = self.schema.load_fields[name]
        info, kind, field_id = one.metadata, widget_of(one), f"f-{self.prefix}{name}"
        needed = self.schema.needed_for.get(name, ())
        return FieldView(
            name=self.prefix + name,
            id=field_id,
            label=label_of(one),
            help=info.get("help") or _expected(kind),
            purpose=self._purpose_said_here(name),
            errors=self.errors.get(one.data_key or name, []),
            kind=kind,
            value=self._shown[name],
            options=list(_choices(one, kind, field_id, self._shown[name])),
            optional=not (one.required or needed or kind in ("checkbox", "hidden")),
            autocomplete=info.get("autocomplete"),
            inputmode=_keyboard(one, kind),
            rows=info.get("rows") or 5,
            lang=getattr(info.get("label"), "lang", None),
            needed=needed,
        )

    @property
    def shared_purpose(self) -> Any:
        """The purpose of the whole form, when all its fields are asked for the same one."""
        purposes = [one.metadata.get("purpose") for one in self.schema.load_fields.values()]
        same = len(purposes) > 1 and len({str(purpose or "") for purpose in purposes}) == 1
        return purposes[0] if same else None

    def _purpose_said_here(self, name: str) -> Any:
        """A field's purpose, unless the form or the field before has just said the same.

        Each topic begins anew: it may be a page of its own.
        """
        asked = self.schema.load_fields
        said = {key: asked[name].metadata.get(key) for key in ("purpose", "topic")}
        names = list(asked)
        before = (asked[one].metadata for one in names[: names.index(name)][-1:])
        if self.shared_purpose or any(
            {key: one.get(key) for key in said} == said for one in before
        ):
            return None
        return said["purpose"]

    @property
    def has_files(self) -> bool:
        """Whether the page has to send it as multipart."""
        return any(widget_of(one) == "file" for one in self.schema.load_fields.values())

    @property
    def topics(self) -> list[TopicView]:
        """The fields in groups: the schema's topics in order, those of no topic around them."""
        named = {
            topic.key: TopicView(topic.key, topic.title, topic.help) for topic in self.schema.topics
        }
        first, last = TopicView(None, None, None), TopicView(None, None, None)
        for name, one in self.schema.load_fields.items():
            begun = any(view.fields for view in named.values())
            view = named.get(one.metadata.get("topic") or "", last if begun else first)
            view.fields.append(self.field(name))
        return [view for view in (first, *named.values(), last) if view.fields]

    @property
    def error_list(self) -> list[tuple[str, Message]]:
        """(id of the field or "", message) for the summary, in the order of the page."""
        listed = [("", message) for message in self.errors.get(WHOLE, [])]
        known = {one.data_key or name for name, one in self.schema.load_fields.items()}
        for view in self.fields:
            listed += [(view.id, message) for message in view.errors]
        for name in self.errors.keys() - known - {WHOLE}:
            listed += [("", message) for message in self.errors[name]]
        return listed


def one_topic(schema_class: type[PunosSchema], topic: Topic | str) -> PunosSchema:
    """The part of a schema that asks one topic, for a form of one topic a page."""
    key = topic.key if isinstance(topic, Topic) else topic
    asked = schema_class().load_fields
    names = [name for name, one in asked.items() if one.metadata.get("topic") == key]
    return schema_class(only=names)


def flat(messages: Any) -> Iterator[Message]:
    """Every message in what marshmallow hands over: one, a list, or one for each item."""
    if isinstance(messages, Mapping):
        messages = list(messages.values())
    if isinstance(messages, list | tuple):
        for part in messages:
            yield from flat(part)
    else:
        yield messages


def _choices(one: fields.Field, kind: str, field_id: str, value: Any) -> Iterator[Choice]:
    chosen = value if isinstance(value, list) else [value]
    options = languages() if kind == "levels" else options_of(one)
    for number, (key, label) in enumerate(options, 1):
        own_id = field_id if number == 1 else f"{field_id}-{number}"
        yield Choice(key, label, key in chosen, own_id)


def _expected(kind: str) -> Message | None:
    example = {"date": words.example_date, "time": words.example_time}.get(kind)
    if example is None:
        return None
    return LazyText(lambda: _("For example %(example)s", example=example()))


def _keyboard(one: fields.Field, kind: str) -> str | None:
    if kind == "number":
        return "numeric" if isinstance(one, fields.Integer) else "decimal"
    return None
