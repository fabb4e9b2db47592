"""The comparison as a spreadsheet, made by the worker in the reader's language."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from punos import clock
from punos.deployment import Deployment
from punos.files.models import StoredFile
from punos.jobs.models import JobRun
from punos.network.files import KEPT
from tests.network.published import publish, share
from tests.support.clients import Client
from tests.support.queue import drain, forget_waiting
from tests.support.tenants import Association, Tenants

ASKED = {"model": "pairwise", "window": "2021", "figures": "few"}


@pytest.fixture
def desk(deployment: Deployment, tenants: Tenants, client: Client) -> Association:
    """The network's desk with figures of three members, its coordinator signed in."""
    forget_waiting(deployment)
    desk = tenants.make("network")
    for number in range(3):
        member = tenants.make().record.id
        publish(deployment, member, "N01", 10 + number, window="2021")
        share(deployment, member, "N06", 8 + number, 16, window="2021")
        publish(deployment, member, "N12", state="hidden", window="2021")
    desk.signed_in(client)
    return desk


def ask(client: Client) -> str:
    client.get("/network/compare")
    answer = client.post("/network/compare/file", ASKED)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_file_has_the_members_the_network_and_the_signs(
    deployment: Deployment, desk: Association, client: Client
) -> None:
    page = ask(client)
    assert client.get(f"{page}/download").status_code == 404
    assert client.get(page).headers["Refresh"]
    drain(deployment)
    assert "It is ready" in client.get(page).text
    answer = client.get(f"{page}/download")
    assert "comparison-pairwise-2021.xlsx" in answer.headers["Content-Disposition"]
    members, network, signs = load_workbook(BytesIO(answer.data))
    rows = list(members.values)
    assert rows[0][1:5] == (
        "Pairs and groups formed",
        "Took part",
        "Completed (%)",
        "Completed: of how many",
    )
    assert {row[2] for row in rows[1:]} >= {10, 11, 12}
    assert {row[5] for row in rows[1:]} == {"hidden"}
    took_part = next(row for row in network.values if row[0] == "Took part")
    assert took_part[2:5] == (10, 11, 12)
    assert "hidden" in {row[0] for row in signs.values}


def test_file_is_written_in_the_readers_language(
    deployment: Deployment, desk: Association, client: Client
) -> None:
    client.post("/language", {"language": "fi", "next": "/"})
    page = ask(client)
    drain(deployment)
    book = load_workbook(BytesIO(client.get(f"{page}/download").data))
    with desk.work() as work:
        run = work.session.scalars(select(JobRun)).one()
    assert run.result["language"] == "fi"
    assert len(book.sheetnames) == 3


def test_old_files_are_forgotten_when_a_new_one_is_made(
    deployment: Deployment, desk: Association, client: Client
) -> None:
    old = ask(client)
    drain(deployment)
    with desk.work() as work:
        stored = work.session.scalars(select(StoredFile)).one()
        stored.created_at = clock.now() - KEPT - KEPT
    ask(client)
    drain(deployment)
    assert client.get(f"{old}/download").status_code == 404
    with desk.work() as work:
        assert len(work.session.scalars(select(StoredFile)).all()) == 1


def test_file_of_one_network_is_absent_at_another(
    deployment: Deployment, desk: Association, tenants: Tenants, client: Client
) -> None:
    page = ask(client)
    drain(deployment)
    other = tenants.make("network").signed_in(Client(client.app))
    assert other.get(page).status_code == 404
    assert other.get(f"{page}/download").status_code == 404
