"""The demo's referrals, told by the product's own verbs."""

import pytest
from sqlalchemy import select

from punos.demo.acts import carry_everything
from punos.referrals import demo
from punos.referrals.models import ReceivedReferral, Referral
from tests.support.tenants import Tenants


def test_acts_bring_one_accepted_one_waiting_and_one_declined_however_often_they_are_played(
    tenants: Tenants, monkeypatch: pytest.MonkeyPatch
) -> None:
    aurala, iwwof = tenants.make(), tenants.make()
    for one, role in ((aurala, "mentor"), (iwwof, "mentee")):
        slug = one.cycle()
        for _ in range(3):
            one.enrol(slug, role)
    (to_iwwof, _role, two), (to_aurala, *back) = demo.STORY["aurala"], demo.STORY["iwwof"]
    assert (to_iwwof, to_aurala) == ("iwwof", "aurala")
    story = {
        aurala.record.slug: (iwwof.record.slug, "mentor", two),
        iwwof.record.slug: (aurala.record.slug, *back),
    }
    monkeypatch.setattr(demo, "STORY", story)
    monkeypatch.setattr(demo, "ACCEPTS", iwwof.record.slug)
    for act in (1, 1, 2, 2, 3):
        for one in (aurala, iwwof):
            with one.work() as work:
                demo.demo_act(work, act)
        carry_everything(tenants.deployment)
    with aurala.work() as work:
        sent = work.session.scalars(select(Referral).order_by(Referral.id)).all()
        assert [one.state for one in sent] == ["accepted", "sent"]
        assert all("city" not in one.chosen for one in sent)
        assert work.session.scalars(select(ReceivedReferral)).one().state == "declined"
    with iwwof.work() as work:
        assert work.session.scalars(select(Referral)).one().state == "declined"
        states = select(ReceivedReferral.state).order_by(ReceivedReferral.id)
        assert list(work.session.scalars(states)) == ["accepted", "waiting"]
