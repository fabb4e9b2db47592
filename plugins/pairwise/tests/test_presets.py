"""Programmes to begin with: each has the numbers of the programme that it is made after."""

from typing import Any

import pytest
from flask import Flask
from punos_pairwise.presets import PRESETS
from punos_pairwise.settings import PairwiseSettings

from punos.enrolments.eligibility import unmet
from punos.plugin import criteria_of
from tests.support.clients import Client
from tests.support.tenants import Tenants

TURKU, WOMENTO, EARLY, FIKA = (preset.slug for preset in PRESETS)


def loaded(slug: str) -> dict[str, Any]:
    """The settings of a preset, with everything that it leaves to the schema."""
    preset = next(one for one in PRESETS if one.slug == slug)
    return dict(PairwiseSettings().dump(PairwiseSettings().load(preset.settings)))


@pytest.mark.parametrize(
    ("slug", "least", "usual", "most"),
    [(TURKU, 3, 3, 4), (WOMENTO, 6, 8, 8), (EARLY, 6, 7, 8), (FIKA, 6, 6, 6)],
)
def test_preset_lasts_as_long_as_its_programme(
    slug: str, least: int, usual: int, most: int
) -> None:
    assert loaded(slug)["length_months"] == {"min": least, "target": usual, "max": most}


@pytest.mark.parametrize(
    ("slug", "kinds"),
    [
        (TURKU, ["kick_off", "midterm", "closing", "feedback"]),
        (WOMENTO, ["kick_off", "group_meeting", "group_meeting", "closing"]),
        (EARLY, ["kick_off", "group_meeting", "closing"]),
        (FIKA, ["kick_off"]),
    ],
)
def test_preset_has_the_common_meetings_of_its_programme(slug: str, kinds: list[str]) -> None:
    assert loaded(slug)["meeting_plan"]["common"] == kinds


def test_pairs_of_womento_meet_monthly_and_those_of_fika_four_to_eight_hours_a_month() -> None:
    for slug in (WOMENTO, EARLY):
        assert loaded(slug)["meeting_plan"]["pair_meetings"] == 8
    plan = loaded(FIKA)["meeting_plan"]
    hours = plan["pair_meetings"] * plan["minutes"] / 60 / loaded(FIKA)["length_months"]["target"]
    assert (plan["hours_min"], plan["hours_max"]) == (4, 8)
    assert 4 <= hours <= 8


@pytest.mark.parametrize(
    ("slug", "spoken"), [(TURKU, ()), (WOMENTO, ("fi",)), (EARLY, ("fi",)), (FIKA, ("sv",))]
)
def test_preset_is_run_in_the_language_of_its_programme(slug: str, spoken: tuple[str, ...]) -> None:
    assert criteria_of(loaded(slug)["criteria"]).working_languages == spoken


def test_preset_matches_by_what_its_programme_asks_for() -> None:
    turku, fika = (criteria_of(loaded(slug)["criteria"]) for slug in (TURKU, FIKA))
    assert (turku.profession, turku.interests) == ("high", "high")
    assert (fika.profession, fika.interests) == ("high", "high")
    for slug in (WOMENTO, EARLY):
        criteria = criteria_of(loaded(slug)["criteria"])
        assert criteria.mandatory >= {"profession", "languages"}
        assert criteria.mentee_language_level == "A2", "basic Finnish"


def test_rules_of_womento_and_turku_are_those_of_their_programmes() -> None:
    womento, turku = loaded(WOMENTO), loaded(TURKU)
    assert [rule["name"] for rule in womento["eligibility"]] == [
        "woman",
        "moved",
        "degree",
        "working_age",
        "own_field",
        "finnish",
    ]
    assert loaded(EARLY)["eligibility"] == womento["eligibility"]
    assert [rule["name"] for rule in turku["eligibility"]] == ["moved", "near_turku"]
    assert loaded(FIKA)["eligibility"] == []


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, []),
        ({"gender": "man"}, ["woman"]),
        ({"education_level": "5"}, ["degree"]),
        ({"education_country": "FI"}, []),
        ({"age_group": "over_64"}, ["working_age"]),
        ({"seeks_own_field": "no", "moved": "no"}, ["moved", "own_field"]),
        ({"languages": [{"language": "fi", "level": "A1"}]}, ["finnish"]),
        ({"languages": [{"language": "fi", "level": "C1"}]}, []),
    ],
)
def test_womento_is_for_whom_its_programme_says(change: dict[str, Any], broken: list[str]) -> None:
    said = {
        "gender": "woman",
        "moved": "yes",
        "education_level": "7",
        "education_country": "UA",
        "age_group": "30_54",
        "seeks_own_field": "yes",
        "languages": [{"language": "fi", "level": "A2"}],
        **change,
    }
    assert unmet(loaded(WOMENTO)["eligibility"], "mentee", {"pairwise": {"data": said}}) == broken


@pytest.mark.parametrize("slug", [WOMENTO, EARLY])
def test_pairs_of_womento_are_in_circles_of_five_to_eight(slug: str) -> None:
    assert loaded(slug)["circles"] == {"wanted": True, "min": 5, "max": 8}
    assert not loaded(FIKA)["circles"]["wanted"]


@pytest.mark.parametrize("slug", [WOMENTO, FIKA])
def test_two_intakes_make_forty_pairs_a_year(slug: str) -> None:
    settings = loaded(slug)
    assert settings["intakes"] == ["january", "august"]
    assert settings["pairs_target"] * len(settings["intakes"]) == 40


def test_turku_needs_five_pairs_hopes_for_ten_and_meets_an_employer() -> None:
    settings = loaded(TURKU)
    assert (settings["pairs_min"], settings["pairs_target"]) == (5, 10)
    assert settings["employer_visit"] == "required"
    assert settings["intakes"] == []


def test_womento_meets_online_today_and_met_in_its_cities_early() -> None:
    assert (loaded(WOMENTO)["meets"], loaded(EARLY)["meets"]) == ("online", "in_person")
    assert loaded(WOMENTO)["criteria"]["place"] == "off"
    assert loaded(EARLY)["criteria"]["place"] == "mandatory"


def test_every_preset_is_offered_and_makes_a_programme_whose_settings_can_be_edited(
    app: Flask, tenants: Tenants
) -> None:
    association = tenants.make()
    association.switch_on("pairwise")
    staff = association.signed_in(Client(app))
    page = staff.get("/start").text
    for preset in PRESETS:
        assert f'value="pairwise.{preset.slug}"' in page
        answer = staff.post("/start/programme", {"preset": f"pairwise.{preset.slug}"})
        assert answer.status_code == 303
        assert staff.get(f"/programmes/{preset.slug}/settings").status_code == 200
