"""The disk of the database is full: people are told, nothing confirmed is lost, and it goes on with room."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import Standing, stand
from tests.faults.test_killed import apply, doubled, lost, say, written
from tests.support.served import until

SIZE = "320m"
REFUSALS = 20


@pytest.fixture
def small() -> Iterator[tuple[Standing, Path]]:
    """A deployment whose database lies on a small disk of its own."""
    if os.geteuid() != 0:
        pytest.skip("a small disk can be mounted by root alone")
    with tempfile.TemporaryDirectory(prefix="punos-disk-") as name:
        Path(name).chmod(0o755)
        disk = Path(name) / "disk"
        disk.mkdir()
        mounting = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(disk)]
        done = subprocess.run(mounting, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
        try:
            with stand(Path(name), disk / "db") as standing:
                yield standing, disk
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Take all the room that is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 65_536):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk has no end")


def test_full_disk_is_told_loses_nothing_and_heals(
    small: tuple[Standing, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    standing, disk = small
    browser = standing.processes.browser(standing.here.host)
    confirmed = [email for email in addresses(15) if apply(browser, standing.slug, email)]
    filler = fill(disk)
    refused: list[str] = []
    for email in addresses(4000, start=15):
        (confirmed if apply(browser, standing.slug, email) else refused).append(email)
        if len(refused) == REFUSALS:
            break
    assert len(refused) == REFUSALS, "the disk did not fill up"
    assert standing.processes.healthy()
    filler.unlink()
    standing.server.revive()
    healed = addresses(25, start=5000)
    assert until(lambda: apply(browser, standing.slug, healed[0]), 30)
    confirmed += healed[:1]
    confirmed += [email for email in healed[1:] if apply(browser, standing.slug, email)]
    found = written(standing)
    say(
        capsys,
        f"disk full: {len(confirmed)} applications confirmed, {len(refused)} refused, "
        f"{len(lost(confirmed, found))} lost, {len(doubled(found))} doubled, "
        f"{sum(found[email] for email in refused)} of the refused written",
    )
    assert lost(confirmed, found) == []
    assert doubled(found) == {}
    assert set(healed) <= set(confirmed)
    assert [email for email in refused if found[email]] == []


def addresses(number: int, start: int = 0) -> list[str]:
    return [f"disk{start + n}@people.example.org" for n in range(number)]
