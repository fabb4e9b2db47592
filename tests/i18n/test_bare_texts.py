"""Nothing that people read stands in the source outside the catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest

from punos.i18n.tools.bare import bare_texts, in_python, in_template
from punos.i18n.tools.sources import distributions

CHECKOUT = Path(__file__).parents[2]


def test_source_holds_no_bare_text() -> None:
    parts = distributions(CHECKOUT)
    assert any(True for part in parts for _path in part.template_files())

    found = bare_texts(parts)

    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ("<p>{{ name }} is here</p>", ["… is here"]),
        ('<img alt="A cat">', ["alt=A cat"]),
        ('<a title="Go {{ where }}">→</a>', ["title=Go …"]),
        ('<input placeholder="Name">', ["placeholder=Name"]),
        ('<nav aria-label="{% if a %}Main{% endif %}"></nav>', ["aria-label=Main"]),
        ('<input type="submit" value="Save">', ["value=Save"]),
        ('{{ "hello" }}', ["hello"]),
        ("{{ x or 'none' }}", ["none"]),
        ('{{ button("Save") }}', ["Save"]),
        ('{{ field(label="Name") }}', ["Name"]),
        ('{% set heading = "People" %}', ["People"]),
        ('{% macro m(x) %} title="Go" id="{{ x }}"{% endmacro %}', ["title=Go"]),
        ("{% macro m(x) %}<b>{{ x }}</b> Go{% endmacro %}", ["Go"]),
        ("{% trans %}Hello{% endtrans %}", ["line 1: Encountered unknown tag 'trans'."]),
    ],
)
def test_template_with_bare_text_is_caught(tmp_path: Path, template: str, found: list[str]) -> None:
    path = tmp_path / "page.html"
    path.write_text(template)

    assert in_template(path) == found


@pytest.mark.parametrize(
    "template",
    [
        '<p>{{ _("Hello %(name)s", name=name) }} · 12 →</p>',
        '{{ button(_staff("Save"), kind="primary") }}',
        '<p class="note" id="x" data-kind="Wide">{{ text }}</p>',
        '<option value="Fi" {{ "selected" if chosen == "Fi" }}>{{ x["Key"] }}</option>',
        '<p class="a {{ "b" if c else "d" }}"></p>',
        '{% macro m(x) %} id="{{ x }}"{% if x %} required{% endif %}{% endmacro %}',
        '<span translate="no">Punos <b>5</b></span>',
        '<!-- a comment --><!doctype html><html lang="{{ language() }}"></html>',
        '{% extends "web/layout.html" %}{% block content %}{% endblock %}{# Note #}',
        '<script src="/x.js" type="module">let a = "Text"</script>',
    ],
)
def test_template_that_speaks_through_the_catalogues_passes(tmp_path: Path, template: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(template)

    assert in_template(path) == []


def test_mail_with_bare_text_is_caught(tmp_path: Path) -> None:
    path = tmp_path / "mail.txt"
    path.write_text('{{ _("Dear reader") }},\n\n{{ link }}\nYours <Punos>\n')

    assert in_template(path) == ["Yours <Punos>"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('raise Refused("The cycle is closed.")', ["The cycle is closed."]),
        ('Permission("people.read", label="See people")', ["See people"]),
        ('raise Refused(f"No {x}")', ["line 1: a text put together from pieces"]),
        ("_(name)", ["line 1: _() needs a literal message"]),
        ('_(f"Hello {name}")', ["line 1: _() needs a literal message"]),
        ('raise Refused(_("The cycle is closed."))', []),
        ('Permission("people.read", label=_l("See people"))', []),
        ('query.label("total")', []),
    ],
)
def test_python_that_bypasses_the_catalogues_is_caught(source: str, found: list[str]) -> None:
    assert in_python(source) == found
