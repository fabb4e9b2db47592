"""The network's desk: members side by side, over time and one against the network, from published cells."""

import csv
from io import StringIO

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from punos.deployment import Deployment
from punos.network.figures import network_figures
from punos.network.models import PublishedFact
from punos.tenants.provision import set_state
from tests.network.published import publish, share
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

COMPARE = "/network/compare?model=pairwise&window=2024"


@pytest.fixture(autouse=True)
def nothing_published(deployment: Deployment) -> None:
    """No other test's figures: the desk compares the whole deployment."""
    with Session(deployment.database("owner").engine) as session, session.begin():
        session.execute(delete(PublishedFact))


@pytest.fixture
def desk(tenants: Tenants, client: Client) -> Association:
    """The network's desk, with its coordinator signed in."""
    desk = tenants.make("network")
    desk.signed_in(client)
    return desk


@pytest.fixture
def members(tenants: Tenants) -> list[Association]:
    """Four members."""
    return [tenants.make() for _ in range(4)]


def table(client: Client, path: str) -> list[dict[str, str]]:
    """The rows of a page's file."""
    text = client.get(f"{path}&format=csv").text.removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def row_of(client: Client, path: str, member: Association) -> dict[str, str]:
    """A member's row in a page's file."""
    [row] = [row for row in table(client, path) if member.canary in row["Member"]]
    return row


def test_coordinator_begins_with_the_comparison(desk: Association, client: Client) -> None:
    assert client.follow(client.get("/")).request.path == "/network/compare"


def test_members_stand_side_by_side_with_what_they_have_published(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    for number, member in enumerate(members):
        publish(deployment, member.record.id, "N01", 10 + number)
        share(deployment, member.record.id, "N06", 8 + number, 16)
    page = client.get(COMPARE).text
    assert all(member.canary in page for member in members)
    assert "10" in page
    row = row_of(client, COMPARE, members[2])
    assert row["Took part"] == "12"
    assert (row["Completed (%)"], row["Completed: of how many"]) == ("62.5", "16")


@pytest.mark.parametrize(
    ("metric", "state", "model", "window", "sign", "words"),
    [
        ("N12", "hidden", "pairwise", "2024", "•••", "hidden"),
        ("N12", "not_enough", "pairwise", "2024", "…", "not enough people yet"),
        ("N12", None, "pairwise", "2024", "∅", "not shared"),
        ("N12", None, "pairwise", "2026", "◷", "still open"),
    ],
)
def test_each_state_has_a_sign_and_its_explanation(
    deployment: Deployment,
    desk: Association,
    members: list[Association],
    client: Client,
    metric: str,
    state: str | None,
    model: str,
    window: str,
    sign: str,
    words: str,
) -> None:
    publish(deployment, members[0].record.id, "N01", 12, window=window)
    if state:
        publish(deployment, members[0].record.id, metric, state=state, window=window)
    page = client.get(f"/network/compare?model={model}&window={window}").text
    assert f'<span role="img" aria-label="{words}">{sign}</span>' in page
    assert f'<dt>{sign} <span class="muted">{words}</span></dt>' in page
    file = row_of(client, f"/network/compare?model={model}&window={window}", members[0])
    assert file["In work at the end (%)"] == words


def test_figure_that_a_kind_of_programme_does_not_have_is_no_column(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    publish(deployment, members[0].record.id, "N01", 12)
    [row] = table(client, f"{COMPARE}&figures=all")
    assert "With two mentors (%)" not in row
    publish(deployment, members[0].record.id, "N01", 12, model="mentor_teams")
    [row] = table(client, "/network/compare?model=mentor_teams&window=2024&figures=all")
    assert row["With two mentors (%)"] == "not shared"


def test_small_members_figures_point_to_the_three_years(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    publish(deployment, members[0].record.id, "N01", 12)
    share(deployment, members[0].record.id, "N12", 10, 25, window="2023-2025")
    page = client.get(COMPARE).text
    assert 'aria-label="given for three years together">3 yr</span></a>' in page
    assert "window=2023-2025" in page
    three = "/network/compare?model=pairwise&window=2023-2025"
    row = row_of(client, three, members[0])
    assert row["In work at the end (%)"] == "40.0"
    assert "Took part" not in row


def test_larger_members_figures_point_back_to_the_years(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    share(deployment, members[0].record.id, "N12", 10, 25, window="2025")
    row = row_of(client, "/network/compare?model=pairwise&window=2023-2025", members[0])
    assert row["In work at the end (%)"] == "given year by year"


def test_list_is_searched_sorted_and_paged(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    for number, member in enumerate(members):
        publish(deployment, member.record.id, "N01", 10 + number)
    publish(deployment, members[0].record.id, "N12", state="hidden")
    found = table(client, f"{COMPARE}&q={members[1].canary}")
    assert [row["Took part"] for row in found] == ["11"]
    down = table(client, f"{COMPARE}&sort=-N01")
    assert [row["Took part"] for row in down] == ["13", "12", "11", "10"]
    page = client.get(f"{COMPARE}&sort=N01&q=").text
    assert 'aria-sort="ascending"' in page
    assert "4 rows" in page


def test_page_has_fifty_members_at_most(
    deployment: Deployment, desk: Association, tenants: Tenants, client: Client
) -> None:
    for number in range(52):
        publish(deployment, tenants.make().record.id, "N01", number)
    assert "1–50 of 52" in client.get(COMPARE).text
    assert "51–52 of 52" in client.get(f"{COMPARE}&page=2").text
    assert len(table(client, COMPARE)) == 52


def test_network_has_median_and_range_of_three_members_and_nothing_of_two(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    for value, member in zip((10, 20, 45), members, strict=False):
        publish(deployment, member.record.id, "N01", value)
    for member in members[:2]:
        publish(deployment, member.record.id, "G01", 5)
    publish(deployment, members[2].record.id, "N12", state="hidden")
    page = client.get(COMPARE).text
    whole = page.partition("The whole network</h2>")[2]
    for number in ("10", "20", "45", "75"):
        assert f"<span>{number}</span>" in whole
    assert whole.count("Fewer than three members show it") == 4


def test_total_is_left_out_when_one_member_gives_most_of_it(
    deployment: Deployment, members: list[Association]
) -> None:
    for value, member in zip((90, 4, 6), members, strict=False):
        publish(deployment, member.record.id, "N01", value)
    figure = network_figures(deployment, "pairwise", "2024", "N01")
    assert (figure.lowest, figure.median, figure.highest) == (4, 6, 90)
    assert figure.total is None
    publish(deployment, members[3].record.id, "N01", 6)
    assert network_figures(deployment, "pairwise", "2024", "N01").total == 106


def test_figure_without_a_member_needs_three_others(
    deployment: Deployment, members: list[Association]
) -> None:
    for value, member in zip((10, 20, 45), members, strict=False):
        publish(deployment, member.record.id, "N01", value)
    without = network_figures(deployment, "pairwise", "2024", "N01", without=members[0].record.id)
    assert (without.contributors, without.median, without.total) == (2, None, None)
    publish(deployment, members[3].record.id, "N01", 30)
    others = network_figures(deployment, "pairwise", "2024", "N01", without=members[0].record.id)
    assert (others.lowest, others.median, others.highest) == (20, 30, 45)


def test_hidden_cells_count_for_nothing_in_the_networks_figures(
    deployment: Deployment, members: list[Association]
) -> None:
    for member in members:
        publish(deployment, member.record.id, "N12", state="hidden")
    assert network_figures(deployment, "pairwise", "2024", "N12").contributors == 0


def test_what_means_nothing_in_the_address_is_passed_over(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    publish(deployment, members[0].record.id, "N01", 12, window="2025", model="gatherings")
    for address in ("/network/compare?model=x&window=y&figures=z&bars=w", "/network/compare"):
        page = client.get(address).text
        assert members[0].canary in page
    assert client.get("/network/trend?figure=x&member=y&span=z").status_code == 200


def test_bars_draw_what_is_hidden_as_hidden(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    share(deployment, members[0].record.id, "N12", 10, 25)
    publish(deployment, members[1].record.id, "N12", state="hidden")
    publish(deployment, members[2].record.id, "N01", 12)
    page = client.get(f"{COMPARE}&bars=N12").text
    assert '<rect class="c1" x="0" y="5" width="40.00" height="14"/>' in page
    assert page.count('<rect class="hidden-value"') == 1
    assert "1 member on this page has nothing to draw" in page


def test_trend_shows_each_window_and_the_networks_range(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    for number, member in enumerate(members[:3]):
        for year in (2023, 2024, 2025):
            publish(
                deployment, member.record.id, "N01", 10 * number + year - 2020, window=str(year)
            )
    path = "/network/trend?model=pairwise&figure=N01"
    row = row_of(client, path, members[1])
    assert [row[str(year)] for year in (2023, 2024, 2025)] == ["13", "14", "15"]
    assert row["2026"] == "still open"
    page = client.get(path).text
    assert 'aria-label="Took part over time, drawn.' in page
    assert page.count("<polyline") == 3 + 3
    assert "<span>24</span>" in page


def test_trend_draws_the_line_of_a_chosen_member(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    for number, member in enumerate(members[:3]):
        for year in ("2023", "2024"):
            publish(deployment, member.record.id, "N01", 10 + number, window=year)
    path = "/network/trend?model=pairwise&figure=N01"
    chosen = client.get(f"{path}&member={members[0].record.id}").text
    assert "Take its line away" in chosen
    assert chosen.count("<polyline") == client.get(path).text.count("<polyline") + 1


def test_trend_of_a_figure_about_people_is_also_by_three_years(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    share(deployment, members[0].record.id, "N12", 10, 25, window="2023-2025")
    path = "/network/trend?model=pairwise&figure=N12&span=stretches"
    row = row_of(client, path, members[0])
    assert row["2023-2025"] == "40.0"
    assert row["2026-2028"] == "still open"


def test_one_member_stands_against_the_network(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    for number, member in enumerate(members):
        share(deployment, member.record.id, "N06", 8 + number, 16)
    publish(deployment, members[0].record.id, "N12", state="hidden")
    page = client.get(f"/network/members/{members[0].record.id}?model=pairwise&window=2024").text
    assert "of 16" in page
    assert "59%" in page  # the median of four
    assert page.count('<rect class="hidden-value"') == 1
    assert members[1].canary not in page


def test_desk_itself_a_funder_and_a_closed_member_are_no_members(
    deployment: Deployment, desk: Association, tenants: Tenants, client: Client
) -> None:
    funder, closed = tenants.make("funder"), tenants.make()
    set_state(deployment, closed.record.slug, "closed")
    for other in (desk, funder, closed):
        assert client.get(f"/network/members/{other.record.id}").status_code == 404
        assert other.canary not in client.get(f"/network/members?q={other.canary}&format=csv").text


def test_figures_of_a_member_that_has_left_stand_without_a_page_of_its_own(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    stays, left = members[:2]
    for member in (stays, left):
        publish(deployment, member.record.id, "N01", 10)
    set_state(deployment, left.record.slug, "closed")
    page = client.get(COMPARE).text
    assert left.canary in page
    assert f"/network/members/{stays.record.id}" in page
    assert f"/network/members/{left.record.id}" not in page


def test_members_are_listed_with_state_and_what_they_share(
    deployment: Deployment, desk: Association, members: list[Association], client: Client
) -> None:
    publish(deployment, members[0].record.id, "N01", 12, window="2023")
    share(deployment, members[0].record.id, "N12", 10, 25, window="2023-2025", model="gatherings")
    set_state(deployment, members[1].record.slug, "suspended")
    path = f"/network/members?q={'Kanarialintu'}"
    sharing = row_of(client, path, members[0])
    assert sharing["Figures up to"] == "2025"
    assert "Mentoring in pairs" in sharing["Programmes it shares figures of"]
    assert row_of(client, path, members[1])["State"] == "Resting"
    not_yet = table(client, f"{path}&shares=no")
    assert not any(members[0].canary in row["Member"] for row in not_yet)
    assert any(members[2].canary in row["Member"] for row in not_yet)
    [one] = table(client, f"{path}&shares=yes")
    assert members[0].canary in one["Member"]


def test_no_page_of_the_desk_is_there_for_a_member(tenants: Tenants, client: Client) -> None:
    member = tenants.make()
    member.signed_in(client, "administrator")
    for path in ("compare", "trend", "members", "announcements", f"members/{member.record.id}"):
        assert client.get(f"/network/{path}").status_code == 404
