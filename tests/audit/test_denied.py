"""What was denied is kept, although the request that asked is rolled back."""

from sqlalchemy import select

from punos.audit.api import record_audit
from punos.audit.models import AccessEntry
from tests.support.clients import Client
from tests.support.tenants import Tenants


def test_denied_page_is_written_down_with_who_asked(tenants: Tenants, client: Client) -> None:
    association = tenants.make()
    association.signed_in(client, "readonly")
    assert client.get("/settings").status_code == 404
    with association.work() as work:
        entries = list(work.session.scalars(select(AccessEntry).where(AccessEntry.denied)))
    assert [entry.page for entry in entries] == ["desk.settings"]
    assert entries[0].actor_kind == "account"
    assert entries[0].actor_id is not None


def test_page_that_is_not_there_leaves_no_trace(tenants: Tenants, client: Client) -> None:
    association = tenants.make()
    association.signed_in(client, "readonly")
    client.get("/no-such-page")
    with association.work() as work:
        assert work.session.scalars(select(AccessEntry)).all() == []


def test_who_did_what_names_the_kind_of_actor_in_words(tenants: Tenants, client: Client) -> None:
    association = tenants.make()
    with association.work() as work:
        record_audit(work, "probe.run", "probe", None, [])
    page = association.signed_in(client, "administrator").get("/audit").text
    assert "The system" in page
    assert ">system" not in page
