"""`punos tenants …` as an operator meets it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from punos.audit.models import AuditEvent
from punos.programmes.service import newest_version, programme_by_slug
from punos.tenancy.models import TenantPlugin
from punos.units.service import units
from tests.tenants.operator import SEED, Operator

DECLARED = Path(__file__).parents[2] / "tenants"
SLUGS = sorted(path.parent.name for path in DECLARED.glob("*/tenant.toml"))
PAIRS = """slug = "pairs"
model = "pairwise"

[names]
en = "Pairs"

[settings.meeting_plan]
pair_meetings = 6

[settings.length_months]
min = 3
target = 3
max = 4
"""
PAIRWISE_ON = '\n[plugins.pairwise]\nstate = "on"\n'


def test_declared_associations_applied_twice_change_nothing_the_second_time(
    operator: Operator,
) -> None:
    assert operator.run("apply", "--from", str(DECLARED))[0] == 0
    code, second = operator.run("apply", "--from", str(DECLARED))
    assert code == 0
    assert second.count("nothing to change") == len(SLUGS)
    assert second.count("0 to apply, 0 changed on a page") == len(SLUGS)
    found = {record.slug: record for record in operator.deployment.directory.active()}
    assert found["m3"].kind == "network"
    assert found["iwwof"].host == "iwwof.localhost"


@pytest.mark.parametrize("slug", SLUGS)
def test_exported_folder_planned_shows_nothing(operator: Operator, slug: str) -> None:
    operator.run("apply", "--from", str(DECLARED))
    operator.run("export", slug, "--to", str(operator.folder / slug))
    shown = operator("plan", slug)
    assert "nothing to change" in shown
    assert "0 changed on a page" in shown
    logo = (DECLARED / slug / "logo.svg").read_bytes()
    assert (operator.folder / slug / "logo.svg").read_bytes() == logo


def test_plan_changes_nothing(operator: Operator) -> None:
    operator.declare("planned")
    assert "planned  (new)" in operator("plan")
    assert operator.deployment.directory.by_slug("planned") is None


def test_key_changed_on_a_page_is_kept_as_drift(
    operator: Operator, change_on_a_page: Callable[..., None]
) -> None:
    operator.declare("drifting")
    operator("apply")
    change_on_a_page("drifting", short_name="Plait")
    shown = operator("apply")
    assert re.search(r'short_name: drift, kept .*here "Plait"  folder "Braid"', shown)
    assert "nothing to change" in shown
    # A new value in the folder does not win by itself either, however often it is applied.
    operator.edit("drifting", '"Braid"', '"Strand"')
    for _ in range(2):
        assert 'here "Plait"  folder "Strand"' in operator("apply")
    assert 'here "Plait"' in operator("apply", "--override", "names")
    operator("apply", "--override", "short_name")
    with operator.deployment.work("drifting") as work:
        assert work.settings.short_name == "Strand"


def test_key_changed_on_a_page_and_override_all_lets_the_folder_win(
    operator: Operator, change_on_a_page: Callable[..., None]
) -> None:
    operator.declare("overridden")
    operator("apply")
    change_on_a_page("overridden", names={"en": "Other", "sv": "Annat"}, short_name="Other")
    operator("apply", "--override-all")
    with operator.deployment.work("overridden") as work:
        assert work.settings.names == {"en": "The Braid", "fi": "Palmikko"}
    assert "0 changed on a page" in operator("plan")


def test_key_changed_beside_drift_is_applied(
    operator: Operator, change_on_a_page: Callable[..., None]
) -> None:
    operator.declare("beside")
    operator("apply")
    change_on_a_page("beside", short_name="Plait")
    operator.edit("beside", '"Palmikko"', '"Letti"')
    assert "fi: to apply" in operator("apply")
    with operator.deployment.work("beside") as work:
        assert (work.settings.names["fi"], work.settings.short_name) == ("Letti", "Plait")


def test_unit_gone_from_the_folder_stays(operator: Operator) -> None:
    operator.declare("keeping")
    operator("apply")
    operator.declare("keeping", SEED[: SEED.index("[units.north]")])
    for arguments in (("apply",), ("apply", "--override-all")):
        operator(*arguments)
        with operator.deployment.work("keeping") as work:
            assert [unit.slug for unit in units(work)] == ["north"]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('en = "North"', 'de = "Nord"', 17, "units.north.names.de: this is no language used here"),
        ("position = 1", 'position = "first"', 14, "units.north.position:"),
        ('short_name = "Braid"', 'shrt_name = "Braid"', 4, "shrt_name: there is no such key"),
        ('accent = "#274a8f"', 'accent = "#ffee00"', 11, "look.accent: The colour #ffee00"),
        ('accent = "#274a8f"', 'logo = "absent.svg"', 11, "look.logo: there is no such file"),
        ('hosts = ["wrong"]', 'hosts = ["Wrong"]', 2, "hosts: 'Wrong' is no host name"),
        ('slug = "wrong"', 'slug = "other"', 1, "slug: the folder must be called the same"),
        ('fi = "Palmikko"', "fi = Palmikko", 8, "Invalid value"),
        ('fi = "Palmikko"', 'fi = "131052-308T"', 8, "names.fi: this holds a personal identity"),
        ("[units.north]", '[partners."Aila 131052-308T"]\n[units.north]', 13, "identity code"),
        (
            "[units.north]",
            "[plugins.unheard_of]\nstate = 'on'\n[units.north]",
            13,
            "no such plugin",
        ),
        (
            "[units.north]",
            "[plugins.pairwise]\nstate = 'maybe'\n[units.north]",
            14,
            "choose one of",
        ),
    ],
)
def test_wrong_file_is_refused_with_line_and_reason_and_nothing_is_applied(
    operator: Operator, old: str, new: str, line: int, reason: str
) -> None:
    operator.declare("apart")
    operator.declare("wrong")
    operator.edit("wrong", old, new)
    shown = operator("apply", ok=False)
    assert f"{operator.folder / 'wrong' / 'tenant.toml'}:{line}: " in shown
    assert reason in shown
    assert "Nothing was applied." in shown
    assert operator.deployment.directory.by_slug("apart") is None


def test_file_in_another_encoding_is_refused_with_its_line(operator: Operator) -> None:
    folder = operator.declare("latin")
    path = folder / "tenant.toml"
    path.write_bytes(path.read_text().replace("Palmikko", "Pärjää").encode("cp1252"))
    assert "tenant.toml:8: the file is not written in UTF-8" in operator("apply", ok=False)


def test_every_wrong_key_of_every_file_is_told_at_once(operator: Operator) -> None:
    wrong = PAIRS.replace("pair_meetings = 6", "pair_meetings = 600\nextra = 1")
    operator.declare("many", "colour = 1\n" + SEED + PAIRWISE_ON, pairs=wrong)
    shown = operator("apply", ok=False)
    assert "tenant.toml:1: colour: there is no such key" in shown
    assert re.search(r"pairs\.toml:8: settings\.meeting_plan\.pair_meetings: ", shown)
    assert "pairs.toml:9: settings.meeting_plan.extra: there is no such key" in shown


def test_programme_whose_plugin_is_not_on_is_refused(operator: Operator) -> None:
    operator.declare("unplugged", pairs=PAIRS)
    shown = operator("apply", ok=False)
    assert "pairs.toml:2: model: its plugin, pairwise, is not on in tenant.toml" in shown


def test_changed_programme_settings_become_a_new_version(operator: Operator) -> None:
    operator.declare("versions", SEED + PAIRWISE_ON, pairs=PAIRS)
    operator("apply")
    operator("apply")
    operator.edit("versions", "pair_meetings = 6", "pair_meetings = 8", "programmes/pairs.toml")
    assert "pair_meetings: to apply  last applied 6  here 6  folder 8" in operator("apply")
    with operator.deployment.work("versions") as work:
        version = newest_version(work, programme_by_slug(work, "pairs"))
        assert (version.number, version.source) == (2, "folder")
        assert version.settings["meeting_plan"]["pair_meetings"] == 8


def test_model_of_a_programme_cannot_change(operator: Operator) -> None:
    operator.declare("remodelled", SEED + PAIRWISE_ON, pairs=PAIRS)
    operator("apply")
    operator.edit("remodelled", '"pairwise"', '"teams"', "programmes/pairs.toml")
    assert "pairs.toml:2: model: " in operator("apply", ok=False)


def test_plugin_suspended_on_a_page_stays_suspended(operator: Operator) -> None:
    operator.declare("resting", SEED + PAIRWISE_ON)
    operator("apply")
    with operator.deployment.work("resting") as work:
        work.session.scalars(select(TenantPlugin)).one().state = "suspended"
    assert 'state: drift, kept  last applied "on"  here "suspended"' in operator("apply")
    with operator.deployment.work("resting") as work:
        assert work.plugin_states["pairwise"] == "suspended"


def test_host_of_another_association_is_refused(operator: Operator) -> None:
    operator.declare("owner")
    operator("apply")
    operator.declare("thief")
    operator.edit("thief", 'hosts = ["thief"]', 'hosts = ["thief", "owner"]')
    shown = operator("apply", "thief", ok=False)
    assert "already taken" in shown
    assert operator.deployment.directory.by_slug("thief") is None
    operator.edit("thief", ', "owner"', "")
    operator("apply", "thief")
    operator.edit("thief", '["thief"]', '["thief", "owner"]')
    assert "already taken" in operator("apply", "thief", ok=False)
    assert operator.deployment.directory.by_host("owner.localhost").slug == "owner"


def test_folder_that_the_database_refuses_keeps_the_others_from_being_applied(
    operator: Operator,
) -> None:
    operator.declare("holder")
    operator("apply")
    operator.declare("ahead")
    operator.declare("robber")
    operator.edit("robber", '["robber"]', '["robber", "holder.localhost"]')
    shown = operator("apply", "ahead", "robber", ok=False)
    assert "tenant.toml:2: " in shown
    assert "Nothing was applied." in shown
    assert operator.deployment.directory.by_slug("ahead") is None


def test_host_claimed_by_two_new_folders_is_refused_for_both(operator: Operator) -> None:
    operator.declare("twin-a")
    operator.declare("twin-b")
    operator.edit("twin-b", '["twin-b"]', '["twin-b", "twin-a"]')
    shown = operator("apply", ok=False)
    assert "tenant.toml:2: hosts: twin-a.localhost is in the folder twin-a too" in shown
    assert operator.deployment.directory.by_slug("twin-a") is None


def test_host_taken_from_the_folder_answers_no_more(operator: Operator) -> None:
    operator.declare("moving")
    operator.edit("moving", '["moving"]', '["moving", "moving.example.org"]')
    operator("apply")
    directory = operator.deployment.directory
    assert directory.by_host("moving.example.org") is not None
    operator.edit("moving", '["moving", "moving.example.org"]', '["moving.example.org"]')
    operator("apply")
    assert directory.by_host("moving.localhost") is None
    found = directory.by_host("moving.example.org")
    assert found is not None
    assert found.host == "moving.example.org"


def test_new_association_answers_at_once_with_an_invited_administrator(operator: Operator) -> None:
    began = time.monotonic()
    shown = operator(
        "new", "fresh", "--name", "Uusi ry", "--language", "fi", "--language", "en",
        "--admin-email", "first@fresh.example.org",
    )  # fmt: skip
    assert time.monotonic() - began < 60
    assert "http://fresh.localhost" in shown
    assert re.search(r"http://fresh\.localhost(:\d+)?/l/\S+", shown)
    found = operator.deployment.directory.by_host("fresh.localhost")
    assert found is not None
    with operator.deployment.work(found) as work:
        assert work.settings.names == {"fi": "Uusi ry"}
        assert work.settings.languages == ("fi", "en")


def test_new_association_with_a_taken_slug_is_refused(operator: Operator) -> None:
    operator.declare("taken")
    operator("apply")
    assert "already taken" in operator(
        "new", "taken", "--name", "Toinen", "--language", "en", ok=False
    )


def test_new_association_is_exported_and_planned_without_a_difference(operator: Operator) -> None:
    operator("new", "born", "--name", "Born on a page", "--language", "en")
    operator("export", "born", "--to", str(operator.folder / "born"))
    shown = operator("plan", "born")
    assert "nothing to change" in shown
    assert "0 changed on a page" in shown


def test_suspended_association_is_not_found_until_it_is_resumed(operator: Operator) -> None:
    operator.declare("sleepy")
    operator("apply")
    directory = operator.deployment.directory
    operator("suspend", "sleepy")
    assert directory.by_host("sleepy.localhost") is None
    operator("resume", "sleepy")
    assert directory.by_host("sleepy.localhost") is not None
    with operator.deployment.work("sleepy") as work:
        count = select(func.count(AuditEvent.id)).where(AuditEvent.action == "tenant.suspended")
        assert work.session.scalar(count) == 1


def test_unknown_slug_is_told_plainly(operator: Operator) -> None:
    for command in ("suspend", "resume", "export"):
        assert "There is no association with this slug." in operator(command, "nobody", ok=False)


def test_audit_of_applying_names_sections_and_no_values(operator: Operator) -> None:
    operator.declare("audited")
    operator("apply")
    with operator.deployment.work("audited") as work:
        query = select(AuditEvent).where(AuditEvent.action == "tenant.applied")
        row = work.session.scalars(query).one()
    assert {"names", "units.north", "look", "short_name"} <= set(row.fields)
