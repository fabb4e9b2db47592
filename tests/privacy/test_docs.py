"""The page on privacy says what the tables say."""

from pathlib import Path

from click.testing import CliRunner

from punos.cli import cli

PAGE = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"


def test_data_map_of_the_page_is_the_one_that_is_printed() -> None:
    printed = CliRunner().invoke(cli, ["privacy", "map"])
    assert printed.exit_code == 0, printed.output
    assert PAGE.read_text("utf-8").endswith(printed.output), "print it anew: punos privacy map"
