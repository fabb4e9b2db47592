"""Forms of schemas that hold others: settings with parts, lists of rows, and texts by language.

A schema is drawn as a tree of plain forms. What comes back is put together again and checked by the
whole schema at once; each fault goes to the field that it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate
from werkzeug.datastructures import MultiDict

from punos.forms.form import WHOLE, Form, flat
from punos.forms.info import field_info, has_options, label_of
from punos.forms.schema import PunosSchema
from punos.forms.words import missing
from punos.i18n import LazyText, Message, _staff, _staff_l, own_name

KEY = "short_name_of_row"
SHORT_NAME = _staff_l("Short name")
MOST_ROWS = 60
PLAIN, LINES, TEXTS, PART, ROWS, NAMED = "plain", "lines", "texts", "part", "rows", "named"
"""What a field is on the page: a control of its own; a text with one item a line; a text in each
language; a part with fields of its own; rows of such parts; and rows that have a name each."""

Source = Mapping[str, Any] | MultiDict[str, str] | None
"""Settings as they are stored, or what was sent; None for a row that nobody has filled in."""


class NestedForm:
    """A schema of whatever depth as one form, with a text field for each of these languages."""

    def __init__(
        self, schema: Schema, languages: Sequence[str], stored: Mapping[str, Any] | None = None
    ) -> None:
        self.schema = schema
        self.root = _Node(schema, tuple(languages), stored or {})

    @classmethod
    def from_request(
        cls, schema: Schema, languages: Sequence[str], sent: MultiDict[str, str]
    ) -> NestedForm:
        """The form as it was sent."""
        made = cls(schema, languages)
        made.root = _Node(schema, tuple(languages), sent)
        return made

    def load(self) -> dict[str, Any] | None:
        """What was sent, as the schema keeps it; None when something is wrong with it."""
        clashing = list(self.root.clashing())
        for row in clashing:
            row.say(KEY, [_staff("Another row has this short name. Give each its own.")])
        try:
            stored: dict[str, Any] = self.schema.dump(self.schema.load(self.root.raw()))
        except ValidationError as error:
            self.root.blame(error.messages_dict)
            return None
        return None if clashing else stored

    @property
    def nodes(self) -> list[_Node]:
        """Every part that has fields of its own, in the order of the page."""
        return [node for node in self.root.walk() if node.form.schema.load_fields]

    @property
    def error_list(self) -> list[tuple[str, Message]]:
        """(id of the field or "", message) of the whole page."""
        return [error for node in self.root.walk() for error in node.form.error_list]


class _Node:
    """One part of the page: a plain form, and the parts below it, by the field they stand for."""

    def __init__(
        self,
        schema: Schema,
        languages: tuple[str, ...],
        source: Source,
        path: tuple[str, ...] = (),
        title: Any = None,
        help_text: Any = None,
        key: str | None = None,
    ) -> None:
        self.schema, self.languages, self.path = schema, languages, path
        self.title, self.help, self.depth = title, help_text, len(path)
        plain = _plain(schema, languages, keyed=key is not None)
        prefix = "".join(f"{part}." for part in path)
        if isinstance(source, MultiDict):
            self.form = Form.from_request(plain, source, prefix=prefix)
        else:
            shown = _shown(schema, plain, languages, source)
            self.form = Form(plain, {**shown, KEY: key} if key else shown, prefix=prefix)
        self.parts = {
            name: list(self._below(name, one, source))
            for name, one in schema.load_fields.items()
            if _kind(one) in (PART, ROWS, NAMED)
        }

    def _below(self, name: str, one: fields.Field, source: Source) -> Iterator[_Node]:
        path, title, kind = (*self.path, name), label_of(one), _kind(one)
        stored: Any = None if isinstance(source, MultiDict | None) else source.get(name)
        if kind == PART:
            below: Source = source if isinstance(source, MultiDict) else stored
            yield _Node(_schema_in(one), self.languages, below, path, title, _help(one))
            return
        there: list[tuple[Any, Source]] = list(
            stored.items() if kind == NAMED and stored else enumerate(stored or ())
        )
        if isinstance(source, MultiDict):
            there = [("", source)] * _sent_rows(path, source)
        else:
            there += [("", None)] * _blank_rows(one, path, len(there))
        for number, (key, row) in enumerate(there):
            row_key = str(key) if kind == NAMED else None
            row_path, row_title = (*path, str(number)), _numbered(title, number + 1)
            yield _Node(
                _schema_in(one), self.languages, row, row_path, row_title, _help(one), row_key
            )

    def walk(self) -> Iterator[_Node]:
        """This part and all below it."""
        yield self
        for below in self.parts.values():
            for node in below:
                yield from node.walk()

    @property
    def is_blank(self) -> bool:
        """Whether nobody has typed anything here: such a row is none."""
        own = any(value not in (None, "", False, []) for value in self.form.raw.values())
        return not own and all(node.is_blank for below in self.parts.values() for node in below)

    def raw(self) -> dict[str, Any]:
        """What was typed, in the shape that the schema takes."""
        found = {}
        for name, one in self.schema.load_fields.items():
            value = self._raw_of(name, one)
            if value is not _ABSENT:
                found[name] = value
        return found

    def _raw_of(self, name: str, one: fields.Field) -> Any:
        kind = _kind(one)
        if kind == PART:
            return self.parts[name][0].raw()
        if kind in (ROWS, NAMED):
            return self._raw_rows(name, one)
        typed = self.form.raw
        if kind == LINES:
            return [line.strip() for line in typed.get(name, "").splitlines() if line.strip()]
        if kind == TEXTS:
            texts = {code: typed.get(f"{name}_{code}", "").strip() for code in self.languages}
            return {code: text for code, text in texts.items() if text}
        return typed.get(name, _ABSENT)

    def _raw_rows(self, name: str, one: fields.Field) -> Any:
        rows = self._filled(name)
        if not rows and one.allow_none:
            return None
        if _kind(one) == NAMED:
            return {row.key: row.raw() for row in rows}
        return [row.raw() for row in rows]

    def clashing(self) -> Iterator[_Node]:
        """Rows called like one further up: of the two, only one could be kept."""
        for name, below in self.parts.items():
            names = set()
            for row in self._filled(name) if _kind(self.schema.load_fields[name]) == NAMED else ():
                if row.key in names:
                    yield row
                names.add(row.key)
            for node in below:
                yield from node.clashing()

    @property
    def key(self) -> str:
        """What a row of its own name is called."""
        return str(self.form.raw.get(KEY, "")).strip()

    def _filled(self, name: str) -> list[_Node]:
        return [row for row in self.parts[name] if not row.is_blank]

    def blame(self, errors: Mapping[Any, Any]) -> None:
        """Say at each field what is wrong with it; the errors are marshmallow's."""
        for name, said in errors.items():
            one = self.schema.load_fields.get(name)
            kind = _kind(one) if one is not None else None
            if kind in (PART, ROWS, NAMED) and isinstance(said, Mapping):
                self._blame_below(name, kind, said)
            elif kind == TEXTS and isinstance(said, Mapping):
                for code, what in said.items():
                    self.say(f"{name}_{code}", what)
            elif one is not None and kind == TEXTS:
                self.say(f"{name}_{self.languages[0]}", [missing(label_of(one), "text")])
            else:
                self.say(name if kind in (PLAIN, LINES) else WHOLE, said)

    def _blame_below(self, name: str, kind: str | None, said: Mapping[Any, Any]) -> None:
        if kind == PART:
            self.parts[name][0].blame(said)
            return
        rows = self._filled(name)
        by_key = {row.key: row for row in rows}
        for key, what in said.items():
            row = by_key.get(key) if kind == NAMED else rows[key]
            if row is not None and kind == NAMED:
                row.say(KEY, what.get("key", []) if key else [missing(SHORT_NAME, "text")])
                row.blame(what.get("value", {}))
            elif row is not None:
                row.blame(what)

    def say(self, name: str, said: Any) -> None:
        """Add messages to one of this part's own fields, or to the whole of it."""
        for message in flat(said):
            self.form.add_error(name, message)


_ABSENT = object()


def _kind(one: fields.Field) -> str:
    """What a field is on the page."""
    if isinstance(one, fields.Nested):
        return PART
    if isinstance(one, fields.Dict):
        return NAMED if isinstance(one.value_field, fields.Nested) else TEXTS
    if isinstance(one, fields.List):
        if isinstance(one.inner, fields.Nested):
            return ROWS
        return PLAIN if has_options(one) else LINES
    return PLAIN


def _schema_in(one: Any) -> Schema:
    inner: Any = one
    if isinstance(one, fields.List | fields.Dict):
        inner = one.inner if isinstance(one, fields.List) else one.value_field
    schema: Schema = inner.schema
    return schema


def _plain(schema: Schema, languages: Sequence[str], *, keyed: bool) -> PunosSchema:
    """The fields that stand on the page as they are, and what stands for those that do not."""
    found: dict[str, Any] = {}
    if keyed:
        found[KEY] = fields.String(metadata=field_info(label=SHORT_NAME), required=True)
    for name, one in schema.load_fields.items():
        kind = _kind(one)
        if kind == PLAIN:
            # As it was declared: what a schema holds itself is bound to it, words and limits included.
            found[name] = deepcopy(type(schema)._declared_fields[name])  # noqa: SLF001
        elif kind == LINES:
            told = field_info(label=_one_a_line(one), help=_help(one), widget="textarea", rows=3)
            found[name] = fields.String(metadata=told)
        elif kind == TEXTS:
            for code in languages:
                told = field_info(label=_in_language(one, code), help=_help(one))
                found[f"{name}_{code}"] = fields.String(metadata=told)
    made: type[PunosSchema] = PunosSchema.from_dict(found, name="Plain")  # type: ignore[assignment]
    return made()


def _shown(
    schema: Schema, plain: PunosSchema, languages: Sequence[str], stored: Mapping[str, Any] | None
) -> dict[str, Any]:
    if stored is None:
        return dict.fromkeys(plain.load_fields)
    shown: dict[str, Any] = {}
    for name, one in schema.load_fields.items():
        kind, value = _kind(one), stored.get(name)
        if kind == LINES:
            shown[name] = "\n".join(map(str, value or ()))
        elif kind == TEXTS:
            shown |= {f"{name}_{code}": (value or {}).get(code) for code in languages}
        elif kind == PLAIN and name in stored:
            shown[name] = value
    return shown


def _blank_rows(one: fields.Field, path: tuple[str, ...], there: int) -> int:
    """How many rows to add: at least as many as make a list that is long enough."""
    checks = [getattr(check, "check", check) for check in one.validators]
    least = [check.min or 0 for check in checks if isinstance(check, validate.Length)]
    return max(2 if len(path) == 1 else 1, max(least, default=0) - there)


def _sent_rows(path: tuple[str, ...], sent: MultiDict[str, str]) -> int:
    """How many rows were sent, by the greatest number that a name carries."""
    begin = "".join(f"{part}." for part in path)
    numbers = [name[len(begin) :].partition(".")[0] for name in sent if name.startswith(begin)]
    known = [int(number) for number in numbers if number.isdecimal() and len(number) < 4]
    return min(max(known, default=-1) + 1, MOST_ROWS)


def _help(one: fields.Field) -> Any:
    return one.metadata.get("help")


def _numbered(title: Any, number: int) -> Message:
    return LazyText(lambda: _staff("%(title)s: %(number)s", title=title, number=number))


def _one_a_line(one: fields.Field) -> Message:
    return LazyText(lambda: _staff("%(label)s, one a line", label=label_of(one)))


def _in_language(one: fields.Field, code: str) -> Message:
    return LazyText(
        lambda: _staff("%(label)s (%(language)s)", label=label_of(one), language=own_name(code))
    )
