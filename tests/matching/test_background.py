"""What the form asks besides what every programme needs: as much as the programme has a use for."""

import re
from typing import Any

import pytest
from flask import Flask
from marshmallow import ValidationError
from punos_pairwise.settings import PairwiseSettings
from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.groups.service import activate_group
from punos.i18n import use_language
from punos.matching.questions import FURTHER, countries
from punos.matching.schemas import MenteeBackground, MentorBackground
from punos.programmes.service import cycle_by_slug
from tests.enrolments.test_apply import GOOD
from tests.support.applying import apply_by_pages
from tests.support.clients import Client
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

CV = "https://cv.example.org/aino"


def asking(tenants: Tenants, mentee: list[str], mentor: list[str]) -> tuple[Association, str]:
    """An association whose open cycle asks these questions."""
    here = tenants.make(contact={"email": "ask@example.org"})
    asks = {"mentee": mentee, "mentor": mentor}
    return here, here.cycle(settings={**PAIRWISE_SETTINGS, "asks": asks})


def form_of(client: Client, slug: str, role: str) -> str:
    """Every page of the form."""
    pages, part = [], 0
    while True:
        part += 1
        page = client.get(f"/apply/{slug}/{role}?part=pairwise-{part}")
        if f"Part {part + 1} of" not in page.text:
            return "\n".join(pages)
        pages.append(page.text)


def test_the_form_asks_what_the_programme_chose_and_nothing_else(
    tenants: Tenants, client: Client
) -> None:
    here, slug = asking(tenants, ["gender", "peer_wish"], ["peer_type"])
    client.at(here.host)
    mentee, mentor = form_of(client, slug, "mentee"), form_of(client, slug, "mentor")
    assert "pairwise-gender" in mentee
    assert "pairwise-peer_wish" in mentee
    assert "pairwise-peer_type" in mentor
    for name in FURTHER - {"gender", "peer_wish"}:
        assert f'name="pairwise-{name}"' not in mentee
    for name in FURTHER - {"peer_type"}:
        assert f'name="pairwise-{name}"' not in mentor


def test_every_further_question_is_optional_and_says_why(tenants: Tenants, client: Client) -> None:
    everything = {"mentee": MenteeBackground, "mentor": MentorBackground}
    asks = {role: sorted(FURTHER & set(one().load_fields)) for role, one in everything.items()}
    here, slug = asking(tenants, asks["mentee"], asks["mentor"])
    page = client.at(here.host).get(f"/apply/{slug}/mentee?part=pairwise-2").text
    assert "Your situation" in page
    assert page.count("(optional)") >= len(re.findall(r"<legend", page))
    apply_by_pages(client, f"/apply/{slug}/mentee", GOOD)
    with here.work() as work:
        said = work.session.scalars(select(Enrolment)).one().answers["pairwise"]["data"]
    assert said["gender"] is None
    assert said["cv"] is None


def test_a_question_that_is_not_asked_is_not_taken_either(tenants: Tenants, client: Client) -> None:
    here, slug = asking(tenants, [], [])
    apply_by_pages(client.at(here.host), f"/apply/{slug}/mentee", GOOD)
    client.post(f"/apply/{slug}/mentee", {**GOOD, "pairwise-gender": "woman", "submit": "send"})
    with here.work() as work:
        for one in work.session.scalars(select(Enrolment)):
            assert "gender" not in one.answers["pairwise"]["data"]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        (CV, True),
        ("http://example.org/cv.pdf", True),
        ("javascript:alert(1)", False),
        ("data:text/html,hello", False),
        ("ftp://example.org/cv", False),
        ("cv.pdf", False),
    ],
)
def test_a_cv_is_an_address_on_the_web(typed: str, taken: bool) -> None:
    errors = MenteeBackground().validate({"cv": typed}, partial=True)
    assert ("cv" not in errors) is taken


def test_countries_are_named_in_the_language_of_the_reader() -> None:
    with use_language("fi"):
        known = dict(countries())
    assert known["SE"] == "Ruotsi"
    assert not {"EU", "UN", "ZZ", "150"} & known.keys()
    assert len(known) > 200


def test_a_rule_about_what_the_form_does_not_ask_is_refused() -> None:
    conditions = [{"question": "pairwise.moved", "test": "yes"}]
    rule: dict[str, Any] = {"name": "moved", "role": "mentee", "words": {"en": "Moved."}}
    settings = {**PAIRWISE_SETTINGS, "eligibility": [{**rule, "conditions": conditions}]}
    with pytest.raises(ValidationError, match="The form does not ask this"):
        PairwiseSettings().load({**settings, "asks": {"mentee": []}})
    stored = PairwiseSettings().load({**settings, "asks": {"mentee": ["moved"]}})
    assert stored["eligibility"][0]["effect"] == "warn"


def test_a_rule_about_gender_needs_a_ground_in_law() -> None:
    conditions = [{"question": "pairwise.gender", "test": "is_one_of", "values": ["Woman"]}]
    rule = {"name": "woman", "role": "mentee", "words": {"en": "Women."}, "conditions": conditions}
    settings = {**PAIRWISE_SETTINGS, "asks": {"mentee": ["gender"]}}
    with pytest.raises(ValidationError, match="needs a ground"):
        PairwiseSettings().load({**settings, "eligibility": [rule]})
    grounded = {**rule, "ground": "Positive action, plan of 2026."}
    stored = PairwiseSettings().load({**settings, "eligibility": [grounded]})
    assert stored["eligibility"][0]["conditions"][0]["values"] == ["woman"]


def paired(tenants: Tenants, app: Flask) -> tuple[Association, Client, Client, str, str]:
    """A mentee who gave her CV, and her mentor, each in a browser; her application and her person."""
    here, slug = asking(tenants, ["cv"], [])
    mentee, mentor = here.enrol(slug, "mentee", cv=CV), here.enrol(slug, "mentor")
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.id.in_((mentee, mentor)))
        activate_group(work, cycle_by_slug(work, slug), "pair", list(work.session.scalars(query)))
    people = [here.enrolment(one).person_id for one in (mentee, mentor)]
    browsers = [
        here.signed_in(Client(app), role, person_id=person)
        for role, person in zip(("mentee", "mentor"), people, strict=True)
    ]
    return here, browsers[0], browsers[1], str(mentee), str(people[0])


def test_a_cv_is_seen_by_herself_and_by_the_other_of_her_pair(tenants: Tenants, app: Flask) -> None:
    _here, mentee, mentor, _enrolment, _person = paired(tenants, app)
    assert f'href="{CV}"' in mentor.follow(mentor.get("/my")).text
    assert CV not in mentee.follow(mentee.get("/my")).text, "it is hers"
    assert CV in mentee.get("/application").text
    assert CV in mentee.get("/my/data").text


def test_a_cv_is_seen_by_nobody_of_the_staff(tenants: Tenants, app: Flask) -> None:
    here, _mentee, _mentor, enrolment, person = paired(tenants, app)
    slug = slug_of(here)
    staff = here.signed_in(Client(app), "administrator")
    for path in (
        f"/enrolments/{enrolment}",
        f"/enrolments/{enrolment}/change",
        f"/people/{person}",
        f"/people/{person}/held",
        f"/cycles/{slug}/applicants?format=csv",
    ):
        page = staff.get(path)
        assert page.status_code == 200, path
        assert CV not in page.text, path
    assert "Link to your CV" not in staff.get(f"/cycles/{slug}/applicants?format=csv").text


def test_a_correction_by_staff_leaves_the_cv_as_it_is(tenants: Tenants, app: Flask) -> None:
    here, mentee, _mentor, enrolment, _person = paired(tenants, app)
    staff = here.signed_in(Client(app), "coordinator")
    changed = {name: value for name, value in GOOD.items() if not name.startswith("consent")}
    answer = staff.post(f"/enrolments/{enrolment}/change", changed)
    assert answer.status_code == 303, answer.text
    assert CV in mentee.get("/application").text


def slug_of(here: Association) -> str:
    """Of the one cycle."""
    with here.work() as work:
        return work.session.scalars(select(Enrolment)).first().cycle.slug
