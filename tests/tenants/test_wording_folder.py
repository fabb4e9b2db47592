"""An association's own words in its folder: applied, checked and written out."""

from pathlib import Path

from punos.i18n import _, use_language
from tests.tenants.operator import SEED, Operator

ENDS = "You can apply until %(date)s."


def test_own_words_go_out_and_in_with_the_folder(operator: Operator, tmp_path: Path) -> None:
    folder = operator.declare("worded", SEED.replace('["en", "fi"]', '["en", "fi", "sv"]'))
    (folder / "wording").mkdir()
    file = folder / "wording" / "fi.toml"
    file.write_text('[people]\n"Open now" = "Nyt auki"\n', encoding="utf-8")
    operator("apply")
    with operator.deployment.work("worded"), use_language("fi"):
        assert _("Open now") == "Nyt auki"
    operator("export", "worded", "--to", str(tmp_path / "out"))
    written = next((tmp_path / "out").rglob("fi.toml")).read_text(encoding="utf-8")
    assert '"Open now" = "Nyt auki"' in written


def test_own_words_of_a_folder_are_checked(operator: Operator) -> None:
    folder = operator.declare("misworded")
    (folder / "wording").mkdir()
    file = folder / "wording" / "en.toml"
    file.write_text(f'[people]\n"{ENDS}" = "Soon."\n\n[visitors]\na = "b"\n', encoding="utf-8")
    printed = operator("apply", ok=False)
    assert "it must hold the same values" in printed
    assert "en.toml:2" in printed
    assert "the tables are people and staff" in printed
