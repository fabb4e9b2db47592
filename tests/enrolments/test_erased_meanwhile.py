"""Somebody is erased in the moment in which they act by their link."""

from concurrent.futures import ThreadPoolExecutor, wait
from uuid import UUID

import pytest
from sqlalchemy import select

from punos.access import Principal
from punos.accounts.models import AccessLink
from punos.enrolments.answers import current
from punos.enrolments.applying import correct
from punos.enrolments.models import Enrolment
from punos.enrolments.returning import come_along, question
from punos.enrolments.service import enrol_many
from punos.errors import Absent, Refused
from punos.people.models import Person
from punos.people.service import add_person
from punos.privacy.erasing import erase
from punos.programmes.service import cycle_by_slug
from tests.enrolments.test_returning import ask, earlier, enrolled, here, slug, staff, went_through
from tests.support.clients import Client
from tests.support.tenants import Association

__all__ = ["earlier", "here", "slug", "staff"]


def test_who_comes_along_is_not_erased_in_the_same_moment(
    here: Association, staff: Client, earlier: str, slug: str
) -> None:
    meri = went_through(here, earlier)
    ask(here, staff, slug, meri)
    person_id = here.enrolment(meri).person_id
    with here.work() as work:
        link = work.session.scalars(
            select(AccessLink).where(AccessLink.purpose == "returning")
        ).one()
        bearer = Principal(
            "link",
            {"link.returning": None},
            person_id=person_id,
            link_id=link.id,
            purpose="returning",
            subject_kind="enrolment",
            subject_id=meri,
        )
    with ThreadPoolExecutor(1) as aside:
        with here.work(bearer) as work:
            asked = question(work)
            come_along(work, asked, current(asked.earlier))
            erasing = aside.submit(erased, here, person_id)
            # Held up by her, not done before her answer is there to be erased.
            assert not wait([erasing], timeout=1).done
        assert erasing.result() == "refused"
    assert [one.model_state for one in enrolled(here, slug)] == ["accepted"]


def erased(here: Association, person_id: UUID) -> str:
    """Erase somebody; what became of it."""
    try:
        with here.work() as work:
            erase(work, work.session.get_one(Person, (here.record.id, person_id)))
    except Refused:
        return "refused"
    return "erased"


def test_change_of_answers_does_not_bring_back_who_was_erased_meanwhile(
    here: Association, earlier: str
) -> None:
    refused = here.enrol(earlier, "mentor", state="refused")
    with pytest.raises(Absent), here.work() as work:
        enrolment = work.session.scalars(select(Enrolment).where(Enrolment.id == refused)).one()
        said = current(enrolment)
        said["person"]["data"]["city"] = "Kemi"
        assert erased(here, enrolment.person.id) == "erased"
        correct(work, enrolment, said)
    with here.work() as work:
        found = work.session.scalars(
            select(Person).where(Person.erased_at.is_not(None), Person.city.is_not(None))
        )
        assert not found.all()


def test_who_is_added_from_a_file_is_not_erased_in_the_same_moment(
    here: Association, slug: str
) -> None:
    with here.work() as work:
        person_id = add_person(work, given_name="Meri").id
        gone = add_person(work, given_name="Poissa")
        erase(work, gone)
    with ThreadPoolExecutor(1) as aside:
        with here.work() as work:
            people = [
                work.session.get_one(Person, (here.record.id, one)) for one in (person_id, gone.id)
            ]
            entries = [(one, {}) for one in people]
            cycle = cycle_by_slug(work, slug)
            made = enrol_many(work, cycle, "mentor", entries, source="import")
            assert [one.person_id for one in made] == [person_id]
            erasing = aside.submit(erased, here, person_id)
            assert not wait([erasing], timeout=1).done
        assert erasing.result() == "refused"
