"""What is written down on the page of a cycle's meetings earns what was agreed for it."""

from datetime import timedelta

from punos import clock
from tests.support.clients import Client
from tests.support.tenants import Association

from .ledgers import agree, couple, line_of, meet, pair, pairs, running_cycle


def test_pair_that_has_met_earns_once_the_kick_off_is_written_down(
    association: Association, client: Client
) -> None:
    agreement_id = agree(association, pairs(conditions={"kick_off": True, "meetings": 1}))
    slug = running_cycle(association)
    two = couple(association, slug)
    meet(association, pair(association, slug, two))
    pair(association, slug)  # it has not met
    staff = association.signed_in(client)
    kick_off = {
        "kind": "kick_off",
        "held_on": (clock.today() - timedelta(days=1)).isoformat(),
        "starts": "17:00",
        "minutes": "120",
    }
    page = staff.follow(staff.post(f"/cycles/{slug}/meetings/add", kick_off))
    assert line_of(association, agreement_id).earned_cents == 0
    for _number in range(2):
        answer = staff.post(page.request.path, {"present": [str(one) for one in two]})
        assert answer.status_code == 303, answer.text
    found = line_of(association, agreement_id)
    assert (found.units, found.earned_cents) == (1, 50_000)
