"""What a stranger could make the product do to others by asking often, or for much."""

import pytest
from sqlalchemy import func, select

from punos.accounts.attempts import RECEIPTS
from punos.errors import Refused
from punos.forms.spreadsheet import MOST_COLUMNS, read_table
from punos.mail.models import Mail
from tests.enrolments.test_apply import GOOD
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def written(here: Association) -> int:
    with here.work() as work:
        return work.session.scalar(select(func.count()).select_from(Mail)) or 0


def test_an_address_that_is_applied_for_again_and_again_gets_few_mails(
    here: Association, client: Client
) -> None:
    path = f"/apply/{here.cycle()}/mentee"
    client.at(here.host).get(path)
    answers = [client.post(path, {**GOOD, "submit": "send"}) for _ in range(8)]
    assert [answer.status_code for answer in answers] == [303] * 8
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert written(here) == RECEIPTS.by_account


def test_a_name_carries_no_link_and_no_lines_into_somebodys_mailbox(
    here: Association, client: Client
) -> None:
    path = f"/apply/{here.cycle()}/mentee"
    client.at(here.host).get(path)
    typed = {"person-given_name": "Win at\n\nhttps://evil.example/x", "submit": "send"}
    assert client.post(path, {**GOOD, **typed}).status_code == 303
    with here.work() as work:
        body = work.session.scalars(select(Mail)).one().body
    assert "evil.example" not in body
    assert "Win at https evil example x" in body.splitlines()[0]


def test_a_form_with_thousands_of_answers_is_refused(here: Association, client: Client) -> None:
    path = f"/apply/{here.cycle()}/mentee"
    client.at(here.host).get(path)
    many = {**GOOD, "pairwise-interests": ["technology"] * 3000, "submit": "next"}
    answer = client.post(path, many)
    assert answer.status_code == 413
    assert "a form can hold at most 2,000 answers" in answer.text


def test_a_page_does_not_grow_with_the_languages_somebody_claims_to_speak(
    here: Association, client: Client
) -> None:
    path = f"/apply/{here.cycle()}/mentee"
    client.at(here.host).get(path)
    claimed = {
        "pairwise-languages--language": ["fi"] * 900,
        "pairwise-languages--level": ["B1"] * 900,
        "submit": "next",
    }
    client.post(path, {**GOOD, **claimed})
    page = client.get(f"{path}?part=pairwise-2")
    assert page.status_code == 200
    assert len(page.data) < 1_000_000


def test_a_file_of_thousands_of_columns_is_refused() -> None:
    def file(columns: int) -> bytes:
        return ";".join(f"h{number}" for number in range(columns)).encode() + b"\n"

    assert len(read_table(file(MOST_COLUMNS)).headings) == MOST_COLUMNS
    with pytest.raises(Refused):
        read_table(file(MOST_COLUMNS + 1))


def test_a_plugin_that_is_off_answers_whatever_is_sent_as_if_it_were_not_there(
    tenants: Tenants, client: Client
) -> None:
    client.at(tenants.make().host)
    sent = [
        client.post("/pairwise/any/publish", {}, token="stale"),
        client.get("/pairwise/any?q=%00"),
        client.post("/nothing/any/publish", {}, token="stale"),
        client.get("/nothing/any?q=%00"),
    ]
    assert {(answer.status_code, answer.data) for answer in sent} == {(404, sent[-1].data)}
