"""Every text is translated; and each way in which one may be wrong is found."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from punos.i18n.commands import i18n
from punos.i18n.tools.checking import problems
from punos.i18n.tools.extraction import extracted
from punos.i18n.tools.sources import Distribution, distributions
from tests.i18n.planted import change, plant, update

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def planted(tmp_path: Path) -> Distribution:
    return plant(tmp_path)


def reasons(part: Distribution) -> list[tuple[str, str]]:
    return [(problem.message, problem.reason) for problem in problems([part])]


def test_catalogues_of_the_core_and_of_every_plugin_are_complete() -> None:
    parts = distributions(CHECKOUT)
    assert parts[0].name == "punos"
    assert {m.id for m in extracted(parts[0], "people")} > {"", "today"}

    found = problems(parts)

    assert not found, "\n".join(map(str, found))


def test_extraction_of_the_whole_checkout_is_quick() -> None:
    started = time.process_time()
    for part in distributions(CHECKOUT):
        for kind in ("people", "staff"):
            extracted(part, kind)
    assert time.process_time() - started < 3


def test_catalogue_that_is_right_has_no_problem(planted: Distribution) -> None:
    assert reasons(planted) == []


def test_function_decides_the_catalogue(planted: Distribution) -> None:
    assert "Close the cycle" in planted.po_file("staff", "fi").read_text()
    assert "Close the cycle" not in planted.po_file("people", "fi").read_text()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('"toukokuu"', '""', ("May", "not translated")),
        ('"toukokuu"', '"May"', ("May", "the same as in English")),
        ('msgid "May"', 'msgid "June"', ("May", "missing")),
        ('msgid "May"', 'msgid "June"', ("June", "no longer in the source")),
        (
            '"Tervetuloa, %(name)s"',
            '"Tervetuloa, %(nimi)s"',
            ("Welcome, %(name)s", "other placeholders than in English"),
        ),
        (
            '"Tervetuloa, %(name)s"',
            '"Tervetuloa 100 % %(name)s"',
            ("Welcome, %(name)s", "other placeholders than in English"),
        ),
        ('"%(num)s paria"', '""', ("%(num)s pair", "not translated")),
        ('"%(num)s paria"', '"paria"', ("%(num)s pair", "other placeholders than in English")),
        ('\nmsgstr[1] "%(num)s paria"', "", ("%(num)s pair", "not translated")),
        ('paria"', 'paria"\nmsgstr[2] "x"', ("", "not as `punos i18n update` writes it")),
        ('msgctxt "month"', '#, fuzzy\nmsgctxt "month"', ("May", "fuzzy")),
        ('"toukokuu"', '"toukokuu"\n\n#~ msgid "Old"\n#~ msgstr "Vanha"',
         ("Old", "no longer in the source")),
        ('msgctxt "month"', '# a note\n\nmsgctxt "month"',
         ("", "not as `punos i18n update` writes it")),
    ],
)  # fmt: skip
def test_catalogue_with_a_planted_fault_is_caught(
    planted: Distribution, before: str, after: str, expected: tuple[str, str]
) -> None:
    change(planted.po_file("people", "fi"), before, after)

    assert expected in reasons(planted)


def test_catalogue_file_that_is_absent_is_caught(planted: Distribution) -> None:
    planted.po_file("staff", "sv").unlink()

    assert reasons(planted) == [("Close the cycle", "missing")]


def test_message_new_in_the_source_is_caught(planted: Distribution) -> None:
    change(planted.folder / "words.py", "MAY =", 'NEW = _("Something new")\nMAY =')

    assert ("Something new", "missing") in reasons(planted)


def test_message_same_as_english_passes_with_a_reason_only(planted: Distribution) -> None:
    change(planted.po_file("people", "sv"), '"toukokuu"', '"May"')
    planted.same_as_english.write_text('[sv]\nMay = "planted"\n')
    assert reasons(planted) == []

    planted.same_as_english.write_text('[sv]\nMay = ""\n')
    assert ("May", "no reason given (sv)") in reasons(planted)


def test_exception_that_is_not_needed_is_caught(planted: Distribution) -> None:
    planted.same_as_english.write_text('[fi]\nMay = "not true"\nGone = "not there"\n')

    assert reasons(planted) == [
        ("May", "needs no exception (fi)"),
        ("Gone", "needs no exception (fi)"),
    ]


def test_update_twice_writes_the_same_bytes_without_dates_or_line_numbers(
    planted: Distribution,
) -> None:
    path = planted.po_file("people", "fi")
    first = path.read_bytes()
    change(planted.folder / "words.py", "GREETING", "\n\n\nGREETING")

    update(planted)

    assert path.read_bytes() == first
    assert b"Date" not in first
    assert b"#: words.py\n" in first


def test_update_keeps_the_translation_of_a_message_that_moves_to_the_other_catalogue(
    planted: Distribution,
) -> None:
    change(planted.folder / "words.py", '_staff("Close', '_("Close')

    update(planted)

    assert "Päätä kausi" in planted.po_file("people", "fi").read_text(encoding="utf-8")
    assert "Päätä kausi" not in planted.po_file("staff", "fi").read_text(encoding="utf-8")
    assert reasons(planted) == []


def test_update_keeps_fuzzy_marks_and_that_a_native_speaker_has_checked(
    planted: Distribution,
) -> None:
    path = planted.po_file("people", "fi")
    change(path, "X-Checked-By-Native-Speaker: no", "X-Checked-By-Native-Speaker: yes")
    change(path, 'msgctxt "month"', '#, fuzzy\nmsgctxt "month"')

    update(planted)

    assert "X-Checked-By-Native-Speaker: yes" in path.read_text(encoding="utf-8")
    assert ("May", "fuzzy") in reasons(planted)


def test_check_command_tells_and_fails_while_something_is_wrong(
    planted: Distribution, tmp_path: Path
) -> None:
    right = CliRunner().invoke(i18n, ["check", "--root", str(tmp_path)])
    assert (right.exit_code, right.output) == (0, "0 to put right.\n")

    change(planted.po_file("people", "fi"), '"toukokuu"', '""')
    wrong = CliRunner().invoke(i18n, ["check", "--root", str(tmp_path)])
    assert wrong.exit_code == 1
    assert "not translated: 'May'" in wrong.output

    mended = CliRunner().invoke(i18n, ["update", "--root", str(tmp_path)])
    assert "people/fi.po: unchanged, 0 new, 0 dropped, 1 to translate" in mended.output


def test_extract_command_writes_a_template_for_each_catalogue(
    planted: Distribution, tmp_path: Path
) -> None:
    done = CliRunner().invoke(i18n, ["extract", "--root", str(tmp_path), "--to", str(tmp_path)])

    assert done.exit_code == 0, done.output
    assert 'msgctxt "month"' in (tmp_path / "punos_planted.people.pot").read_text()
    assert "Close the cycle" in (tmp_path / "punos_planted.staff.pot").read_text()
