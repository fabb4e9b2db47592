"""The register of employers: kept by pages, seen by partners, brought in and taken out as a file."""

import io
from datetime import timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.employers.models import Employer, EmployerContact
from tests.support.clients import Client
from tests.support.pairs import Pair
from tests.support.tenants import Association

PAJA = {"name": "Ohjelmapaja Oy", "city": "Turku", "profession": "25", "offers": ["shadowing"]}
KAISA = {"name": "Kaisa Esimerkki", "title": "Tiiminvetäjä", "email": "kaisa@paja.example.org"}


def one(here: Association) -> Employer:
    with here.work() as work:
        return work.session.scalars(select(Employer)).one()


def contacts(here: Association) -> list[EmployerContact]:
    with here.work() as work:
        return list(work.session.scalars(select(EmployerContact)))


def partner_worker(here: Association, app: Flask, unit_id: UUID) -> Client:
    """Somebody of a partner association, limited to its unit."""
    return here.signed_in(Client(app), "contact", unit_id=unit_id)


def test_employer_is_added_found_changed_and_not_asked_any_more(
    here: Association, staff: Client
) -> None:
    assert "No employers yet" in staff.get("/employers").text
    page = staff.follow(staff.post("/employers/add", PAJA)).text
    assert "Ohjelmapaja Oy" in page
    key = one(here).id
    assert "Ohjelmapaja Oy" in staff.get("/employers?q=ohjelmapaja&city=Turku&field=25").text
    assert "No match" in staff.get("/employers?offers=placement").text
    changed = {**PAJA, "city": "Åbo", "offers": ["placement", "interview"]}
    staff.post(f"/employers/{key}/change", changed)
    assert "Ohjelmapaja Oy" in staff.get("/employers?offers=placement&city=Åbo").text
    staff.post(f"/employers/{key}/contacts/add", KAISA)
    sure = staff.post(f"/employers/{key}/retire").text
    assert "Who answers there is forgotten." in sure
    assert "Kaisa" in staff.get(f"/employers/{key}").text
    staff.post(f"/employers/{key}/retire", {"sure": "yes"})
    assert "Ohjelmapaja Oy" not in staff.get("/employers?q=ohjelma").text
    assert "Ohjelmapaja Oy" in staff.get("/employers?state=retired").text
    assert contacts(here) == []
    staff.post(f"/employers/{key}/ask-again")
    assert "Ohjelmapaja Oy" in staff.get("/employers?q=ohjelma").text


def test_employer_of_the_same_name_and_city_is_refused(here: Association, staff: Client) -> None:
    staff.post("/employers/add", PAJA)
    again = staff.post("/employers/add", {**PAJA, "name": "OHJELMAPAJA oy"})
    assert again.status_code == 409
    assert "already an employer of this name in this city" in again.text
    assert staff.post("/employers/add", {**PAJA, "city": "Oulu"}).status_code == 303
    with here.work() as work:
        oulu = work.session.scalars(select(Employer.id).where(Employer.city == "Oulu")).one()
    assert staff.post(f"/employers/{oulu}/change", PAJA).status_code == 409


def test_who_answers_there_is_kept_with_the_day_they_were_told(
    here: Association, staff: Client
) -> None:
    staff.post("/employers/add", PAJA)
    key = one(here).id
    page = staff.follow(staff.post(f"/employers/{key}/contacts/add", KAISA)).text
    assert "Not told yet that they stand here" in page
    contact = contacts(here)[0]
    tomorrow = {**KAISA, "told_on": str(clock.today() + timedelta(days=1))}
    assert staff.post(f"/employers/contacts/{contact.id}", tomorrow).status_code == 422
    told = {**KAISA, "told_on": str(clock.today())}
    page = staff.follow(staff.post(f"/employers/contacts/{contact.id}", told)).text
    assert "Knows since" in page
    staff.post(f"/employers/contacts/{contact.id}/remove")
    assert contacts(here) == []


def test_partners_worker_adds_for_her_unit_and_sees_the_register_without_others_contacts(
    here: Association, staff: Client, app: Flask
) -> None:
    partner, other = here.unit("Partner"), here.unit("Other")
    worker = partner_worker(here, app, partner)
    staff.post("/employers/add", {**PAJA, "note": "Kysy aulasta"})
    ours = one(here).id
    staff.post(f"/employers/{ours}/contacts/add", KAISA)
    page = worker.get(f"/employers/{ours}").text
    assert "Ohjelmapaja Oy" in page
    assert "Kaisa" not in page
    assert "aulasta" not in page
    contact = contacts(here)[0].id
    for path in (f"/employers/{ours}/change", f"/employers/contacts/{contact}"):
        assert worker.get(path).status_code == 404
    assert worker.post(f"/employers/{ours}/retire", {"sure": "yes"}).status_code == 404
    theirs = {**PAJA, "name": "Sairaala"}
    assert worker.post("/employers/add", theirs).status_code == 422
    assert worker.post("/employers/add", {**theirs, "unit": str(other)}).status_code == 422
    worker.post("/employers/add", {**theirs, "unit": str(partner)})
    assert "Sairaala" in staff.get(f"/employers?unit={partner}").text
    with here.work() as work:
        query = select(Employer.id).where(Employer.unit_id == partner)
        added = work.session.scalars(query).one()
    worker.post(f"/employers/{added}/contacts/add", {"name": "Ville Esimerkki"})
    assert "Ville Esimerkki" in worker.get(f"/employers/{added}").text


def test_file_of_employers_is_added_once_and_whole_or_not_at_all(
    here: Association, staff: Client
) -> None:
    good = (
        "Työnantaja;Kaupunki;Field of work;What they offer;Contact person;E-mail\n"
        "Leipomo Esimerkki;Raisio;75;shadowing, interview;Leena Leipuri;leena@leipomo.example.org\n"
        "Kirjasto;Turku;;;;\n"
    )
    wrong = good + "Kolmas;Turku;;hovering;;nobody\n"

    def bring(text: str) -> tuple[int, str]:
        file = (io.BytesIO(text.encode()), "employers.csv")
        answer = staff.post("/employers/bring", {"file": file})
        return answer.status_code, staff.follow(answer).text

    status, page = bring(wrong)
    assert status == 422
    assert "Row 4" in page
    with here.work() as work:
        assert not work.session.scalars(select(Employer)).all()
    assert "2 employers were added." in bring(good)[1]
    assert contacts(here)[0].name == "Leena Leipuri"
    assert "0 employers were added. 2 were here already" in bring(good)[1]
    out = staff.get("/employers?format=csv").text
    assert "Leipomo Esimerkki" in out
    assert "Leena" not in out
    with here.work() as work:
        for row in work.session.scalars(select(Employer)):
            work.session.delete(row)
    assert "2 employers were added." in bring(out)[1]


def test_unreadable_file_and_one_with_identity_codes_are_refused(staff: Client) -> None:
    for text, said in (
        ("a;b\n1;2\n", "The file needs a column"),
        ("name\nMatti 131052-308T\n", "Row 2"),
    ):
        file = (io.BytesIO(text.encode()), "x.csv")
        answer = staff.post("/employers/bring", {"file": file})
        assert answer.status_code == 409
        assert said in answer.text


def test_register_is_closed_to_those_who_do_not_keep_it(
    here: Association, app: Flask, pair: Pair
) -> None:
    for reader in (
        here.signed_in(Client(app), "readonly"),
        pair.signed_in(app, pair.mentee, "mentee"),
    ):
        assert reader.get("/employers").status_code == 404
        assert reader.post("/employers/add", PAJA).status_code == 404
