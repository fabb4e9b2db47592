"""Production does not start on a secret that is missing, short, or one that anybody would try."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from punos.config import Config
from punos.errors import ConfigurationError
from tests.support.served import ROOT
from tests.test_config import PRODUCTION


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "x" * 40),
        ("SECRET_KEY", "changeme-changeme-changeme-0123456789"),
        ("SECRET_KEY", "this-is-only-an-example-key-0123456789"),
        ("METRICS_TOKEN", "short"),
        ("DATABASE_URL", "postgresql://punos_web:punos_web@db.example.org/punos"),
        ("DATABASE_URL", "postgresql://punos_web:Password@db.example.org/punos"),
        ("DATABASE_URL", "postgresql://punos_web:punos@db.example.org/punos"),
        ("DATABASE_URL_OWNER", "postgresql://punos_owner:postgres@db.example.org/punos"),
        ("DATABASE_URL_BACKUP", "postgresql://punos_backup:changeme@db.example.org/punos"),
    ],
)
def test_production_refuses_the_secret_and_names_it_without_telling_it(
    variable: str, value: str
) -> None:
    with pytest.raises(ConfigurationError, match=rf"^{variable}\b") as refused:
        Config.from_environment(PRODUCTION | {variable: value})
    assert not value or value not in str(refused.value)


def test_control_the_same_with_good_secrets_starts() -> None:
    good = {
        "METRICS_TOKEN": "Kp7vYx2Qm9TzRc4Wn6Lb8Hd3",
        "DATABASE_URL_OWNER": "postgresql://punos_owner:Rt6bKm2xVq9z@db.example.org/punos",
        # Without a password: a socket, a certificate or a file of passwords.
        "DATABASE_URL_BACKUP": "postgresql://punos_backup@/punos",
    }
    assert Config.from_environment(PRODUCTION | good).metrics_token == good["METRICS_TOKEN"]


@pytest.mark.parametrize("command", ["serve", "prepare", "worker"])
def test_every_way_to_start_refuses_before_anything_runs(command: str) -> None:
    environ = {name: value for name, value in PRODUCTION.items() if name != "SECRET_KEY"}
    done = subprocess.run(
        [sys.executable, "-m", "punos.cli", command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": ":".join(sys.path)} | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "punos: SECRET_KEY is required in production.\n")
