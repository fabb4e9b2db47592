"""Events are written with the fact, hold no personal value, and are replayed once and in order."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from punos import clock
from punos.deployment import Deployment
from punos.events.models import Event
from punos.events.service import record, replay, skip_to_now
from punos.ids import new_id
from punos.work import Work
from tests.support.bare import bare_tenant

AT_ONCE = timedelta(seconds=-1)


def add(deployment: Deployment, tenant: Any, *roles: str) -> list[UUID]:
    with deployment.work(tenant) as work:
        return [
            record(work, "enrolment.applied", ("enrolment", new_id()), data={"role": role}).id
            for role in roles
        ]


def test_event_rolled_back_with_its_fact(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)

    def refused_step() -> None:
        with deployment.work(tenant) as work:
            record(work, "cycle.closed", ("cycle", new_id()))
            work.session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused_step()
    with deployment.work(tenant) as work:
        assert work.session.scalars(select(Event)).all() == []


def test_event_names_its_subject_by_table_and_id(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    with deployment.work(tenant) as work:
        first = record(work, "cycle.closed", ("cycle", new_id()))
        second = record(work, "cycle.closed", first, data={"size": 3, "by": new_id()})
        work.session.flush()
        assert (second.subject_kind, second.subject_id) == ("event", first.id)
        assert second.version == 1


@pytest.mark.parametrize(
    "value", ["Aino Virtanen", "aino@example.org", "A", "", "x" * 61, {"a": 1}, b"x"]
)
def test_event_with_personal_value_is_refused(deployment: Deployment, value: Any) -> None:
    with deployment.work(bare_tenant(deployment)) as work:
        with pytest.raises(ValueError, match="ids, codes and numbers only") as refusal:
            record(work, "meeting.held", ("meeting", new_id()), data={"where": value})
        assert not isinstance(value, str) or not value or value not in str(refusal.value)


def test_event_of_unknown_kind_is_refused(deployment: Deployment) -> None:
    with deployment.work(bare_tenant(deployment)) as work, pytest.raises(ValueError, match="kind"):
        record(work, "meeting.dreamt", ("meeting", new_id()))


def test_event_cannot_be_changed_by_the_serving_role(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    add(deployment, tenant, "mentee")
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        deployment.work(tenant) as work,
    ):
        work.session.scalars(select(Event)).one().kind = "cycle.closed"


def test_replay_after_suspension_gives_each_event_once_in_order(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    ids = add(deployment, tenant, "mentee", "mentor", "mentee")
    seen: list[UUID] = []

    def handler(_work: Work, event: Event) -> None:
        seen.append(event.id)

    for limit in (2, 2, 2):
        with deployment.work(tenant) as work:
            replay(work, "pairwise", handler, limit, settled=AT_ONCE)
    assert seen == ids


def test_replay_whose_handler_fails_begins_there_again(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    ids = add(deployment, tenant, "mentee", "mentor")
    seen: list[UUID] = []
    works = False

    def fails_at_the_second(_work: Work, event: Event) -> None:
        if event.id == ids[1] and not works:
            raise RuntimeError
        seen.append(event.id)

    with pytest.raises(RuntimeError), deployment.work(tenant) as work:
        replay(work, "pairwise", fails_at_the_second, settled=AT_ONCE)
    works = True
    with deployment.work(tenant) as work:
        assert replay(work, "pairwise", fails_at_the_second, settled=AT_ONCE) == 2
    assert seen == [ids[0], *ids]


def test_replay_leaves_what_may_still_be_overtaken(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    add(deployment, tenant, "mentee")
    with deployment.work(tenant) as work:
        assert replay(work, "pairwise", lambda *_: None) == 0


def test_replay_misses_nothing_when_an_earlier_id_commits_later(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    seen: list[UUID] = []
    window = timedelta(milliseconds=400)
    with deployment.work(tenant) as slow:
        early = record(slow, "cycle.closed", ("cycle", new_id())).id
        late = add(deployment, tenant, "mentee")[0]
        with deployment.work(tenant) as work:
            replay(work, "pairwise", lambda _w, e: seen.append(e.id), settled=window)
        assert seen == []
    waited = clock.now() + window
    while clock.now() < waited + timedelta(milliseconds=5):
        pass
    with deployment.work(tenant) as work:
        replay(work, "pairwise", lambda _w, e: seen.append(e.id), settled=window)
    assert seen == [early, late]


def test_replay_without_the_window_misses_what_commits_late(deployment: Deployment) -> None:
    """The control of the test above: this is why there is a window."""
    tenant = bare_tenant(deployment)
    seen: list[UUID] = []
    with deployment.work(tenant) as slow:
        record(slow, "cycle.closed", ("cycle", new_id()))
        late = add(deployment, tenant, "mentee")[0]
        with deployment.work(tenant) as work:
            replay(work, "pairwise", lambda _w, e: seen.append(e.id), settled=AT_ONCE)
    with deployment.work(tenant) as work:
        replay(work, "pairwise", lambda _w, e: seen.append(e.id), settled=AT_ONCE)
    assert seen == [late]


def test_replay_of_plugin_switched_on_today_begins_today(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    add(deployment, tenant, "mentee")
    with deployment.work(tenant) as work:
        skip_to_now(work, "pairwise")
    with deployment.work(tenant) as work:
        assert replay(work, "pairwise", lambda *_: None, settled=AT_ONCE) == 0


def test_replay_sees_only_its_own_tenant(deployment: Deployment) -> None:
    ours, theirs = bare_tenant(deployment), bare_tenant(deployment)
    add(deployment, theirs, "mentee")
    with deployment.work(ours) as work:
        assert replay(work, "pairwise", lambda *_: None, settled=AT_ONCE) == 0
