"""An association says what its programme asks, wave by wave."""

from __future__ import annotations

import pytest

from punos.surveys.items import SHARED, SITUATION
from tests.support.clients import Client
from tests.support.tenants import Tenants
from tests.surveys.desk import Desk, begun

NEW = {
    "kind": "one",
    "label_en": "Where do you live?",
    "label_fi": "Missä asut?",
    "label_sv": "",
    "help_en": "",
    "help_fi": "",
    "help_sv": "",
    "options_en": "Turku\nElsewhere",
    "options_fi": "Turku\nMuualla",
    "options_sv": "",
}


@pytest.fixture
def desk(tenants: Tenants, client: Client) -> Desk:
    """A coordinator and a cycle."""
    return begun(tenants, client, 1)


def of(desk: Desk, wave: str = "start", role: str = "mentee", more: str = "") -> str:
    """The address of a survey's page."""
    return f"/programmes/{desk.programme}/surveys/{wave}/{role}{more}"


def add(desk: Desk, **told: str) -> int:
    """Add a question by its form."""
    desk.staff.get(of(desk, more="/questions/new"))
    return int(desk.staff.post(of(desk, more="/questions/new"), {**NEW, **told}).status_code)


def step(desk: Desk, act: str, item: str = "", wave: str = "start") -> int:
    """Press a button beside a question."""
    desk.staff.get(of(desk, wave))
    answer = desk.staff.post(of(desk, wave, more="/step"), {"act": act, "item": item})
    return int(answer.status_code)


def test_ready_surveys_stand_for_each_wave_and_role(desk: Desk) -> None:
    page = desk.staff.get(f"/programmes/{desk.programme}/surveys").text
    for wave in ("start", "midterm", "end", "months_6", "months_12"):
        for role in ("mentee", "mentor"):
            assert of(desk, wave, role) in page
            assert "How it looks" in desk.staff.get(of(desk, wave, role)).text


def test_own_question_is_asked_in_every_language_it_was_written_in(desk: Desk) -> None:
    assert add(desk) == 303
    assert "Where do you live?" in desk.staff.get(of(desk)).text
    desk.send()
    (mentee,) = desk.browsers()
    page = mentee.get("/survey").text
    assert "Elsewhere" in page
    mentee.set_cookie("punos-language", "fi")
    assert "Muualla" in mentee.get("/survey").text


def test_choices_keep_their_values_when_another_is_put_before_them(desk: Desk) -> None:
    add(desk)
    path = of(desk, more="/questions/q1")
    before = desk.staff.get(of(desk)).text
    desk.staff.get(path)
    told = {name: value for name, value in NEW.items() if name != "kind"}
    told |= {"options_en": "Naantali\nTurku\nElsewhere", "options_fi": "Naantali\nTurku\nMuualla"}
    assert desk.staff.post(path, told).status_code == 303
    after = desk.staff.get(of(desk)).text
    assert 'value="o1"' in before
    assert after.index('value="o3"') < after.index('value="o1"') < after.index('value="o2"')


@pytest.mark.parametrize(
    "told",
    [{"label_en": ""}, {"options_en": "One"}, {"options_en": "A\nA"}, {"options_fi": "Turku"}],
)
def test_question_that_cannot_be_asked_is_refused_beside_its_field(
    desk: Desk, told: dict[str, str]
) -> None:
    assert add(desk, **told) == 422


def test_questions_are_moved_and_removed(desk: Desk) -> None:
    assert step(desk, "down", "confidence_1") == 303
    page = desk.staff.get(of(desk)).text
    first, second = (SHARED[f"confidence_{n}"].labels["en"] for n in (1, 2))
    assert page.index(second) < page.index(first)
    assert step(desk, "drop", "confidence_1") == 303
    listed = desk.staff.get(of(desk)).text.partition("Questions that others ask too")
    assert first not in listed[0]
    assert first in listed[2]
    assert step(desk, "share", "confidence_1") == 303
    assert first in desk.staff.get(of(desk)).text.partition("Questions that others ask too")[0]


def test_shared_question_keeps_its_name_and_its_wording(desk: Desk) -> None:
    path = of(desk, "end", more=f"/questions/{SITUATION}")
    page = desk.staff.get(path).text
    assert "stays as it is" in page
    assert "label_en" not in page
    assert desk.staff.post(path, {"label_en": "Are you well?"}).status_code == 422
    assert desk.staff.post(path, {"required": "yes"}).status_code == 303
    shown = desk.staff.get(of(desk, "end")).text
    assert SHARED[SITUATION].labels["en"] in shown
    assert "An answer is needed" in shown


def test_shared_question_is_said_in_further_languages(tenants: Tenants, client: Client) -> None:
    here = tenants.make(languages=["en", "fi", "sv", "ar"])
    slug = here.cycle()
    here.signed_in(client)
    desk = Desk(here, client, slug)
    path = of(desk, "end", more=f"/questions/{SITUATION}")
    client.get(path)
    told = {"label_ar": "ما وضعك الآن؟", "options_ar": "أ\nب\nت\nث\nج\nح"}
    assert client.post(path, told).status_code == 303
    assert "ما وضعك الآن؟" in client.get(path).text
    assert client.post(path, {**told, "options_ar": "أ"}).status_code == 422


def test_what_was_sent_stays_as_it_was(desk: Desk) -> None:
    desk.send()
    step(desk, "drop", "hopes")
    add(desk)
    (mentee,) = desk.browsers()
    page = mentee.get("/survey").text
    assert "What do you hope for most" in page
    assert "Where do you live?" not in page


def test_ready_survey_can_be_taken_again(desk: Desk) -> None:
    add(desk)
    assert step(desk, "ready") == 303
    page = desk.staff.get(of(desk)).text
    assert "Where do you live?" not in page
    assert "Undo all changes" not in page


def test_survey_without_questions_cannot_be_sent(desk: Desk) -> None:
    for name in ("going_well", "best", "to_change", "help_wanted"):
        step(desk, "drop", name, "midterm")
    page = desk.staff.get(f"/cycles/{desk.slug}/surveys").text
    assert "No questions yet" in page
    refused = desk.staff.post(f"/cycles/{desk.slug}/surveys", {"wave": "midterm", "role": "mentee"})
    assert refused.status_code == 409


def test_wave_or_role_that_is_not_there_is_no_page(desk: Desk) -> None:
    assert desk.staff.get(of(desk, "never")).status_code == 404
    assert desk.staff.get(of(desk, "start", "nobody")).status_code == 404
    assert desk.staff.get(of(desk, more="/questions/nothing")).status_code == 404
