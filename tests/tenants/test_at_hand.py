"""Which database a command finds when none is configured."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from punos.db.at_hand import database_at_hand
from punos.db.embedded import EmbeddedServer
from punos.db.embedded_home import Home
from punos.db.roles import libpq_address
from punos.errors import ConfigurationError


def _answers(url: str) -> bool:
    with psycopg.connect(libpq_address(url), connect_timeout=5) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_before_the_first_demo_there_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no database yet"), database_at_hand(tmp_path):
        pass


def test_running_server_is_used_and_a_resting_one_is_started_meanwhile(tmp_path: Path) -> None:
    try:
        with EmbeddedServer(tmp_path) as server:
            server.create_database()
            with database_at_hand(tmp_path) as urls:
                assert urls == server.urls()
                assert _answers(urls["provisioner"])
        with database_at_hand(tmp_path) as urls:
            assert _answers(urls["web"])
    finally:
        # As root the data lies outside the test's folder.
        Home(tmp_path).remove()
