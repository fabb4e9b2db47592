"""What a form looks like to a screen reader, to a browser without scripts and to an attacker."""

from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from markupsafe import escape
from werkzeug.datastructures import MultiDict

from punos import web
from punos.forms import Form
from punos.i18n import jinja_globals, use_language
from tests.forms.schemas import BAD, GOOD, Application

TEMPLATES = Path(web.__path__[0]) / "templates"
PAGE = """{% from "_form.html" import form_html %}
{{ form_html(form, "/send", submit="Send", csrf_token="token") }}"""
PAYLOAD = "\"><script>alert(1)</script>'{{ 7*7 }}"
VOID = {"input", "br", "meta", "link", "img", "hr"}


class Page(HTMLParser):
    """The elements of a page, and whether they are well nested."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for _tag, attrs in self.elements if attribute in attrs]


def drawn(form: Form) -> str:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(jinja_globals())
    return environment.from_string(PAGE).render(form=form)


def loaded(data: dict[str, str]) -> Form:
    form = Form.from_request(Application(), MultiDict(data))
    form.load()
    return form


@pytest.fixture(params=["new", "good", "bad", "empty"])
def form(request: pytest.FixtureRequest) -> Form:
    if request.param == "new":
        return Form(Application())
    return loaded({"good": GOOD, "bad": BAD, "empty": {}}[request.param])


def test_form_ids_are_unique_and_references_lead_somewhere(form: Form) -> None:
    page = Page(drawn(form))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for attribute in ("for", "aria-describedby", "aria-labelledby", "list"):
        for value in page.values(attribute):
            assert set(value.split()) <= set(ids)
    assert {href[1:] for href in page.values("href")} <= set(ids)


def test_form_every_control_has_a_name_that_is_read_out(form: Form) -> None:
    page = Page(drawn(form))
    labelled = set(page.values("for"))
    for tag, attrs in page.elements:
        if tag in ("input", "select", "textarea") and attrs.get("type") != "hidden":
            assert attrs.get("id") in labelled or attrs.get("aria-label"), attrs


def test_form_errors_are_in_the_summary_and_beside_the_field() -> None:
    form = loaded(BAD)
    html = drawn(form)
    assert html.count('role="alert"') == 1
    for view in form.fields:
        assert f'href="#{view.id}"' in html
        assert f'id="{view.id}-error"' in html
        assert html.count(str(escape(view.error))) == 2


def test_form_keeps_what_was_typed_in_the_page() -> None:
    html = drawn(loaded({**BAD, "about": "\nfirst\nsecond 131052-308T"}))
    assert 'value="31.2.2020"' in html
    assert "Astronaut on leave" in html
    # The browser drops the first line break of a text area, so one has to be there for it.
    assert ">\n\nfirst\nsecond" in html


def test_form_marks_optional_fields_and_uses_no_asterisk() -> None:
    html = drawn(Form(Application()))
    assert html.count("(optional)") == 2
    assert "*" not in html


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_form_hostile_answers_stay_text(language: str) -> None:
    with use_language(language):
        html = drawn(loaded(dict.fromkeys(GOOD, PAYLOAD)))
    assert "<script" not in html
    assert "49" not in html
    assert str(escape(PAYLOAD)) in html


def test_form_has_nothing_inline(form: Form) -> None:
    page = Page(drawn(form))
    assert "style" not in {tag for tag, _attrs in page.elements}
    assert not page.values("style")
    assert not [name for _tag, attrs in page.elements for name in attrs if name.startswith("on")]


def test_stylesheet_stays_small() -> None:
    """Rule: at most 30 kB, and everything on a first visit under 120 kB."""
    static = Path(web.__path__[0]) / "static"
    assert (static / "punos.css").stat().st_size <= 30 * 1024
    assert sum(path.stat().st_size for path in static.iterdir()) <= 60 * 1024


def test_languages_of_work_and_of_most_who_move_here_are_offered_before_all_others() -> None:
    with use_language("en"):
        page = Page(drawn(Form(Application())))
    at = [tag for tag, _attrs in page.elements].index("optgroup")
    listed = [
        attrs["value"] or attrs.get("label")
        for tag, attrs in page.elements[at:]
        if tag == "option" and "value" in attrs
    ]
    groups = [attrs["label"] for tag, attrs in page.elements if tag == "optgroup"][:2]
    assert groups == ["Most often", "Other languages"]
    assert listed[:4] == ["fi", "sv", "en", "sq"], "then by their names: Albanian"
    assert listed.index("uk") < listed.index("vi") < listed.index("af")
    assert len(listed[: listed.index("af")]) < 30
