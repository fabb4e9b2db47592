"""Rules over Python source, on the syntax tree. Each yields (line, message)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

Found = Iterator[tuple[int, str]]

_SQL_NAMES = {"text", "Table", "literal_column", "create_engine", "quoted_name", "DDL"}
_SQL_ATTRIBUTES = {"__table__", "exec_driver_sql", "set_config", "raw_connection", "literal_column"}
_SQL_CALLS = {"connection", "get_bind", "connect"}
_DRIVERS = {"psycopg", "psycopg_pool", "psycopg2", "asyncpg"}
_CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
    ("func", "now"), ("func", "current_timestamp"), ("func", "current_date"),
}  # fmt: skip
_NEVER_COMMITS = re.compile(r"/(service|services|schemas|models|api|hooks|jobs)(/\w+)*\.py$")
_PLUGIN_MAY = re.compile(r"punos\.plugin(\.heavy|\.demo|\.commands)?|punos_\w+(\..*)?")


def speaks_sql(path: str) -> bool:
    """Whether `path` is one of the places that may write SQL: the database package, migrations."""
    return path.startswith("platform/punos/db/") or "migrations/" in path


def sql(path: str, tree: ast.Module) -> Found:
    """No SQL text, Core table, bulk write or raw connection outside `punos/db/`."""
    if speaks_sql(path):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from _sql_import(node)
        elif isinstance(node, ast.Attribute):
            yield from _sql_attribute(node)
        elif isinstance(node, ast.Call):
            yield from _sql_call(node)


def _sql_import(node: ast.ImportFrom) -> Found:
    if (node.module or "").partition(".")[0] == "sqlalchemy":
        for name in node.names:
            if name.name in _SQL_NAMES:
                yield node.lineno, f"sqlalchemy.{name.name} is imported"


def _sql_attribute(node: ast.Attribute) -> Found:
    if node.attr in _SQL_ATTRIBUTES or node.attr.startswith("bulk_"):
        yield node.lineno, f".{node.attr} passes the guard"
    if node.attr in _SQL_NAMES and _last_name(node.value) in ("sqlalchemy", "sa"):
        yield node.lineno, f"sqlalchemy.{node.attr} is used"


def _sql_call(node: ast.Call) -> Found:
    name = _last_name(node.func)
    if isinstance(node.func, ast.Attribute) and name in _SQL_CALLS:
        yield node.lineno, f".{name}() is a raw connection"
    if name in ("execute", "scalar", "scalars", "text"):
        for argument in node.args[:1]:
            if isinstance(argument, ast.JoinedStr):
                yield argument.lineno, f"an f-string is given to {name}()"


def driver(path: str, tree: ast.Module) -> Found:
    """The database's driver is spoken to in `punos/db/` alone."""
    if speaks_sql(path):
        return
    for line, module in _imported(tree):
        if module.partition(".")[0] in _DRIVERS:
            yield line, f"{module} is imported"


def clock(_path: str, tree: ast.Module) -> Found:
    """Only `punos.clock` tells the time. (`time.monotonic` measures, it tells no time.)"""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in _CLOCKS:
            yield node.lineno, f"{_last_name(node.value)}.{node.attr}: ask punos.clock"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            for name in node.names:
                if ("time", name.name) in _CLOCKS:
                    yield node.lineno, f"time.{name.name}: ask punos.clock"


def imports(_path: str, tree: ast.Module) -> Found:
    """Modules import at their top."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno, "an import inside a function"


def markup(_path: str, tree: ast.Module) -> Found:
    """Nothing is marked as safe HTML outside the listed modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _last_name(node.func) == "Markup":
            yield node.lineno, "Markup() passes the escaping"


def commits(path: str, tree: ast.Module) -> Found:
    """No service commits: the request or the job is the unit of work."""
    if not _NEVER_COMMITS.search(path):
        return
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("commit", "rollback")
        ):
            yield node.lineno, f".{node.func.attr}() belongs to the request or the job"


def borders(path: str, tree: ast.Module) -> Found:
    """The core imports no plugin; a plugin imports `punos.plugin` and nothing else of the core."""
    for line, module in _imported(tree):
        if path.startswith("platform/") and module.startswith("punos_"):
            yield line, f"the core imports the plugin {module}"
        if path.startswith("plugins/") and _of_punos(module) and not _PLUGIN_MAY.fullmatch(module):
            yield line, f"a plugin imports {module}: punos.plugin is all there is"


def _of_punos(module: str) -> bool:
    return module.partition(".")[0].startswith("punos")


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            # `from punos import people` names a module too.
            module = node.module or ""
            names = [f"{module}.{name.name}" for name in node.names] if module == "punos" else []
            yield from ((node.lineno, name) for name in names or [module])


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


RULES: dict[str, Callable[[str, ast.Module], Found]] = {
    "sql": sql,
    "driver": driver,
    "clock": clock,
    "imports": imports,
    "markup": markup,
    "commits": commits,
    "borders": borders,
}
