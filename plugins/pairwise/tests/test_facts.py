"""What visitors read of a programme's settings on the public page and the poster of its cycle."""

import re
from typing import Any

import pytest
from flask import Flask
from punos_pairwise.facts import facts
from punos_pairwise.presets import FIKA, TURKU, WOMENTO, WOMENTO_EARLY

from punos.plugin import ProgrammePreset, use_language
from tests.support.clients import Client
from tests.support.tenants import Tenants


def told(preset: ProgrammePreset) -> dict[str, str]:
    """The facts of a preset, in English."""
    with use_language("en"):
        return {label: str(text) for label, text in facts(preset.settings)}


def test_visitor_reads_language_length_meetings_and_months_of_womento() -> None:
    assert told(WOMENTO) == {
        "Who can be a mentee": "This programme is for women. You have moved to Finland from another country."
        " You have a university degree, from Finland or from another country."
        " You are of working age. You are looking for work in your own field."
        " You speak basic Finnish (A2).",
        "Language": "Finnish",
        "How long": "About 8 months (from 6 to 8 months)",
        "Meetings of a pair": "8 meetings, about 90 minutes each",
        "Meetings of all pairs": "4 meetings together",
        "Your group": "5 to 8 pairs, near you in field and place",
        "Where you meet": "Online",
        "Months in which you can apply": "January and August",
    }


def test_visitor_reads_what_is_particular_to_each_programme() -> None:
    assert told(TURKU)["Getting to know employers"].startswith("Each pair also arranges")
    assert told(TURKU)["Language"] == "One that you and your pair both speak"
    assert told(WOMENTO_EARLY)["Meetings of all pairs"] == "3 meetings together"
    assert told(WOMENTO_EARLY)["Where you meet"] == "In person"
    assert told(FIKA)["Time it takes"] == "4 to 8 hours a month"
    assert told(FIKA)["How long"] == "About 6 months"
    assert told(FIKA)["Language"] == "Swedish"


def test_rules_are_told_in_a_language_that_has_words_for_all_of_them() -> None:
    rules = [dict(one) for one in WOMENTO.settings["eligibility"]]
    rules[0]["words"] = {"fi": "Vain naisille."}
    with use_language("sv"):
        _label, found = facts({**WOMENTO.settings, "eligibility": rules})[0]
    assert found.lang == "fi"
    assert found.value.startswith("Vain naisille.")


def test_settings_of_before_are_told_as_far_as_they_go() -> None:
    stored: dict[str, Any] = {
        "meeting_plan": {"pair_meetings": 1, "minutes": 60},
        "length_months": {"min": 1, "target": 1, "max": 1},
    }
    with use_language("en"):
        found = dict(facts(stored))
    assert found == {
        "Language": "One that you and your pair both speak",
        "How long": "About 1 month",
        "Meetings of a pair": "1 meeting, about 60 minutes",
    }


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_public_page_and_poster_tell_the_facts_and_how_to_ask(
    app: Flask, tenants: Tenants, language: str
) -> None:
    here = tenants.make()
    slug = here.cycle(settings=WOMENTO.settings)
    with use_language(language):
        rows = facts(WOMENTO.settings)
    visitor = Client(app, here.host)
    page = visitor.get(f"/p/{slug}", headers={"Accept-Language": language}).text
    poster = here.signed_in(Client(app)).get(f"/cycles/{slug}/poster?in={language}").text
    for label, text in rows:
        row = re.compile(rf"<dt>{re.escape(label)}</dt>\s*<dd>{re.escape(str(text))}</dd>")
        assert row.search(page), label
        assert row.search(poster), label
    assert f'href="/ask/{slug}"' in page
