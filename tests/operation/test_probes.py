"""What machines ask: whether it lives, whether all of it is there, and its figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text

from punos.app import create_app
from punos.db.vitals import missing_columns
from punos.deployment import Deployment
from tests.conftest import make_config
from tests.support.clients import Client
from tests.support.database import cloned_database
from tests.support.served import Processes, processes, until
from tests.support.tenants import Tenants

TOKEN = "m" * 30


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment whose queue nobody else writes to."""
    with cloned_database() as urls:
        config = make_config(urls, tmp_path_factory.mktemp("alone"))
        deployment = Deployment(replace(config, metrics_token=TOKEN))
        yield deployment
        deployment.dispose()


@contextmanager
def as_owner(deployment: Deployment, *statements: str) -> Iterator[None]:
    """The first statement now, the second afterwards."""
    engine = create_engine(deployment.config.database_urls["owner"])
    with engine.begin() as connection:
        connection.execute(text(statements[0]))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text(statements[1]))
        engine.dispose()


def beat(deployment: Deployment, seconds: int) -> None:
    with as_owner(
        deployment,
        "DELETE FROM procrastinate_workers",
        "INSERT INTO procrastinate_workers (last_heartbeat) "
        f"VALUES (now() - interval '{seconds} seconds')",
    ):
        pass


def test_ready_when_database_migrations_and_worker_are_there(alone: Deployment) -> None:
    client = Client(create_app(deployment=alone))
    beat(alone, 2)
    answer = client.get("/ready")
    assert (answer.status_code, answer.text) == (200, "ready\n")


@pytest.mark.parametrize("seconds", [31, 4000])
def test_not_ready_when_no_worker_gives_a_sign_of_life(alone: Deployment, seconds: int) -> None:
    client = Client(create_app(deployment=alone))
    beat(alone, seconds)
    answer = client.get("/ready")
    assert (answer.status_code, answer.text) == (503, "worker\n")


def test_not_ready_when_the_database_lacks_what_this_code_needs(alone: Deployment) -> None:
    client = Client(create_app(deployment=alone))
    beat(alone, 1)
    assert missing_columns(alone.database("web")) == []
    renamed = (
        "ALTER TABLE person RENAME COLUMN city TO town",
        "ALTER TABLE person RENAME town TO city",
    )
    with as_owner(alone, *renamed):
        assert client.get("/ready").text == "migrations\n"
        assert missing_columns(alone.database("web")) == ["person.city"]
    assert client.get("/ready").status_code == 200


def test_not_ready_when_the_database_is_away_although_it_lives(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    away = Deployment(make_config({"web": url}, tmp_path))
    client = Client(create_app(deployment=away))
    assert client.get("/health").status_code == 200
    answer = client.get("/ready")
    assert (answer.status_code, answer.text) == (503, "database\n")
    away.dispose()


def test_probes_answer_at_any_host_and_say_nothing_about_anybody(alone: Deployment) -> None:
    here = Tenants(alone).make()
    client = Client(create_app(deployment=alone))
    for host in ("192.0.2.1", "unknown.example.org", here.host):
        answers = [client.at(host).get(path) for path in ("/health", "/ready")]
        assert {answer.mimetype for answer in answers} == {"text/plain"}
        assert not any(here.canary in answer.text for answer in answers)
        assert not any("Set-Cookie" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer wrong", f"bearer {TOKEN}x", TOKEN, "Bearer ä"]
)
def test_metrics_are_absent_for_whoever_lacks_the_token(
    alone: Deployment, header: str | None
) -> None:
    client = Client(create_app(deployment=alone), Tenants(alone).make().host)
    answer = client.get("/metrics", headers={"Authorization": header} if header else {})
    assert answer.status_code == 404
    assert answer.text == client.get("/no-such-page").text


def test_metrics_are_absent_where_no_token_is_set(deployment: Deployment) -> None:
    client = Client(create_app(deployment=deployment))
    for header in ("Bearer ", "Bearer"):
        assert client.get("/metrics", headers={"Authorization": header}).status_code == 404


def figures(text_: str) -> dict[str, float]:
    return {
        f"{sample.name}{sorted(sample.labels.items()) or ''}": sample.value
        for family in text_string_to_metric_families(text_)
        for sample in family.samples
    }


def test_metrics_count_requests_by_route_and_look_at_the_queue(alone: Deployment) -> None:
    client = Client(create_app(deployment=alone))
    here = Tenants(alone).make()
    beat(alone, 3)
    client.at(here.host).get(f"/l/{'t' * 43}")
    client.get("/")
    text_ = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    found = figures(text_)
    root = "punos_requests_total[('method', 'GET'), ('route', '/'), ('status', '200')]"
    assert found[root] >= 1
    assert found["punos_database_up"] == 1
    assert 2 <= found["punos_worker_heartbeat_seconds"] < 30
    assert found["punos_job_waited_seconds"] >= 0
    assert "t" * 43 not in text_
    assert here.record.slug not in text_


def test_metrics_add_up_what_all_processes_counted(alone: Deployment, tmp_path: Path) -> None:
    with processes(alone.config.database_urls, tmp_path) as running:
        folder = tmp_path / "metrics"
        folder.mkdir()
        running.environ |= {"METRICS_TOKEN": TOKEN, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
        running.start_web(workers=2)
        before, asked = counted(running), 0
        # Which process answers is chance: asked until both have.
        while len(list(folder.glob("counter_*.db"))) < 2 or asked < 24:
            assert running.browser("localhost").get("/no-such-page").status == 404
            asked += 1
            assert asked < 5_000, "one process answers everything"
        assert until(lambda: counted(running) - before == asked, 5)


def counted(running: Processes) -> float:
    answer = running.browser("x").get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert answer.status == 200
    found = figures(answer.text)
    return sum(
        value for name, value in found.items() if "(no route)" in name and "_requests" in name
    )
