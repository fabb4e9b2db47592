"""The settings of a programme of pairs: what associations declare, and what is refused."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError
from punos_pairwise.settings import PairwiseSettings

from punos.plugin import criteria_of

TENANTS = Path(__file__).resolve().parents[3] / "tenants"
DECLARED = sorted(
    path
    for path in TENANTS.glob("*/programmes/*.toml")
    if tomllib.loads(path.read_text())["model"] == "pairwise"
)
LEAST: dict[str, Any] = {
    "meeting_plan": {"pair_meetings": 8},
    "length_months": {"min": 3, "target": 4, "max": 6},
}


def test_there_are_declared_programmes() -> None:
    assert len(DECLARED) >= 2


@pytest.mark.parametrize("path", DECLARED, ids=lambda path: path.parts[-3])
def test_declared_programme_can_be_matched(path: Path) -> None:
    declared = tomllib.loads(path.read_text())
    stored = PairwiseSettings().dump(PairwiseSettings().load(declared["settings"]))
    assert criteria_of(stored["criteria"]).weights, "something counts"


def test_what_is_left_out_has_a_default() -> None:
    settings = PairwiseSettings().load(LEAST)
    assert settings["aim"] == "most_people"
    assert settings["criteria"]["profession"] == "high"
    assert settings["meeting_plan"]["minutes"] == 60


@pytest.mark.parametrize(
    ("where", "change"),
    [
        ("colour", {"colour": "blue"}),
        ("aim", {"aim": "fastest"}),
        ("criteria", {"criteria": {"proffesion": "high"}}),
        ("criteria", {"criteria": {"profession": "very"}}),
        ("criteria", {"criteria": {"mentee_language_level": "D1"}}),
        ("meeting_plan", {"meeting_plan": {}}),
        ("meeting_plan", {"meeting_plan": {"pair_meetings": 0}}),
        ("meeting_plan", {"meeting_plan": {"pair_meetings": 8, "common": ["party"]}}),
        ("length_months", {"length_months": {"min": 6, "target": 4, "max": 8}}),
        ("pairs_target", {"pairs_target": -1}),
    ],
)
def test_what_does_not_fit_is_refused_by_name(where: str, change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        PairwiseSettings().load({**LEAST, **change})
    assert list(refused.value.messages_dict) == [where]
