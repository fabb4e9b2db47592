"""The forms with which an association changes a survey: its texts, and each question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate

from punos.forms import PunosSchema, Topic, field_info
from punos.i18n import _staff, _staff_l, own_name
from punos.surveys.asked import Asked, numbered
from punos.surveys.items import CHOICES, SHARED, Item
from punos.work import Work

KINDS = (
    ("scale", _staff_l("From 1 (not at all) to 5 (fully)")),
    ("yes_no", _staff_l("Yes or no")),
    ("one", _staff_l("One of several choices")),
    ("many", _staff_l("Any of several choices")),
    ("number", _staff_l("A number")),
    ("text", _staff_l("A long text")),
)
WAYS = (
    ("confidential", _staff_l("Confidential: staff see who has answered what")),
    ("anonymous", _staff_l("Anonymous: nobody can see who has answered what")),
)
OPTIONS = "options_"
MOST_OPTIONS = 30
CORE = ("en", "fi", "sv")
"""The languages in which shared questions have their fixed wording."""


def texts_schema(work: Work) -> PunosSchema:
    """Title and introduction by language, how answers are kept, and for how long it is open."""
    languages = work.settings.languages
    made: dict[str, Any] = {
        "way": fields.String(
            required=True,
            metadata=field_info(
                label=_staff_l("How are answers kept?"),
                help=_staff_l("Whoever is asked reads which it is."),
                options=WAYS,
                widget="radio",
            ),
        ),
        "open_days": fields.Integer(
            required=True,
            validate=validate.Range(2, 90),
            metadata=field_info(label=_staff_l("For how many days can it be answered?")),
        ),
    }
    for code in languages:
        made[f"title_{code}"] = _line(_staff_l("Title"), code, needed=code == languages[0])
        made[f"intro_{code}"] = _line(_staff_l("Introduction"), code, widget="textarea", most=600)
    return _by_language(made, languages, "SurveyTexts")


def texts_shown(asked: Asked) -> dict[str, Any]:
    """A survey's texts as the form shows them."""
    return {
        "way": "anonymous" if asked.anonymous else "confidential",
        "open_days": asked.open_days,
        **{f"title_{code}": text for code, text in asked.titles.items()},
        **{f"intro_{code}": text for code, text in asked.intros.items()},
    }


def texts_told(data: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """What the form says, as `asked.change` takes it."""
    return {
        "titles": _texts(data, "title", languages),
        "intros": _texts(data, "intro", languages),
        "anonymous": data["way"] == "anonymous",
        "open_days": data["open_days"],
    }


def item_schema(work: Work, *, new: bool) -> PunosSchema:
    """A question of the association's own, in each of its languages; the first one is needed."""
    languages = work.settings.languages
    made: dict[str, Any] = {}
    if new:
        made["kind"] = fields.String(
            required=True,
            metadata=field_info(
                label=_staff_l("What kind of answer do you want?"), options=KINDS, widget="radio"
            ),
        )
    made["required"] = fields.Boolean(
        load_default=False, metadata=field_info(label=_staff_l("An answer is needed"))
    )
    for code in languages:
        made[f"label_{code}"] = _line(_staff_l("The question"), code, needed=code == languages[0])
        made[f"help_{code}"] = _line(_staff_l("Help under the question"), code, most=300)
        made[f"options_{code}"] = _line(
            _staff_l("The choices, one a line"),
            code,
            widget="textarea",
            most=3000,
            help=_staff_l("Only for questions with choices."),
        )
    return _by_language(made, languages, "SurveyItem")


def item_shown(item: Item) -> dict[str, Any]:
    """A question as its form shows it."""
    values: dict[str, Any] = {"required": not item.optional}
    values |= {f"label_{code}": text for code, text in item.labels.items()}
    values |= {f"help_{code}": text for code, text in item.helps.items()}
    for code in {code for _value, texts in item.options for code in texts}:
        lines = [texts.get(code, "") for _value, texts in item.options]
        values[f"options_{code}"] = "\n".join(lines)
    return values


def item_told(
    data: Mapping[str, Any], languages: Sequence[str], kind: str, before: Item | None = None
) -> Item:
    """What the form says; of `before` name and values stay. Raises ValidationError at the choices."""
    options = numbered(_options(data, languages), before) if kind in CHOICES else ()
    return Item(
        before.name if before else "",
        kind,
        _texts(data, "label", languages),
        _texts(data, "help", languages),
        options,
        not data["required"],
    )


def shared_schema(work: Work, item: Item) -> PunosSchema:
    """A shared question: its wording stands in our three languages, and can be said in further ones."""
    languages = [code for code in work.settings.languages if code not in CORE]
    made: dict[str, Any] = {
        "required": fields.Boolean(
            load_default=False, metadata=field_info(label=_staff_l("An answer is needed"))
        )
    }
    for code in languages:
        made[f"label_{code}"] = _line(_staff_l("The question"), code)
        if item.options:
            made[f"options_{code}"] = _line(
                _staff_l("The choices, one a line"), code, widget="textarea", most=3000
            )
    return _by_language(made, languages, "SharedItem")


def shared_told(data: Mapping[str, Any], languages: Sequence[str], item: Item) -> Item:
    """The shared question with what it is called in further languages. Raises ValidationError."""
    core = SHARED[item.name]
    more = [code for code in languages if code not in CORE]
    labels = {**core.labels, **_texts(data, "label", more)}
    lines = {code: _lines(data.get(f"{OPTIONS}{code}", "")) for code in more}
    for code, told in lines.items():
        if told and len(told) != len(core.options):
            raise ValidationError([_same_number()], OPTIONS + code)
    options = tuple(
        (value, {**texts, **{code: told[at] for code, told in lines.items() if told}})
        for at, (value, texts) in enumerate(core.options)
    )
    return Item(core.name, core.kind, labels, core.helps, options, not data["required"])


def _line(
    label: Any, code: str, *, needed: bool = False, most: int = 300, **more: Any
) -> fields.String:
    given: dict[str, Any] = {"required": True} if needed else {"load_default": ""}
    return fields.String(
        validate=validate.Length(max=most),
        metadata=field_info(label=label, topic=code, **more),
        **given,
    )


def _by_language(made: dict[str, Any], languages: Sequence[str], name: str) -> PunosSchema:
    schema: PunosSchema = PunosSchema.from_dict(made, name=name)()  # type: ignore[assignment]
    schema.topics = tuple(Topic(code, own_name(code)) for code in languages)  # type: ignore[misc]
    return schema


def _texts(data: Mapping[str, Any], name: str, languages: Sequence[str]) -> dict[str, str]:
    return {code: text for code in languages if (text := data.get(f"{name}_{code}"))}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _options(data: Mapping[str, Any], languages: Sequence[str]) -> list[dict[str, str]]:
    """Each choice by language: the lines of all languages stand in the same order."""
    first = languages[0]
    lines = {code: _lines(data[f"{OPTIONS}{code}"]) for code in languages}
    for code in languages:
        there = lines[code]
        if (code == first or there) and len(set(there)) < max(2, len(there)):
            told = _staff("Write at least two different choices, one a line.")
            raise ValidationError([told], OPTIONS + code)
        if len(there) > MOST_OPTIONS:
            told = _staff("So many choices are more than people read.")
            raise ValidationError([told], OPTIONS + code)
        if there and len(there) != len(lines[first]):
            raise ValidationError([_same_number()], OPTIONS + code)
    return [
        {code: lines[code][at] for code in languages if lines[code]}
        for at in range(len(lines[first]))
    ]


def _same_number() -> Any:
    return _staff("Write as many choices as in the first language, in the same order.")
