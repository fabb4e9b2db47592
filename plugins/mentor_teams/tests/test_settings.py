"""What may be set, and what follows from it: the plan of a union, and the union of an occupation."""

from typing import Any

import pytest
from punos_mentor_teams.model import planned
from punos_mentor_teams.placing import union_of
from punos_mentor_teams.settings import TeamSettings, criteria_for

from punos.deployment import Deployment
from punos.programmes.service import SettingsRefused, checked_settings

from .field import SETTINGS


def theme(number: int, **more: Any) -> dict[str, Any]:
    return {"names": {"en": f"Theme {number}"}, **more}


def stored(deployment: Deployment, **changes: Any) -> dict[str, Any]:
    """Settings as they are kept."""
    model = deployment.registry.programme_models()["mentor_teams"]
    return checked_settings(model, {**SETTINGS, **changes})


@pytest.mark.parametrize("themes", [2, 6])
def test_plan_of_other_than_three_to_five_themes_is_refused(
    deployment: Deployment, themes: int
) -> None:
    plan = [theme(number) for number in range(themes)]
    with pytest.raises(SettingsRefused) as refused:
        stored(deployment, plan=plan)
    assert set(refused.value.errors) == {"plan"}
    with pytest.raises(SettingsRefused):
        stored(deployment, unions={"doctors": {"plan": plan}})


@pytest.mark.parametrize(
    "changes",
    [
        {"unions": {"doctors": {"professions": ["22x"]}}},
        {"unions": {"doctors": {"professions": ["22111"]}}},
        {"mentors_preferred": 3},
        {"profession_digits": 0},
        {"criteria": {"profession": "off"}},
        {"plan": [theme(1), theme(2), {"names": {}}]},
        {"colour": "red"},
    ],
)
def test_settings_that_mean_nothing_are_refused(
    deployment: Deployment, changes: dict[str, Any]
) -> None:
    with pytest.raises(SettingsRefused):
        stored(deployment, **changes)


def test_settings_are_filled_in_and_stay_the_same_when_kept_again(deployment: Deployment) -> None:
    once = stored(deployment)
    assert once["mentors_preferred"] == 2
    assert once["plan"][0]["minutes"] == 90
    assert TeamSettings().dump(TeamSettings().load(once)) == once


def test_union_with_a_plan_of_its_own_has_that_one(deployment: Deployment) -> None:
    own = [theme(number, minutes=60) for number in range(1, 5)]
    unions = {"doctors": {"professions": ["221"], "plan": own}}
    settings = stored(deployment, unions=unions)
    assert [one.minutes for one in planned(settings, "doctors")] == [60] * 4
    for other in ("engineers", "unheard-of", None):
        shared = planned(settings, other)
        assert [one.theme for one in shared] == ["1", "2", "3"]
        assert shared[0].names == {"en": "Getting to know each other"}


def test_profession_must_agree_and_hopes_count_for_the_team(deployment: Deployment) -> None:
    criteria = criteria_for(stored(deployment, profession_digits=2))
    assert criteria.mandatory == {"profession"}
    assert criteria.profession_digits == 2
    assert "hopes" not in criteria.weights


UNIONS = {
    "all": {"professions": ["2"]},
    "doctors": {"professions": ["221", "2212"]},
    "nurses": {"professions": ["222"]},
    "midwives": {"professions": ["222"]},
}


@pytest.mark.parametrize(
    ("said", "union"),
    [
        ({"occupation": "2212"}, "doctors"),
        ({"occupation": "2512"}, "all"),
        ({"occupation": "2221"}, None),
        ({"occupation": "5321"}, None),
        ({"occupation": "2"}, "all"),
        ({"occupation": None}, None),
        ({}, None),
        ({"occupation": "2212", "union": "nurses"}, "nurses"),
        ({"occupation": "2212", "union": "unheard-of"}, "doctors"),
    ],
)
def test_union_is_the_chosen_one_or_that_of_the_longest_beginning(
    said: dict[str, Any], union: str | None
) -> None:
    assert union_of(said, UNIONS) == union
