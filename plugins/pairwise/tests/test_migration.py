"""The plugin's tables: what its models say, and nothing left behind when it is removed."""

import punos_pairwise
from sqlalchemy import create_engine, inspect

from punos.db import migrate, revise
from punos.db.history import plugin_history
from tests.support.database import cloned_database

HISTORY = plugin_history("pairwise", punos_pairwise.plugin.folder / "migrations", "0001")
TABLES = {"pairwise_proposal", "pairwise_suggestion", "pairwise_wish"}


def test_fresh_install_has_what_the_models_say() -> None:
    with cloned_database() as urls:
        assert revise.difference(urls["owner"], HISTORY) == []


def test_removal_takes_its_tables_and_leaves_the_core() -> None:
    with cloned_database() as urls:
        engine = create_engine(urls["owner"])
        before = set(inspect(engine).get_table_names())
        assert before >= TABLES
        migrate.downgrade(engine.connect(), HISTORY)
        assert before - set(inspect(engine).get_table_names()) == TABLES
        migrate.upgrade(urls["owner"], [HISTORY])
        assert set(inspect(engine).get_table_names()) == before
        engine.dispose()
