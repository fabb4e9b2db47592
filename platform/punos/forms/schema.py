"""The base of every schema: the same tidying, limits and words for forms, files and API bodies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

from punos.forms import screen, words
from punos.forms.info import Option, Topic, has_options, label_of, options_of, widget_of
from punos.forms.tidy import tidy

SHORT, LONG = 200, 5000
"""The greatest numbers of characters in a line and in a text of several lines."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)

Validator = Callable[[Any], Any]
_LISTS = (validate.OneOf, validate.ContainsOnly, validate.NoneOf, validate.ContainsNoneOf)


class PunosSchema(Schema):
    """A schema whose texts are composed, trimmed, bounded and free of identity codes.

    Unknown names are refused. Every message is in our words and names the field.
    """

    class Meta:
        """marshmallow's settings."""

        unknown = RAISE

    topics: ClassVar[Sequence[Topic]] = ()
    offered: Mapping[str, Sequence[Option]] = {}
    needed_for: Mapping[str, Sequence[Any]] = {}
    """By field: the sentences that say for what an answer is needed which the schema leaves open."""

    def offer(self, **options: Sequence[Option]) -> Self:
        """Give fields the options that only this request knows (units, people …)."""
        self.offered = {**self.offered, **options}
        for name in options:
            self._listed(self.fields[name])
        return self

    def on_bind_field(self, field_name: str, field_obj: fields.Field) -> None:  # noqa: ARG002
        """Put our words and limits on a field; a field is a copy of its schema's own."""
        _prepare(field_obj)
        self._listed(field_obj)
        if isinstance(field_obj, fields.List):
            _prepare(field_obj.inner)

    @pre_load
    def tidy_answers(self, data: Any, **_kwargs: Any) -> Any:
        """Trim and compose what was typed, and read dates and numbers as they are written."""
        if not isinstance(data, Mapping):
            return data
        by_name = {field.data_key or name: field for name, field in self.load_fields.items()}
        return tidy(data, by_name)

    def handle_error(self, error: ValidationError, *_data: Any, **_kwargs: Any) -> None:
        """Say an unknown name in our words; the names themselves stay for an API's caller."""
        messages = error.messages
        if not isinstance(messages, dict):
            return
        for name, said in messages.items():
            if said == [self.error_messages["unknown"]]:
                messages[name] = [words.unexpected()]

    def _listed(self, field: fields.Field) -> None:
        already = any(isinstance(check, Listed) for check in field.validators)
        if has_options(field) and not already:
            field.validators = [*field.validators, Listed(field)]


def _prepare(field: fields.Field) -> None:
    label, kind = label_of(field), _kind(field)
    usual = _usual_messages(type(field))
    field.error_messages = {
        code: [_worded(code, label, kind)] if message == usual.get(code) else [message]
        for code, message in field.error_messages.items()
        if not isinstance(message, list)
    }
    own = [Worded(check, label, kind) for check in field.validators]
    field.validators = [Screen(field), *own, *_limits(field, label, kind)]


def _kind(field: fields.Field) -> str:
    kind = widget_of(field)
    return "integer" if kind == "number" and isinstance(field, fields.Integer) else kind


def _usual_messages(kind: type[fields.Field]) -> dict[str, str]:
    usual: dict[str, str] = {}
    for parent in reversed(kind.__mro__):
        usual.update(getattr(parent, "default_error_messages", {}))
    return usual


def _worded(code: str, label: Any, kind: str) -> Any:
    return (words.missing if code in ("required", "null") else words.misfit)(label, kind)


def _limits(field: fields.Field, label: Any, kind: str) -> list[Validator]:
    checks: list[Validator] = []
    lengths = any(isinstance(check, validate.Length) for check in _inside(field.validators))
    if isinstance(field, fields.String) and not lengths:
        most = validate.Length(max=LONG if kind == "textarea" else SHORT)
        checks.append(Worded(most, label, kind))
    if isinstance(field, fields.Date):
        checks.append(Worded(validate.Range(FIRST_DAY, LAST_DAY), label, kind))
    if kind == "tel":
        checks.append(Worded(PhoneNumber(), label, kind))
    if field.metadata.get("must"):
        checks.append(Ticked(label))
    return checks


def _inside(validators: Sequence[Any]) -> list[Any]:
    return [getattr(check, "check", check) for check in validators]


class PhoneNumber(validate.Regexp):
    """Digits and what people put between them."""

    def __init__(self) -> None:
        super().__init__(r"\+?[0-9 ()/.\u00a0-]{5,30}\Z")

    def __call__(self, value: str) -> str:  # type: ignore[override]  # never bytes
        """Raises ValidationError for other signs, unless Screen already names an identity code."""
        return value if screen.has_identity_code(value) else str(super().__call__(value))


@dataclass(frozen=True)
class Worded:
    """A validator that speaks our words: those of its author, else those for its kind."""

    check: Validator
    label: Any
    kind: str

    def __call__(self, value: Any) -> Any:
        """As the validator inside, with its complaint put into words."""
        if value == "":
            return value  # an optional text left blank; where an answer is needed, it is missing
        try:
            return self.check(value)
        except ValidationError as error:
            said = self._said(value)
            if said is not None:
                raise ValidationError([said]) from error
            if isinstance(error.messages, list | dict):
                raise
            raise ValidationError([error.messages]) from error

    def _said(self, value: Any) -> Any:
        check = self.check
        if isinstance(check, validate.Email | validate.URL):
            return words.misfit(self.label, "email" if isinstance(check, validate.Email) else "url")
        said: Any = None
        if getattr(check, "error", None) not in (None, getattr(check, "default_message", None)):
            pass  # the author of the schema found better words
        elif isinstance(check, validate.Length):
            said = self._length(check, value)
        elif isinstance(check, validate.Range):
            said = self._range(check, value)
        elif isinstance(check, _LISTS):
            said = words.not_listed(self.label)
        elif isinstance(check, validate.Regexp | validate.Equal):
            said = words.misfit(self.label, self.kind)
        return said

    def _length(self, check: validate.Length, value: Any) -> Any:
        least, most = (check.min, check.max) if check.equal is None else (check.equal, check.equal)
        long = most is not None and len(value) > most
        if isinstance(value, str):
            said = words.too_long if long else words.too_short
        else:
            said = words.too_many if long else words.too_few
        return said(self.label, (most if long else least) or 0)

    def _range(self, check: validate.Range, value: Any) -> Any:
        least: Any = check.min
        if least is not None and (value < least or (value == least and not check.min_inclusive)):
            return words.too_small(self.label, least)
        return words.too_large(self.label, check.max)


@dataclass(frozen=True)
class Ticked:
    """A box that has to be ticked, such as having read the privacy notice."""

    label: Any

    def __call__(self, value: Any) -> None:
        """Raises ValidationError when it is not."""
        if value is not True:
            raise ValidationError([words.missing(self.label, "checkbox")])


@dataclass(frozen=True, eq=False)
class Screen:
    """Refuses identity codes and strange characters in every text of an answer."""

    field: fields.Field

    def __call__(self, value: Any) -> None:
        """Raises ValidationError with each thing that is wrong."""
        several_lines = widget_of(self.field) == "textarea"
        texts, label, said = list(screen.texts_in(value)), label_of(self.field), []
        if any(screen.has_strange_character(text, several_lines) for text in texts):
            said.append(words.strange_character(label))
        if any(screen.has_identity_code(text) for text in texts):
            said.append(words.identity_code(label))
        if said:
            raise ValidationError(said)


@dataclass(frozen=True, eq=False)
class Listed:
    """The answer, or each of several, is one of the options offered now."""

    field: fields.Field

    def __call__(self, value: Any) -> None:
        """Raises ValidationError for an answer outside the list."""
        known = {option[0] for option in options_of(self.field)}
        answers = value if isinstance(value, list) else [value]
        if any(str(answer) not in known for answer in answers):
            raise ValidationError([words.not_listed(label_of(self.field))])
