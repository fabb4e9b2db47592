"""The configuration: what is read, what is refused, and that its page tells the truth."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from punos.commands import configuration_table
from punos.config import Config
from punos.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[1]
SECRET = "Zk3vQ8nW1xLr7yTb5mHc9pJd2gFs6aEu"
PRODUCTION = {
    "PUNOS_ENV": "production",
    "SECRET_KEY": SECRET,
    "DATABASE_URL": "postgresql://punos_web:pw@db.example.org/punos",
    "BASE_DOMAIN": "punos.example.org",
    "TRUSTED_PROXIES": "1",
}


def read(folder: Path, **environ: str) -> Config:
    return Config.from_environment({"PUNOS_DATA": str(folder)} | environ)


def test_config_without_variables_is_a_demo(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert (config.environment, config.port, config.scheme) == ("demo", 8000, "http")
    assert config.embedded
    assert config.mail_from == "no-reply@localhost"
    assert config.data_dir == tmp_path


def test_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    assert read(tmp_path, PORT="", DATABASE_URL=" ") == read(tmp_path)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PUNOS_ENV", "live"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "８０００"),
        ("PORT", "80 00"),
        ("BASE_DOMAIN", "https://example.org"),
        ("BASE_DOMAIN", "Example.org"),
        ("BASE_DOMAIN", "example.org:8000"),
        ("SECRET_KEY", "short"),
        ("WEB_CONCURRENCY", "many"),
        ("MAIL_URL", "http://mail.example.org"),
        ("MAIL_FROM", "Punos <a@example.org>"),
        ("MAX_BODY", "-1"),
        ("TRUSTED_PROXIES", "yes"),
        ("DATABASE_URL", "mysql://example.org/punos"),
        ("DATABASE_URL", "no address"),
    ],
)
def test_wrong_value_is_one_line_that_names_the_variable(
    tmp_path: Path, variable: str, value: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read(tmp_path, **{variable: value})
    assert str(refused.value).startswith(variable)
    assert "\n" not in str(refused.value)


def test_owner_without_web_address_names_the_missing_variable(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL is missing"):
        read(tmp_path, DATABASE_URL_OWNER="postgresql://db.example.org/punos")


def test_database_address_is_given_the_driver(tmp_path: Path) -> None:
    config = read(tmp_path, DATABASE_URL="postgres://web:p%40ss@db.example.org/punos")
    assert config.database_urls == {"web": "postgresql+psycopg://web:p%40ss@db.example.org/punos"}
    assert not config.embedded


def test_demo_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = read(tmp_path / "new").secret_key
    assert read(tmp_path / "new").secret_key == first
    assert len(first) >= 32
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600
    assert read(tmp_path / "other").secret_key != first


def test_damaged_demo_key_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(ConfigurationError, match="damaged"):
        read(tmp_path)


def test_production_with_all_it_needs_is_https() -> None:
    assert Config.from_environment(PRODUCTION).scheme == "https"


@pytest.mark.parametrize(
    "missing", ["SECRET_KEY", "DATABASE_URL", "BASE_DOMAIN", "TRUSTED_PROXIES"]
)
def test_production_without_a_needed_variable_is_refused(missing: str) -> None:
    environ = {name: value for name, value in PRODUCTION.items() if name != missing}
    with pytest.raises(ConfigurationError, match=missing):
        Config.from_environment(environ)


def test_production_with_a_key_that_is_not_random_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        Config.from_environment(PRODUCTION | {"SECRET_KEY": "x" * 40})


def test_command_with_a_wrong_variable_ends_with_2_and_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "punos.cli", "demo"],
        env=os.environ | {"PORT": "http", "PUNOS_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "punos: PORT must be a whole number from 1 to 65535.\n"


def test_page_lists_every_variable_as_the_table_says() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert "\n".join(configuration_table()) in page
