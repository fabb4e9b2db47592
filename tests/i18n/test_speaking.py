"""What is said: the language, the catalogue, the values in it, and a tenant's own wording."""

from __future__ import annotations

import copy
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment
from markupsafe import Markup

from punos.i18n import (
    Catalogues,
    _,
    _n,
    jinja_globals,
    language,
    negotiate,
    own_name,
    use_language,
    use_overrides,
)
from punos.i18n.catalogues import is_checked
from punos.i18n.placeholders import fits
from tests.i18n.planted import plant

NAMES = iter(range(1000))


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogues]:
    # Catalogues are cached by package for the life of a process: each test has its own package.
    name = f"punos_spoken{next(NAMES)}"
    monkeypatch.syspath_prepend(str(plant(tmp_path, name).folder.parent))
    yield Catalogues(name)
    sys.modules.pop(name, None)


def test_message_follows_the_language_spoken(catalogues: Catalogues) -> None:
    say, say_n, say_p, _lazy = catalogues.people
    assert say("Welcome, %(name)s", name="Aino") == "Welcome, Aino"
    with use_language("fi"):
        assert say("Welcome, %(name)s", name="Aino") == "Tervetuloa, Aino"
        assert say_n("%(num)s pair", "%(num)s pairs", 1) == "1 pari"
        assert say_n("%(num)s pair", "%(num)s pairs", 5) == "5 paria"
        assert say_p("month", "May") == "toukokuu"
    assert say_n("%(num)s pair", "%(num)s pairs", 1) == "1 pair"
    assert language() == "en"


def test_staff_catalogue_is_apart_from_that_of_people(catalogues: Catalogues) -> None:
    with use_language("fi"):
        assert catalogues.staff.say("Close the cycle") == "Päätä kausi"
        assert catalogues.people.say("Close the cycle") == "Close the cycle"


def test_plugin_falls_back_to_the_cores_catalogue(catalogues: Catalogues) -> None:
    with use_language("fi"):
        assert catalogues.people.say("today") == _("today") == "tänään"


def test_lazy_text_is_put_into_words_when_shown(catalogues: Catalogues) -> None:
    lazy = catalogues.people.lazy("Welcome, %(name)s", name="Aino")
    assert str(lazy) == "Welcome, Aino"
    with use_language("fi"):
        assert str(lazy) == f"{lazy}" == str(copy.deepcopy(lazy)) == "Tervetuloa, Aino"
        assert Markup("<b>{}</b>").format(lazy) == "<b>Tervetuloa, Aino</b>"
    with pytest.raises(TypeError):
        "Hello " + lazy  # type: ignore[operator]


def test_markup_stays_markup_and_what_surrounds_it_is_escaped() -> None:
    filled = _("%(a)s & %(b)s", a=Markup("<b>x</b>"), b="<i>")
    assert filled == Markup("<b>x</b> &amp; &lt;i&gt;")


def test_message_without_values_may_hold_a_percent_sign() -> None:
    assert _("100 %") == "100 %"


def test_template_of_a_plugin_speaks_through_its_own_catalogue(catalogues: Catalogues) -> None:
    pages = {
        "layout": "{{ _('today') }} {% block b %}{% endblock %}",
        "page": "{% extends 'layout' %}{% block b %}{{ _('Welcome, %(name)s', name='<x>') }} "
        "{{ _n('%(num)s pair', '%(num)s pairs', 2) }} {{ _staff('Close the cycle') }}"
        "{% endblock %}",
    }
    environment = Environment(loader=DictLoader(pages), autoescape=True)
    environment.globals.update(jinja_globals())
    template = environment.get_template("page", globals=jinja_globals(catalogues))
    with use_language("fi"):
        assert template.render() == "tänään Tervetuloa, &lt;x&gt; 2 paria Päätä kausi"


def test_override_by_the_tenant_wins_in_its_language_only() -> None:
    own = {
        ("en", "people", None, "today"): "this very day",
        ("en", "people", None, "%(num)s pairs"): "%(num)s twosomes",
    }
    with use_overrides(own):
        assert _("today") == "this very day"
        assert _n("%(num)s pair", "%(num)s pairs", 2) == "2 twosomes"
        assert _n("%(num)s pair", "%(num)s pairs", 1) == "1 pair"
        with use_language("sv"):
            assert _("today") == "i dag"
    assert _("today") == "today"


@pytest.mark.parametrize(
    ("rewording", "right"),
    [
        ("Hello %(name)s!", True),
        ("Hello", False),
        ("%(other)s", False),
        ("%(name)s 5 %", False),
        ("%(name)s 5 %%", True),
    ],
)
def test_rewording_must_use_the_same_placeholders(rewording: str, right: bool) -> None:
    assert fits("Welcome, %(name)s", rewording) is right


def test_language_of_one_thread_is_not_heard_in_another() -> None:
    heard: list[str] = []
    with use_language("fi"):
        thread = threading.Thread(target=lambda: heard.append(language()))
        thread.start()
        thread.join()
    assert heard == ["en"]


def test_language_that_is_not_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"), use_language("xx"):
        pass


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("sv-FI,en;q=0.5", "sv"),
        ("de,fi;q=0.8,en;q=0.9", "en"),
        ("FI", "fi"),
        ("fi;q=0,sv;q=0.1", "sv"),
        ("de", "fi"),
        ("", "fi"),
        (None, "fi"),
        (";;;q=,=", "fi"),
    ],
)
def test_language_is_negotiated_by_primary_tag(header: str | None, expected: str) -> None:
    assert negotiate(header, ["en", "fi", "sv"], "fi") == expected


def test_language_is_called_as_its_speakers_call_it() -> None:
    assert [own_name(code) for code in ("en", "fi", "sv")] == ["English", "suomi", "svenska"]


def test_catalogue_says_whether_a_native_speaker_has_checked_it(catalogues: Catalogues) -> None:
    assert is_checked("punos", "people", "en")
    assert not is_checked(catalogues.package, "people", "fi")
