"""The demo's people and accounts speak the first language of their association."""

from sqlalchemy import select

from punos.accounts.models import Account
from punos.demo.load import load_tenant
from punos.demo.words import LETTERS, TOPICS
from punos.enrolments.models import Enrolment
from punos.i18n import LANGUAGES
from punos.meetings.models import Meeting
from tests.support.tenants import PASSWORD, Tenants


def test_demo_of_an_association_that_speaks_swedish_first_is_in_swedish(tenants: Tenants) -> None:
    here = tenants.make(languages=["sv", "en"], names={"sv": "Föreningen"})
    here.cycle()
    with here.work() as work:
        load_tenant(work, PASSWORD)
    with here.work() as work:
        assert "Koordinator" in set(work.session.scalars(select(Account.name)))
        of_pairs = select(Meeting.topic).where(Meeting.group_id.is_not(None))
        topics = set(work.session.scalars(of_pairs))
        letters = {
            answers["pairwise"]["data"]["about"]
            for answers in work.session.scalars(select(Enrolment.answers))
        }
    assert topics
    assert topics <= set(TOPICS["sv"])
    assert letters == {LETTERS["sv"]}


def test_demo_has_words_of_every_language() -> None:
    assert set(LETTERS) == set(TOPICS) == set(LANGUAGES)
