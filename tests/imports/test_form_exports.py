"""Last year's answers, as a web form gives them out: understood, or asked once and remembered."""

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from punos.enrolments.models import Enrolment, OwnQuestion
from punos.imports.models import ImportWord
from punos.people.models import Person
from tests.accounts.seeing import statements
from tests.imports.exports import (
    ENGLISH_MENTEES,
    GOOGLE_MENTEES,
    MICROSOFT_MENTORS,
    WEBROPOL_MENTEES,
)
from tests.imports.ways import add, check, columns_on, look, upload, work_off
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

_WORD = re.compile(
    r'<label for="(w-[0-9a-f]+)">“([^”]+)” \((\d+) rows?\)</label>\s*'
    r'<(?:input type="text"[^>]*?value="([^"]*)"|select.*?</select>)',
    re.DOTALL,
)


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def proposed(client: Client, slug: str, content: str, role: str) -> list[str]:
    return list(columns_on(client.follow(upload(client, slug, content, role))).values())


def words_on(page: TestResponse) -> dict[str, str]:
    """Word → the name of what asks for it."""
    return {found[2]: found[1] for found in _WORD.finditer(page.text)}


def explain(client: Client, page: TestResponse, **meanings: str) -> TestResponse:
    """Say on the page what words mean; the rest as it is guessed there."""
    path = page.request.path
    asked = client.get(f"{path}/words")
    named = words_on(asked)
    said = {found[1]: found[4] or "" for found in _WORD.finditer(asked.text)}
    for choice in re.finditer(r'<select name="(w-\w+)".*?</select>', asked.text, re.DOTALL):
        chosen = re.search(r'value="([^"]+)" selected', choice[0])
        said[choice[1]] = chosen[1] if chosen else ""
    said |= {named[word]: meaning for word, meaning in meanings.items()}
    answer = client.post(f"{path}/words", said)
    assert answer.status_code == 303, answer.text
    work_off(client)
    return client.get(path)


@pytest.mark.parametrize(
    ("content", "role", "columns"),
    [
        (
            GOOGLE_MENTEES,
            "mentee",
            "- email whole_name phone city occupation languages.fi languages.en hopes online_ok"
            " about -",
        ),
        (
            MICROSOFT_MENTORS,
            "mentor",
            "- - - - - given_name family_name email city occupation capacity languages offers",
        ),
        (WEBROPOL_MENTEES, "mentee", "- given_name family_name email city occupation"),
        (
            ENGLISH_MENTEES,
            "mentee",
            "- email whole_name phone city occupation languages.fi languages.uk hopes",
        ),
    ],
)
def test_headings_of_web_forms_are_understood(
    here: Association, client: Client, content: str, role: str, columns: str
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    found = [name.partition("-")[2] or "-" for name in proposed(client, slug, content, role)]
    assert " ".join(found) == columns


def test_words_are_asked_once_and_remembered_for_the_next_file(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    looked = look(client, slug, GOOGLE_MENTEES)
    assert "words are not understood" in looked.text
    asked = client.get(f"{looked.request.path}/words")
    assert set(words_on(asked)) == {
        "Sairaanhoitaja", "Ohjelmistokehittäjä", "kirjanpitäjä", "hyvä", "sujuva",
        "Verkostoja", "Apua työnhakuun", "Kyllä, mielelläni",
    }  # fmt: skip
    meanings = {
        "Sairaanhoitaja": "Nurses",
        "Ohjelmistokehittäjä": "2512",
        "kirjanpitäjä": "3313",
        "hyvä": "B2",
        "sujuva": "C1",
        "Verkostoja": "networks",
        "Apua työnhakuun": "application",
        "Kyllä, mielelläni": "yes",
    }
    understood = explain(client, looked, **meanings)
    assert "Add 3 people" in understood.text
    add(client, understood)
    assert answers(here, "Amina") == {
        "occupation": "2221",
        "languages": [{"language": "fi", "level": "B1"}, {"language": "en", "level": "C1"}],
        "hopes": ["networks", "application"],
        "online_ok": True,
    }
    assert answers(here, "Olena")["languages"][0] == {"language": "fi", "level": "B2"}
    with here.work() as work:
        names = work.session.execute(select(Person.given_name, Person.family_name)).all()
    assert ("Li", "Na") in [tuple(one) for one in names]
    again = look(client, here.cycle(), GOOGLE_MENTEES.replace("people.ex", "other.ex"))
    assert "not understood" not in again.text


def answers(here: Association, name: str) -> dict[str, object]:
    with here.work() as work:
        query = select(Enrolment).join(Person, Person.id == Enrolment.person_id)
        found = work.session.scalars(query.where(Person.given_name == name)).one()
        said = found.answers["pairwise"]["data"]
    return {name: said[name] for name in ("occupation", "languages", "hopes", "online_ok")}


def test_words_are_guessed_from_those_of_the_form(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    looked = look(client, slug, MICROSOFT_MENTORS, "mentor")
    page = client.get(f"{looked.request.path}/words")
    guessed = {found[2]: found[4] for found in _WORD.finditer(page.text) if found[4]}
    assert guessed == {
        "Sairaanhoitaja": "Nurses",
        "ohjelmistokehittäjä": "Software developers",
        "Kirjanpitäjä": "Bookkeepers",
    }
    understood = explain(client, looked, Verkostoja="networks", **{"Apua työnhakuun": "-"})
    assert "Add 3 people" in understood.text
    add(client, understood)
    with here.work() as work:
        said = [one["pairwise"]["data"] for one in work.session.scalars(select(Enrolment.answers))]
    assert sorted(one["capacity"] for one in said) == [1, 1, 2]
    assert [one["offers"] for one in said] == [["networks"]] * 3
    assert {"language": "fi", "level": "first"} in [one["languages"][0] for one in said]


def test_word_left_open_keeps_its_rows_out_and_is_asked_again(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    looked = look(client, slug, MICROSOFT_MENTORS, "mentor")
    left = explain(client, looked)
    assert "There is nobody to add." in left.text
    asked = client.get(f"{left.request.path}/words")
    assert set(words_on(asked)) == {"Verkostoja", "Apua työnhakuun"}


def test_meaning_can_be_taken_back(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    looked = look(client, slug, MICROSOFT_MENTORS, "mentor")
    explain(client, looked)
    with here.work() as work:
        query = select(ImportWord.id).where(ImportWord.word == "sairaanhoitaja")
        nurse = work.session.scalars(query).one()
    path = looked.request.path
    client.post(f"{path}/words", {"again": str(nurse)})
    work_off(client)
    assert "Sairaanhoitaja" in words_on(client.get(f"{path}/words"))


def test_what_has_no_column_is_said_for_everybody(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = client.follow(upload(client, slug, WEBROPOL_MENTEES))
    assert "the same for everybody" in page.text
    refused = client.post(
        f"{page.request.path}/columns",
        {**columns_on(page), "all-pairwise-languages": "something"},
    )
    assert refused.status_code == 409
    looked = check(client, page, **{"all-pairwise-languages": "suomi B1, English B2"})
    assert "Add 1 person" in looked.text
    add(client, looked)
    with here.work() as work:
        said = work.session.scalars(select(Enrolment.answers)).one()["pairwise"]["data"]
    assert said["languages"] == [
        {"language": "fi", "level": "B1"},
        {"language": "en", "level": "B2"},
    ]


def test_column_that_nobody_asks_for_becomes_a_question_of_our_own(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = client.follow(upload(client, slug, "Etunimi;Millä bussilla tulet?\r\nAnna;32\r\n"))
    looked = check(client, page, c1="own")
    add(client, looked)
    with here.work() as work:
        question = work.session.scalars(select(OwnQuestion)).one()
        said = work.session.scalars(select(Enrolment.answers)).one()
    assert question.labels == {"en": "Millä bussilla tulet?"}
    assert said["own"]["data"][question.name] == "32"


def test_pages_take_no_more_statements_for_more_words(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    few = look(client, slug, GOOGLE_MENTEES).request.path
    rows = "".join(f"x,,Anna Osa{n},,,Ammatti {n},hyvä {n},,,,,\r\n" for n in range(60))
    many = look(client, slug, GOOGLE_MENTEES + rows).request.path
    for page in ("", "/words", "/columns"):
        counted = [_counted(client, f"{path}{page}") for path in (few, many)]
        assert counted[0] == counted[1] <= 12


def _counted(client: Client, path: str) -> int:
    client.get(path)
    with statements(client.app.extensions["punos"]) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_what_stands_under_a_wrong_heading_is_no_word_to_be_remembered(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    file = ENGLISH_MENTEES.replace(",Nurse,", ',"Nurse amina@people.example.org",')
    file = file.replace(",Networks", ",+358 40 555 0101")
    looked = look(client, slug, file)
    assert not words_on(client.get(f"{looked.request.path}/words"))
    assert "There is nobody to add." in looked.text


def test_names_under_a_wrong_heading_are_no_words_to_be_remembered(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    # Somebody has written who they are into another column.
    for said, asked in ((",Amina the wizard,", []), (",Wizard,", ["Wizard"])):
        looked = look(client, slug, ENGLISH_MENTEES.replace(",Nurse,", said))
        assert list(words_on(client.get(f"{looked.request.path}/words"))) == asked
    # The column of names is said to be the profession, and none to hold a name.
    columns = client.follow(upload(client, slug, ENGLISH_MENTEES))
    looked = check(client, columns, c2="pairwise-occupation", c5="")
    assert not words_on(client.get(f"{looked.request.path}/words"))
