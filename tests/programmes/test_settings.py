"""Settings of a programme on a page: drawn from the model's schema, kept as versions."""

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from punos.forms.nested import NestedForm
from punos.programmes.models import Cycle, Programme, ProgrammeVersion
from tests.support.clients import Client
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

_CONTROL = re.compile(
    r'<input type="(\w+)"[^>]*? name="([^"]+)"([^>]*)>'
    r'|<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>'
    r'|<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>',
    re.DOTALL,
)
TEAMS: dict[str, Any] = {
    "unions": {"engineers": {"professions": ["214", "251"]}},
    "plan": [
        {"names": {"en": "Getting to know each other", "fi": "Tutustuminen"}},
        {"names": {"en": "The field"}, "minutes": 60},
        {"names": {"en": "Next steps"}},
    ],
}


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def drawn(text: str) -> dict[str, list[str]]:
    """What the form of this page would send if nobody changed anything."""
    found: dict[str, list[str]] = {}
    main = text.split('<form class="form"', 1)[1].split("</form>", 1)[0]
    for kind, name, rest, area, written, select_name, options in _CONTROL.findall(main):
        if kind in ("checkbox", "radio") and "checked" not in rest:
            continue
        value = re.search(r'value="([^"]*)"', rest)
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        said = written if area else chosen[1] if chosen else value[1] if value else ""
        found.setdefault(name or area or select_name, []).append(unescape(said))
    return found


def programme(here: Association) -> str:
    with here.work() as work:
        return work.session.scalars(select(Programme.slug)).one()


def versions(here: Association) -> list[ProgrammeVersion]:
    with here.work() as work:
        query = select(ProgrammeVersion).order_by(ProgrammeVersion.number)
        return list(work.session.scalars(query))


def opened(here: Association, client: Client, **made: Any) -> tuple[str, dict[str, list[str]]]:
    """A coordinator at the settings of a programme: the address, and what its form holds."""
    here.cycle(**made)
    here.signed_in(client)
    path = f"/programmes/{programme(here)}/settings"
    return path, drawn(client.get(path).text)


def test_settings_sent_back_as_they_are_make_no_new_version(
    here: Association, client: Client
) -> None:
    for model, settings in (
        ("pairwise", PAIRWISE_SETTINGS),
        ("mentor_teams", TEAMS),
        ("gatherings", {}),
    ):
        with here.work() as work:
            before = set(work.session.scalars(select(Programme.slug)))
        here.cycle(model=model, settings=settings)
        here.signed_in(client)
        with here.work() as work:
            [slug] = set(work.session.scalars(select(Programme.slug))) - before
        path = f"/programmes/{slug}/settings"
        sent = drawn(client.get(path).text)
        answer = client.post(path, sent)
        assert answer.status_code == 303, (model, answer.text)
        with here.work() as work:
            mine = select(Programme.id).where(Programme.slug == slug)
            kept = select(ProgrammeVersion).where(ProgrammeVersion.programme_id.in_(mine))
            assert len(work.session.scalars(kept).all()) == 1, model


def test_saving_makes_a_version_and_running_cycles_keep_theirs(
    here: Association, client: Client
) -> None:
    path, sent = opened(here, client)
    answer = client.post(path, {**sent, "meeting_plan.minutes": "45", "aim": "best_score"})
    assert answer.status_code == 303, answer.text
    first, second = versions(here)
    assert (first.settings["meeting_plan"]["minutes"], first.settings["aim"]) == (60, "most_people")
    assert second.settings["meeting_plan"] == {**first.settings["meeting_plan"], "minutes": 45}
    assert second.settings["aim"] == "best_score"
    with here.work() as work:
        assert work.session.scalars(select(Cycle.version_id)).one() == first.id


def test_planned_cycle_takes_them_when_that_is_wished(here: Association, client: Client) -> None:
    path, sent = opened(here, client, open_now=False)
    sent = {**sent, "meeting_plan.minutes": "45"}
    with here.work() as work:
        cycle_id = work.session.scalars(select(Cycle.id)).one()
    client.post(path, {**sent, "take": []})
    with here.work() as work:
        assert work.session.scalars(select(Cycle.version_id)).one() == versions(here)[0].id
    client.post(path, {**sent, "take": [str(cycle_id)]})
    with here.work() as work:
        assert work.session.scalars(select(Cycle.version_id)).one() == versions(here)[1].id


def test_fault_deep_inside_is_told_beside_its_field(here: Association, client: Client) -> None:
    path, sent = opened(here, client)
    wrong = {"meeting_plan.minutes": "5", "length_months.min": "9", "pairs_min": "many"}
    answer = client.post(path, {**sent, **wrong})
    assert answer.status_code == 422
    for name in ("meeting_plan.minutes", "pairs_min"):
        assert f'id="f-{name}-error"' in answer.text, name
        assert f'href="#f-{name}"' in answer.text, name
    assert 'value="many"' in answer.text
    assert len(versions(here)) == 1
    late = client.post(path, {**sent, "length_months.min": "9"})
    assert 'id="f-length_months.target-error"' in late.text


def test_rows_are_added_changed_and_taken_away(here: Association, client: Client) -> None:
    path, sent = opened(here, client, model="mentor_teams", settings=TEAMS)
    added = {
        "unions.1.short_name_of_row": ["doctors"],
        "unions.1.professions": ["221\n\n222"],
        "plan.1.minutes": ["75"],
        "plan.3.names_en": ["A visit"],
        "plan.3.minutes": ["120"],
    }
    answer = client.post(path, {**sent, **added})
    assert answer.status_code == 303, answer.text
    kept = versions(here)[-1].settings
    assert kept["unions"]["doctors"]["professions"] == ["221", "222"]
    assert kept["unions"]["engineers"]["professions"] == ["214", "251"]
    assert [theme["minutes"] for theme in kept["plan"]] == [90, 75, 90, 120]
    assert kept["plan"][0]["names"] == {
        "en": "Getting to know each other",
        "fi": "Tutustuminen",
    }
    sent = drawn(client.get(path).text)
    [row] = [name for name, values in sent.items() if values == ["doctors"]]
    left = ("plan.3.", row.removesuffix("short_name_of_row"))
    gone = {name: [""] for name in sent if name.startswith(left)}
    assert client.post(path, {**sent, **gone}).status_code == 303
    kept = versions(here)[-1].settings
    assert (len(kept["plan"]), list(kept["unions"])) == (3, ["engineers"])


def test_two_rows_of_one_name_are_told_and_neither_is_lost(
    here: Association, client: Client
) -> None:
    path, sent = opened(here, client, model="mentor_teams", settings=TEAMS)
    same = {"unions.1.short_name_of_row": ["engineers"], "unions.1.professions": ["999"]}
    answer = client.post(path, {**sent, **same})
    assert answer.status_code == 422
    assert 'id="f-unions.1.short_name_of_row-error"' in answer.text
    assert "Another row has this short name" in answer.text
    nameless = {"unions.1.short_name_of_row": [""], "unions.1.professions": ["999"]}
    answer = client.post(path, {**sent, **nameless})
    assert answer.status_code == 422
    assert "Fill in “Short name”." in answer.text
    assert len(versions(here)) == 1
    assert versions(here)[0].settings["unions"]["engineers"]["professions"] == ["214", "251"]


def test_list_that_must_be_long_can_be_begun_from_nothing(
    here: Association, client: Client
) -> None:
    path, sent = opened(here, client, model="mentor_teams", settings=TEAMS)
    themes = {f"unions.0.plan.{number}.names_en": [f"Theme {number}"] for number in range(3)}
    assert themes.keys() <= sent.keys()
    assert client.post(path, {**sent, **themes}).status_code == 303
    own = versions(here)[-1].settings["unions"]["engineers"]["plan"]
    assert [theme["names"]["en"] for theme in own] == ["Theme 0", "Theme 1", "Theme 2"]


def test_text_that_is_missing_in_every_language_is_asked_for(
    here: Association, client: Client
) -> None:
    path, sent = opened(here, client, model="mentor_teams", settings=TEAMS)
    answer = client.post(path, {**sent, "plan.1.names_en": [""]})
    assert answer.status_code == 422
    assert "Fill in “Theme of the meeting, by language”." in answer.text


def test_fault_in_a_row_is_told_at_that_row(here: Association, client: Client) -> None:
    path, sent = opened(here, client, model="mentor_teams", settings=TEAMS)
    wrong = {"plan.1.minutes": "2", "unions.0.professions": "engineers"}
    answer = client.post(path, {**sent, **wrong})
    assert answer.status_code == 422
    assert 'id="f-plan.1.minutes-error"' in answer.text
    assert 'id="f-unions.0.professions-error"' in answer.text
    few = {name: [""] for name in sent if name.startswith(("plan.1.", "plan.2."))}
    answer = client.post(path, {**sent, **few})
    assert answer.status_code == 422


def test_only_who_sets_up_programmes_changes_settings(here: Association, client: Client) -> None:
    here.cycle()
    path = f"/programmes/{programme(here)}/settings"
    here.signed_in(client, "contact")
    assert client.get(path).status_code == 404
    assert client.post(path, {}).status_code == 404


def test_rows_far_beyond_any_form_are_not_read(here: Association) -> None:
    schema = here.deployment.registry.programme_models()["mentor_teams"].settings_schema()
    sent = MultiDict({"plan.999.minutes": "90", "plan.9999999.minutes": "90"})
    assert len(NestedForm.from_request(schema, ["en"], sent).nodes) < 200


RULE = {
    "eligibility.0.name": ["turku"],
    "eligibility.0.role": ["mentee"],
    "eligibility.0.effect": ["block"],
    "eligibility.0.words_en": ["This programme is for people who live near Turku."],
    "eligibility.0.conditions.0.question": ["person.city"],
    "eligibility.0.conditions.0.test": ["is_one_of"],
    "eligibility.0.conditions.0.values": ["Turku\nKaarina"],
}


def test_a_rule_about_who_can_apply_is_made_on_the_page(here: Association, client: Client) -> None:
    path, sent = opened(here, client)
    answer = client.post(path, {**sent, **RULE})
    assert answer.status_code == 303, answer.text
    [rule] = versions(here)[-1].settings["eligibility"]
    assert rule["conditions"] == [
        {"question": "person.city", "test": "is_one_of", "values": ["Turku", "Kaarina"]}
    ]
    assert (rule["effect"], rule["match"]) == ("block", "all")
    assert client.post(path, drawn(client.get(path).text)).status_code == 303
    assert len(versions(here)) == 2, "sent back as it is"


def test_a_value_that_no_answer_can_have_is_told_at_its_condition(
    here: Association, client: Client
) -> None:
    path, sent = opened(here, client)
    about = {"question": ["pairwise.education_field"], "values": ["Nonsense"]}
    wrong = {f"eligibility.0.conditions.0.{name}": value for name, value in about.items()}
    answer = client.post(path, {**sent, **RULE, **wrong})
    assert answer.status_code == 422
    assert "cannot be compared with an answer to this" in answer.text
    assert 'id="f-eligibility.0.conditions.0.values-error"' in answer.text


def test_a_programme_may_ask_none_of_the_further_questions(
    here: Association, client: Client
) -> None:
    path, sent = opened(here, client)
    bare = {name: value for name, value in sent.items() if not name.startswith("asks.")}
    assert client.post(path, bare).status_code == 303
    assert versions(here)[-1].settings["asks"] == {"mentee": [], "mentor": []}
