"""Figures of what people answered in surveys, and when they are hidden."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from punos import clock
from punos.ids import new_id
from punos.surveys.items import CONFIDENCE, INTEGRATION
from punos.surveys.models import Survey, SurveyAnswer, SurveyAsk
from tests.metrics.choir import SINGER
from tests.metrics.conftest import Choir
from tests.metrics.test_figures import contact, of


def sent(
    choir: Choir,
    wave: str,
    asked: list[UUID],
    answers: dict[UUID, dict[str, int]],
    anonymous: bool = False,
) -> None:
    """A survey that is closed by now."""
    with choir.association.work() as work:
        survey = Survey(
            id=new_id(), cycle_id=choir.cycle(work).id, wave=wave, role=SINGER, titles={"en": wave},
            items=[], anonymous=anonymous, opened_on=clock.today() - timedelta(days=20),
            closes_on=clock.today(), state="closed",
        )  # fmt: skip
        work.session.add(survey)
        work.session.flush()
        for one in asked:
            ask = SurveyAsk(survey_id=survey.id, enrolment_id=one, answered=one in answers)
            ask.asked_at = clock.now()
            work.session.add(ask)
        for one, said in answers.items():
            answer = SurveyAnswer(survey_id=survey.id, answers=said, answered_on=clock.today())
            answer.enrolment_id = None if anonymous else one
            work.session.add(answer)


def five(number: int, **more: int) -> dict[str, int]:
    return {**dict.fromkeys(CONFIDENCE, number), **more}


def test_nothing_is_said_before_a_survey_was_sent(choir: Choir) -> None:
    choir.singer()
    assert not {"N15", "N16"} & choir.figures().keys()


def test_confidence_is_compared_person_by_person(choir: Choir) -> None:
    up, little, down, once = (choir.singer() for _number in range(4))
    everybody = [up, little, down, once]
    sent(choir, "start", everybody, {one: five(3) for one in everybody})
    slightly = five(3, confidence_1=4, confidence_2=4)
    ends = {up: five(3, confidence_1=5, confidence_2=4), little: slightly, down: five(2)}
    sent(choir, "end", everybody, ends)
    found = choir.figures()
    assert of(found["N15"]) == (1, 3), "half a step and more counts; who answered once does not"
    assert found["N15"].response == (3, 4)
    assert of(found["N20.start"]) == (4, 4)
    assert of(found["N20.end"]) == (3, 4)


def test_who_left_one_of_the_five_out_is_not_compared(choir: Choir) -> None:
    singer = choir.singer()
    sent(choir, "start", [singer], {singer: five(1)})
    sent(choir, "end", [singer], {singer: dict.fromkeys(CONFIDENCE[:4], 5)})
    figure = choir.figures()["N15"]
    assert (figure.value, of(figure)) == (None, (0, 0))


def test_four_and_five_helped(choir: Choir) -> None:
    singers = [choir.singer() for _number in range(5)]
    said = {one: {INTEGRATION: number} for number, one in enumerate(singers, start=1)}
    sent(choir, "end", singers, said)
    assert of(choir.figures()["N16"]) == (2, 5)


def test_too_few_answers_hide_both(choir: Choir) -> None:
    singers = [choir.singer() for _number in range(6)]
    for wave in ("start", "end"):
        sent(choir, wave, singers, {one: five(4, **{INTEGRATION: 5}) for one in singers[:2]})
    found = choir.figures()
    for name in ("N15", "N16"):
        assert (found[name].value, found[name].part) == (None, None)
        assert "2 of 6" in str(found[name].missing)
    assert of(found["N20.end"]) == (2, 6), "the rate itself is always told"


def test_anonymous_answers_are_counted_and_never_compared(choir: Choir) -> None:
    singers = [choir.singer() for _number in range(5)]
    sent(choir, "start", singers, {one: five(1) for one in singers}, anonymous=True)
    ends = {one: five(5, **{INTEGRATION: 4}) for one in singers}
    sent(choir, "end", singers, ends, anonymous=True)
    found = choir.figures()
    assert found["N15"].value is None
    assert "anonymous" in str(found["N15"].missing)
    assert of(found["N16"]) == (5, 5)


def test_who_sees_one_unit_is_told_nothing_of_answers(choir: Choir) -> None:
    unit_id = choir.association.unit("altos")
    singer = choir.singer(unit_id=unit_id)
    sent(choir, "end", [singer], {singer: {INTEGRATION: 5}})
    assert not {"N15", "N16", "N20.end"} & choir.figures(contact(unit_id)).keys()
