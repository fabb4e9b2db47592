"""A new association is asked for on a page and made by the worker: once, whatever breaks."""

from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from punos import clock
from punos.accounts.models import Account
from punos.deployment import Deployment
from punos.extend import PluginState
from punos.jobs import registry
from punos.jobs.service import defer
from punos.mail.models import Mail
from punos.network import onboarding
from punos.network.models import NetworkOnboarding
from punos.network.schemas import association_of
from punos.tenancy.models import Tenant, TenantHost
from punos.tenants.provision import create_tenant
from tests.support.clients import Client
from tests.support.queue import drain, forget_waiting
from tests.support.tenants import Association, Tenants

_numbers = count(1)


@pytest.fixture
def desk(tenants: Tenants, client: Client) -> Association:
    """The network's desk, with its coordinator signed in."""
    desk = tenants.make("network")
    forget_waiting(desk.deployment)
    desk.signed_in(client)
    return desk


def form(**changes: Any) -> dict[str, Any]:
    """A good form, with a short address of its own."""
    return {
        "name_fi": "Sillanrakentajat ry",
        "name_en": "Bridge Builders",
        "short_name": "Sillat",
        "slug": f"sillat{next(_numbers)}-{clock.now():%H%M%S%f}",
        "language": "fi",
        "others": ["en"],
        "plugins": ["pairwise", "gatherings"],
        "admin_email": "ensimmainen@sillat.example.org",
        **changes,
    }


def ask(client: Client, **changes: Any) -> TestResponse:
    """Send the form."""
    client.get("/network/members/new")
    return client.post("/network/members/new", form(**changes))


def requests(desk: Association) -> list[NetworkOnboarding]:
    with desk.work() as work:
        return list(work.session.scalars(select(NetworkOnboarding).order_by(NetworkOnboarding.id)))


def counted(deployment: Deployment, slug: str) -> int:
    with deployment.database("owner").engine.connect() as connection:
        query = select(func.count()).select_from(Tenant).where(Tenant.slug == slug)
        return connection.scalar(query) or 0


def accounts(deployment: Deployment, tenant: UUID) -> list[str]:
    with deployment.work(tenant) as work:
        return list(work.session.scalars(select(Account.email)))


def test_new_association_answers_when_the_worker_has_made_it(
    deployment: Deployment, desk: Association, client: Client
) -> None:
    answer = ask(client)
    assert answer.status_code == 303
    waiting = client.follow(answer)
    assert "It is being made" in waiting.text
    assert waiting.headers["Refresh"]
    drain(deployment)
    [row] = requests(desk)
    done = client.get(f"/network/members/new/{row.id}")
    assert "It is live" in done.text
    assert "Refresh" not in done.headers
    assert client.at(f"{row.slug}.localhost").get("/").status_code == 200
    assert "Bridge Builders" in client.get("/", headers={"Accept-Language": "en"}).text


def test_new_association_has_its_languages_programmes_and_one_invited_administrator(
    deployment: Deployment, desk: Association, client: Client
) -> None:
    ask(client)
    drain(deployment)
    [row] = requests(desk)
    assert row.made_id is not None
    with deployment.work(row.made_id) as work:
        assert work.settings.languages == ("fi", "en")
        on = {name for name, state in work.plugin_states.items() if state is PluginState.ON}
        assert on == {"pairwise", "gatherings"}
        [account] = work.session.scalars(select(Account)).all()
        assert (account.email, account.state) == ("ensimmainen@sillat.example.org", "invited")
        [mail] = work.session.scalars(select(Mail)).all()
        assert mail.language == "fi"


def test_new_association_is_found_among_the_members(
    deployment: Deployment, desk: Association, client: Client
) -> None:
    ask(client)
    assert "On their way" in client.get("/network/members").text
    drain(deployment)
    [row] = requests(desk)
    page = client.get(f"/network/members?q={row.slug}").text
    assert "Bridge Builders" in page
    assert "Has not shared yet" in page
    assert "On their way" not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slug": "Ei Näin"}, "small letters"),
        ({"slug": "x"}, "small letters"),
        ({"name_fi": "", "name_en": ""}, "in one language at least"),
        ({"admin_email": "ei osoite"}, "f-admin_email-error"),
        ({"plugins": ["payouts"]}, "f-plugins-error"),
        ({"language": "xx"}, "f-language-error"),
        ({"short_name": "x" * 25}, "f-short_name-error"),
    ],
)
def test_form_says_what_is_wrong_beside_its_field(
    desk: Association, client: Client, changes: dict[str, Any], said: str
) -> None:
    answer = ask(client, **changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert "sillat.example.org" in answer.text or "admin_email" in changes
    assert requests(desk) == []


def test_taken_short_address_is_said_at_once(
    tenants: Tenants, desk: Association, client: Client
) -> None:
    other = tenants.make()
    answer = ask(client, slug=other.record.slug)
    assert answer.status_code == 422
    assert "already taken" in answer.text
    assert requests(desk) == []


def test_taken_short_address_is_said_together_with_other_errors(
    tenants: Tenants, desk: Association, client: Client
) -> None:
    answer = ask(client, slug=tenants.make().record.slug, admin_email="")
    assert "already taken" in answer.text
    assert "f-admin_email-error" in answer.text


def test_short_address_taken_meanwhile_fails_and_makes_nothing(
    deployment: Deployment, desk: Association, client: Client
) -> None:
    ask(client)
    [row] = requests(desk)
    settings = {"names": {"en": "Quicker"}, "short_name": "Quicker"}
    host = [f"{row.slug}.localhost"]
    taken = create_tenant(deployment, slug=row.slug, hosts=host, settings=settings)
    drain(deployment)
    [row] = requests(desk)
    assert (row.state, row.problem) == ("failed", "taken")
    page = client.get(f"/network/members/new/{row.id}").text
    assert "Somebody else took this short address meanwhile" in page
    assert accounts(deployment, taken.id) == []
    assert "Could not be made" in client.get("/network/members").text


def test_same_form_sent_twice_makes_one(
    deployment: Deployment, desk: Association, client: Client
) -> None:
    sent = form()
    first, second = (client.post("/network/members/new", sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    drain(deployment)
    assert counted(deployment, sent["slug"]) == 1


def test_another_form_with_a_short_address_that_was_asked_for_is_refused(
    desk: Association, client: Client
) -> None:
    sent = form()
    client.post("/network/members/new", sent)
    answer = client.post("/network/members/new", {**sent, "admin_email": "toinen@example.org"})
    assert answer.status_code == 422
    assert "already taken" in answer.text


class Killed(BaseException):
    """The worker is gone: no handler of ours sees it."""


STEPS = ("_asked", "add_tenant", "switch_plugin", "invite_first_administrator", "_tell")


@pytest.fixture(params=[(step, when) for step in STEPS for when in ("before", "after")])
def killed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies once, before or after a step."""
    step, when = request.param
    original = getattr(onboarding, step)

    def dies(*arguments: Any, **keywords: Any) -> Any:
        monkeypatch.setattr(onboarding, step, original)
        if when == "after":
            original(*arguments, **keywords)
        raise Killed

    monkeypatch.setattr(onboarding, step, dies)


@pytest.mark.usefixtures("killed")
def test_worker_killed_at_any_step_makes_one_association_when_it_comes_back(
    deployment: Deployment, desk: Association, client: Client
) -> None:
    ask(client)
    [row] = requests(desk)
    with pytest.raises(Killed):
        onboarding.make(deployment, desk.record, row.id)
    drain(deployment)
    [row] = requests(desk)
    assert row.state == "live"
    assert row.made_id is not None
    assert counted(deployment, row.slug) == 1
    assert accounts(deployment, row.made_id) == ["ensimmainen@sillat.example.org"]
    with deployment.work(row.made_id) as work:
        assert work.session.scalar(select(func.count()).select_from(Mail)) == 1


def test_two_workers_at_once_make_one(
    deployment: Deployment, desk: Association, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client)
    [row] = requests(desk)
    original = onboarding.add_tenant

    def after_another(*arguments: Any) -> Any:
        monkeypatch.setattr(onboarding, "add_tenant", original)
        onboarding.make(deployment, desk.record, row.id)
        return original(*arguments)

    monkeypatch.setattr(onboarding, "add_tenant", after_another)
    onboarding.make(deployment, desk.record, row.id)
    [row] = requests(desk)
    assert row.state == "live"
    assert counted(deployment, row.slug) == 1


def test_control_without_an_id_known_beforehand_a_killed_worker_would_fail(
    deployment: Deployment, desk: Association, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client)
    [row] = requests(desk)
    monkeypatch.setattr(deployment.directory, "by_id", lambda _id: None)
    tell = onboarding._tell

    def dies(*_arguments: Any) -> None:
        raise Killed

    monkeypatch.setattr(onboarding, "_tell", dies)
    with pytest.raises(Killed):
        onboarding.make(deployment, desk.record, row.id)
    monkeypatch.setattr(onboarding, "_tell", tell)
    onboarding.make(deployment, desk.record, row.id)
    assert requests(desk)[0].state == "failed"


def test_trying_again_queues_it_once_more(
    deployment: Deployment, desk: Association, client: Client
) -> None:
    ask(client)
    [row] = requests(desk)
    forget_waiting(deployment)
    client.get(f"/network/members/new/{row.id}")
    assert client.post(f"/network/members/new/{row.id}/again").status_code == 303
    drain(deployment)
    assert requests(desk)[0].state == "live"


def test_job_is_one_of_the_cores() -> None:
    assert onboarding.MAKE in {spec.path for spec in registry.CORE_JOBS if spec.in_steps}


def test_member_cannot_take_on_an_association(tenants: Tenants, client: Client) -> None:
    tenants.make().signed_in(client, "administrator")
    assert client.get("/network/members/new").status_code == 404
    assert client.post("/network/members/new", form()).status_code == 404


@pytest.mark.parametrize("kind", ["association", "funder"])
def test_request_that_another_tenant_writes_makes_nothing(
    deployment: Deployment, tenants: Tenants, kind: str
) -> None:
    forger, now = tenants.make(kind), clock.now()
    with forger.work() as work:
        row = NetworkOnboarding(
            **association_of({**form(), "name_sv": ""}), state="asked", asked_at=now, changed_at=now
        )
        work.session.add(row)
        work.session.flush()
        slug = row.slug
        defer(work, onboarding.MAKE, request=row.id)
    drain(deployment)
    assert counted(deployment, slug) == 0


@pytest.mark.parametrize("slug", ["www", "mail", "xn--punos-x7a"])
def test_host_of_the_deployments_own_is_nobodys(
    desk: Association, client: Client, slug: str
) -> None:
    answer = ask(client, slug=slug)
    assert answer.status_code == 422
    assert "already taken" in answer.text
    assert requests(desk) == []


def test_reader_of_the_desk_without_the_right_cannot_either(
    desk: Association, client: Client
) -> None:
    desk.signed_in(Client(client.app), "readonly")
    reader = desk.signed_in(Client(client.app), "readonly")
    assert reader.get("/network/members/new").status_code == 404


def test_host_of_somebody_else_is_taken_too(
    deployment: Deployment, desk: Association, client: Client, tenants: Tenants
) -> None:
    sent = form()
    with deployment.work(tenants.make().record, role="provisioner") as work:
        host = f"{sent['slug']}.localhost"
        work.session.add(TenantHost(host=host, tenant_id=work.tenant.id, canonical=False))
    answer = client.post("/network/members/new", sent)
    assert "already taken" in answer.text
