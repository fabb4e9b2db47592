"""One schema, many faces: what is typed into a form comes back from the form drawn again, from what is
kept, and from the file that is taken out and brought in, whatever the questions and the answers are."""

import json
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from punos.enrolments.answers import kept, readable
from punos.enrolments.export import question_column
from punos.enrolments.models import OwnQuestion
from punos.enrolments.own_questions import schema_for
from punos.enrolments.sections import HEARD_SECTION, FormSection
from punos.forms import Form, PunosSchema
from punos.forms.info import label_of, options_of, widget_of
from punos.forms.levels import LEVELS, LanguageLevels
from punos.forms.tabular import load_rows, map_headings, read_table, write_lines
from punos.i18n import use_language
from punos.matching.schemas import MenteeBackground, MentorBackground
from punos.people.schemas import PersonSchema

TEXT = st.text("abcåäöÅß ;,:'\"=+-@\t0123456789|&<>%({/\\éñ", max_size=30)
WORD = st.text("abcdefghijåäö ,;'-", min_size=1, max_size=12).map(str.strip).filter(bool)
LANGUAGES = ("en", "fi", "sv")
_ROLE = "mentee"


@st.composite
def own_questions(draw: st.DrawFn) -> list[OwnQuestion]:
    """Some questions, of any kind, called by different names."""
    labels = draw(st.lists(WORD.filter(lambda w: any(map(str.isalpha, w))), min_size=1, max_size=6))
    return [_question(draw, number, label) for number, label in enumerate(labels, 1)]


def _question(draw: st.DrawFn, number: int, label: str) -> OwnQuestion:
    kind = draw(st.sampled_from(("line", "text", "yes_no", "one", "many", "number", "date")))
    choices = draw(st.lists(WORD, min_size=2, max_size=9, unique_by=lambda word: word.casefold()))
    return OwnQuestion(
        name=f"q{number}",
        kind=kind,
        # Numbered: two questions of one name would be one column.
        labels={"en": f"{number} {label}", "fi": f"{number} {label} suomeksi"},
        helps={},
        purposes={"en": "To know."},
        options=[[f"o{n}", {"en": f"{word} {n}"}] for n, word in enumerate(choices)],
        required=draw(st.booleans()),
        sensitivity="personal",
    )


def typed(draw: st.DrawFn, prefix: str, schema: PunosSchema) -> MultiDict[str, str]:
    """What somebody types into the form, field by field; not always sensible."""
    sent: MultiDict[str, str] = MultiDict()
    for name, one in schema.load_fields.items():
        for key, value in _answer(draw, one, prefix + name):
            sent.add(key, value)
    return sent


def _answer(draw: st.DrawFn, one: fields.Field, name: str) -> list[tuple[str, str]]:
    kind, values = widget_of(one), [value for value, _label in options_of(one)]
    if isinstance(one, LanguageLevels):
        spoken = draw(st.lists(st.sampled_from(("fi", "en", "sv", "ar")), unique=True, max_size=4))
        level = st.sampled_from([code for code, _label in LEVELS])
        pairs = [(language, draw(level)) for language in spoken]
        return [
            pair
            for language, known in pairs
            for pair in ((f"{name}--language", language), (f"{name}--level", known))
        ]
    if kind == "checkbox":
        return [(name, "yes")] if draw(st.booleans()) else []
    if kind == "checkboxes":
        chosen = draw(st.lists(st.sampled_from(values), unique=True))
        return [(name, value) for value in values if value in chosen]
    if values:
        return [(name, draw(st.sampled_from(values)))]
    return [(name, draw(_text(one, kind)))]


def _text(one: fields.Field, kind: str) -> st.SearchStrategy[str]:
    plain = {
        "email": st.just("aino@people.example.org"),
        "tel": st.just("+358 40 123 4567"),
        "date": st.dates().map(str),
        "textarea": st.lists(TEXT, max_size=4).map("\r\n".join),
        "number": st.integers(1, 5).map(str),
    }
    if isinstance(one, fields.Decimal):
        return st.decimals(-9999, 9999, places=2).map(str)
    return plain.get(kind, TEXT)


def posted(form: Form) -> MultiDict[str, str]:
    """What a browser sends when it is shown the form and nothing is changed."""
    sent: MultiDict[str, str] = MultiDict()
    for view in form.fields:
        if view.kind == "levels":
            for language, level in view.value:
                sent.add(f"{view.name}--language", language)
                sent.add(f"{view.name}--level", level)
        elif view.kind == "checkbox":
            sent.update({view.name: "yes"} if view.value else {})
        elif view.kind in ("radio", "checkboxes"):
            for option in view.options:
                if option.chosen:
                    sent.add(view.name, option.value)
        else:
            sent.add(view.name, view.value)
    return sent


def check(section: FormSection, schema: PunosSchema, sent: MultiDict[str, str], read: str) -> None:
    """Form → answers → what is kept → form again, and → file → answers, all the same."""
    prefix = f"{section.name}-"
    data = Form.from_request(schema, sent, prefix=prefix).load()
    event("taken" if data is not None else "refused")
    assume(data is not None)
    stored = json.loads(json.dumps(kept(section, schema, data or {})))
    again = Form(schema, readable(schema, stored["data"]), prefix=prefix)
    assert Form.from_request(schema, posted(again), prefix=prefix).load() == data
    assert brought_in(section, schema, stored, read) == stored


def brought_in(
    section: FormSection, schema: PunosSchema, stored: dict[str, Any], read: str
) -> dict[str, Any]:
    """What an import makes of the file that an export writes, read by somebody of another language."""
    row = SimpleNamespace(answers={section.name: stored}, role=_ROLE)
    row.person = SimpleNamespace(**stored["data"])
    columns = [question_column(section, name, one) for name, one in schema.load_fields.items()]
    heads = [str(label_of(one)) for one in schema.load_fields.values()]
    cells = [column.value(row) for column in columns if column.value]
    # With a column that nothing reads: nobody is a row of empty cells alone.
    file = write_lines([[*heads, "Number"], [*cells, "1"]])
    with use_language(read):
        table = read_table(file.encode())
        [result] = load_rows(schema, table, map_headings(schema, table.headings))
    assert result.errors == {}
    return json.loads(json.dumps(kept(section, schema, result.data or {})))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data(), own_questions(), st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_own_questions_of_any_kind_come_back_as_they_were_answered(
    data: st.DataObject, asked: list[OwnQuestion], language: str, read: str
) -> None:
    section = FormSection("own", schema_for(asked))
    with use_language(language):
        schema = section.schema()
        check(section, schema, data.draw(_typed(section, schema)), read)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    st.data(),
    st.sampled_from((PersonSchema, MenteeBackground, MentorBackground, HEARD_SECTION.schema)),
    st.sampled_from(LANGUAGES),
    st.sampled_from(LANGUAGES),
)
def test_sections_of_the_core_come_back_as_they_were_answered(
    data: st.DataObject, asked: type[PunosSchema], language: str, read: str
) -> None:
    section = FormSection("person" if asked is PersonSchema else "asked", asked)
    with use_language(language):
        schema = section.schema()
        check(section, schema, data.draw(_typed(section, schema)), read)


@st.composite
def _typed(draw: st.DrawFn, section: FormSection, schema: PunosSchema) -> MultiDict[str, str]:
    return typed(draw, f"{section.name}-", schema)
