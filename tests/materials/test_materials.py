"""Guides and other materials: versions and languages, who sees them, and what has to be read."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.accounts.links import issue
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.enrolments.telling import note_told
from punos.groups.models import Membership
from punos.groups.service import activate_group
from punos.materials.api import required_done
from punos.materials.models import Material, MaterialRead, MaterialVersion
from punos.materials.service import add_material, add_version
from punos.meetings.models import Meeting
from punos.programmes.models import Phase
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

TEXT = {"kind": "text", "language": "en", "title": "First meeting", "text": "Say hello."}


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def programme(here: Association, slug: str) -> str:
    with here.work() as work:
        found: str = cycle_by_slug(work, slug).programme.slug
        return found


def material(here: Association, slug: str, title: str = "Guide", **rules: object) -> UUID:
    """A text in English for the programme of this cycle."""
    with here.work() as work:
        found = add_material(work, cycle_by_slug(work, slug).programme, title, **rules)
        add_version(work, found, language="en", kind="text", title=title, text="Read me.")
        return found.id


def paired(here: Association, app: Flask, slug: str) -> tuple[Client, UUID]:
    """The browser of a mentee in a pair, by the link to it, and the enrolment."""
    mentee, mentor = here.enrol(slug, "mentee"), here.enrol(slug, "mentor")
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.id.in_((mentee, mentor)))
        activate_group(work, cycle_by_slug(work, slug), "pair", list(work.session.scalars(query)))
        for one in (mentee, mentor):
            move(work, one, "paired")
        own = work.session.scalars(
            select(Membership).where(Membership.enrolment_id == mentee)
        ).one()
        person = own.enrolment.person_id
        link = issue(work, "group_member", "membership", own.id, person_id=person)
    client = Client(app, here.host)
    client.follow(client.get(link))
    return client, mentee


def met() -> dict[str, str]:
    return {"held_on": f"{clock.today():%d.%m.%Y}", "starts": "00:05", "minutes": "60"}


def test_material_is_added_on_a_page_and_new_versions_leave_the_old_ones(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    path = f"/programmes/{programme(here, slug)}/materials"
    here.signed_in(client)
    assert path in client.get(f"/cycles/{slug}").text
    assert "No materials yet" in client.get(path).text
    client.get(f"{path}/add")
    one = client.post(f"{path}/add", {**TEXT, "role": "mentee"}).headers["Location"]
    assert "Say hello." in client.get(one).text
    client.get(f"{one}/version")
    for language, words in (("en", "Say hello twice."), ("fi", "Tervehdi.")):
        answer = client.post(f"{one}/version", {**TEXT, "language": language, "text": words})
        assert answer.status_code == 303
    page = client.get(one).text
    assert "Say hello twice." in page
    assert "Tervehdi." in page
    assert "Earlier versions" in page
    with here.work() as work:
        versions = list(work.session.scalars(select(MaterialVersion).order_by(MaterialVersion.id)))
    assert [(one.language, one.number) for one in versions] == [("en", 1), ("en", 2), ("fi", 1)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Write the text."),
        ({"kind": "link"}, "Give the address of the page."),
        ({"kind": "link", "url": "javascript:alert(1)"}, "address"),
        ({"kind": "file"}, "Choose a file."),
        ({"title": ""}, "Title"),
    ],
)
def test_material_without_what_it_is_is_refused(
    here: Association, client: Client, wrong: dict[str, str], said: str
) -> None:
    path = f"/programmes/{programme(here, here.cycle())}/materials/add"
    here.signed_in(client).get(path)
    answer = client.post(path, {**TEXT, **wrong})
    assert answer.status_code == 422
    assert said in answer.text


def test_file_is_given_out_to_be_kept_and_other_kinds_are_refused(
    here: Association, client: Client, app: Flask
) -> None:
    slug = here.cycle()
    path = f"/programmes/{programme(here, slug)}/materials/add"
    here.signed_in(client).get(path)
    page = (BytesIO(b"<script>"), "guide.html")
    refused = client.post(path, {**TEXT, "kind": "file", "file": page})
    assert refused.status_code == 422
    assert "A PDF always can." in refused.text
    guide = (BytesIO(b"%PDF-1.4"), "Käsikirja عربي.pdf")
    one = client.post(path, {**TEXT, "kind": "file", "file": guide}).headers["Location"]
    own, _mentee = paired(here, app, slug)
    given = own.get(f"/my{one}/file")
    assert given.data == b"%PDF-1.4"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["X-Content-Type-Options"] == "nosniff"


def test_reader_gets_their_language_else_one_that_is_marked(here: Association, app: Flask) -> None:
    slug = here.cycle()
    one = material(here, slug)
    own, _mentee = paired(here, app, slug)
    assert own.post("/language", {"language": "fi", "next": "/my/materials"}).status_code == 303
    assert '<span lang="en">Guide</span>' in own.get("/my/materials").text
    with here.work() as work:
        found = work.session.scalars(select(Material)).one()
        add_version(work, found, language="fi", kind="text", title="Opas", text="Lue minut.")
    assert "Opas" in own.get("/my/materials").text
    assert "Lue minut." in own.get(f"/my/materials/{one}").text


def test_people_see_what_is_for_their_role_phase_and_cycle(here: Association, app: Flask) -> None:
    slug, other = here.cycle(), here.cycle()
    with here.work() as work:
        cycle, elsewhere = cycle_by_slug(work, slug).id, cycle_by_slug(work, other).id
        for kind, days in (("begun", -5), ("ahead", 5)):
            start = clock.today() + timedelta(days=days)
            work.session.add(
                Phase(
                    cycle_id=cycle,
                    kind=kind,
                    names={"en": kind},
                    planned_from=start,
                    planned_until=start + timedelta(days=30),
                )
            )
    shown = [
        material(here, slug, "For all"),
        material(here, slug, "For mentees", role="mentee"),
        material(here, slug, "Of now", phase="begun"),
        material(here, slug, "Of here", cycle_id=cycle),
    ]
    hidden = [
        material(here, slug, "For mentors", role="mentor"),
        material(here, slug, "Of later", phase="ahead"),
        material(here, slug, "Of elsewhere", cycle_id=elsewhere),
        material(here, other, "Of another programme"),
    ]
    own, _mentee = paired(here, app, slug)
    page = own.get("/my/materials").text
    assert [one for one in shown if str(one) not in page] == []
    assert [one for one in hidden if str(one) in page] == []
    assert {own.get(f"/my/materials/{one}").status_code for one in hidden} == {404}


def test_applicant_whom_nobody_has_accepted_sees_none(here: Association, app: Flask) -> None:
    slug = here.cycle()
    material(here, slug)
    person = here.enrolment(here.enrol(slug, "mentee", state="applied")).person_id
    own = here.signed_in(Client(app), "mentee", person_id=person)
    assert "There is nothing to read yet" in own.get("/my/materials").text


def test_required_one_reminds_until_it_is_read_and_a_change_is_told(
    here: Association, app: Flask
) -> None:
    slug = here.cycle()
    one = material(here, slug, required=True)
    own, mentee = paired(here, app, slug)
    assert "Please read this before your first meeting" in own.get("/my/group").text
    # It reminds alone: what happened can be logged.
    assert own.post("/my/group", met()).status_code == 303
    with here.work() as work:
        assert not required_done(work, work.session.get_one(Enrolment, (work.tenant.id, mentee)))
    own.get(f"/my/materials/{one}")
    assert own.post(f"/my/materials/{one}/read").status_code == 303
    assert "Please read this before" not in own.get("/my/group").text
    with here.work() as work:
        assert required_done(work, work.session.get_one(Enrolment, (work.tenant.id, mentee)))
        found = work.session.scalars(select(Material)).one()
        add_version(work, found, language="en", kind="text", title="Guide", text="Anew.")
    assert "It has changed since you read it." in own.get("/my/materials").text


def test_one_that_blocks_keeps_the_first_meeting_waiting_but_not_the_staff(
    here: Association, app: Flask, client: Client
) -> None:
    slug = here.cycle()
    material(here, slug, "House rules", blocks=True)
    own, _mentee = paired(here, app, slug)
    own.get("/my/group")
    answer = own.post("/my/group", {**met(), "topic": "Interviews"})
    assert answer.status_code == 409
    assert "Please read this first" in answer.text
    assert "House rules" in answer.text
    assert 'value="Interviews"' in answer.text
    with here.work() as work:
        group = work.session.scalars(select(Membership.group_id)).first()
    path = f"/groups/{group}"
    here.signed_in(client).get(path)
    assert client.post(f"{path}/meetings", {**met(), "starts": "00:01"}).status_code == 303
    assert own.post("/my/group", met()).status_code == 303


def test_one_that_blocks_lets_go_once_it_is_read(here: Association, app: Flask) -> None:
    slug = here.cycle()
    one = material(here, slug, blocks=True)
    own, _mentee = paired(here, app, slug)
    own.get("/my/group")
    assert own.post("/my/group", met()).status_code == 409
    own.post(f"/my/materials/{one}/read")
    assert own.post("/my/group", met()).status_code == 303
    with here.work() as work:
        assert len(list(work.session.scalars(select(Meeting)))) == 1


def test_staff_see_who_has_not_read_and_write_it_down_for_them(
    here: Association, client: Client, app: Flask
) -> None:
    slug = here.cycle()
    one = material(here, slug, required=True, role="mentee")
    mentee = here.enrol(slug, "mentee", name="Aava")
    with here.work() as work:
        note_told(work, cycle_by_slug(work, slug), "accepted", [mentee])
    here.enrol(slug, "mentor", name="Beda")
    here.signed_in(client)
    page = client.get(f"/materials/{one}?read=no").text
    assert "Aava" in page
    assert "Beda" not in page
    answer = client.post(f"/materials/{one}/readers", {"chosen": [str(mentee)]})
    assert "Written down for 1." in client.follow(answer).text
    assert "Aava" not in client.get(f"/materials/{one}?read=no").text
    with here.work() as work:
        assert work.session.scalars(select(MaterialRead)).one().recorded_by is not None
    person = here.enrolment(mentee).person_id
    own = here.signed_in(Client(app), "mentee", person_id=person)
    assert "Written down for you by the staff" in own.get(f"/my/materials/{one}").text


def test_contact_marks_nobody_of_another_unit(here: Association, client: Client) -> None:
    slug = here.cycle()
    ours, theirs = here.unit("Ours"), here.unit("Theirs")
    one = material(here, slug)
    other = here.enrol(slug, "mentee", name="Vieras", unit_id=theirs)
    here.enrol(slug, "mentee", name="Oma", unit_id=ours)
    here.signed_in(client, "contact", unit_id=ours)
    page = client.get(f"/materials/{one}").text
    assert "Oma" in page
    assert "Vieras" not in page
    marked = client.post(f"/materials/{one}/readers", {"chosen": [str(other)]})
    assert marked.status_code == 404
    assert client.get(f"/materials/{one}/version").status_code == 404


def test_order_is_changed_and_a_withdrawn_one_is_shown_to_nobody(
    here: Association, client: Client, app: Flask
) -> None:
    slug = here.cycle()
    first, second = material(here, slug, "Eka"), material(here, slug, "Toka")
    own, _mentee = paired(here, app, slug)
    here.signed_in(client)
    client.get(f"/programmes/{programme(here, slug)}/materials")
    client.post(f"/materials/{second}/move", {"to": "up"})
    page = own.get("/my/materials").text
    assert page.index("Toka") < page.index("Eka")
    client.post(f"/materials/{first}/withdraw")
    assert own.get(f"/my/materials/{first}").status_code == 404
    client.post(f"/materials/{first}/withdraw", {"again": "yes"})
    assert own.get(f"/my/materials/{first}").status_code == 200


def test_rules_are_changed_on_a_page(here: Association, client: Client) -> None:
    one = material(here, here.cycle())
    here.signed_in(client)
    assert "From which phase on?" in client.get(f"/materials/{one}/rules").text
    client.post(f"/materials/{one}/rules", {"role": "mentor", "blocks": "yes"})
    with here.work() as work:
        found = work.session.scalars(select(Material)).one()
        assert (found.role, found.required, found.blocks) == ("mentor", True, True)
