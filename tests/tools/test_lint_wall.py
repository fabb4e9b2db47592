"""Each rule of the wall's lint catches a bad snippet, and lets a good one through."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import lint_wall

ROOT = Path(__file__).resolve().parents[2]
SERVICE = "platform/punos/people/service.py"
PLUGIN = "plugins/knots/punos_knots/service.py"

BAD_PYTHON = [
    ("sql", SERVICE, "from sqlalchemy import text"),
    ("sql", SERVICE, "from sqlalchemy import Table, select"),
    ("sql", SERVICE, "from sqlalchemy.schema import Table"),
    ("sql", SERVICE, "import sqlalchemy as sa\nsa.text('SELECT 1')"),
    ("sql", SERVICE, "import sqlalchemy\nsqlalchemy.text('SELECT 1')"),
    ("sql", SERVICE, "Person.__table__.insert()"),
    ("sql", SERVICE, "session.bulk_insert_mappings(Person, rows)"),
    ("sql", SERVICE, "session.bulk_save_objects(rows)"),
    ("sql", SERVICE, "session.connection()"),
    ("sql", SERVICE, "engine.connect()"),
    ("sql", SERVICE, "connection.exec_driver_sql('SELECT 1')"),
    ("sql", SERVICE, "func.set_config('punos.tenant', other, False)"),
    ("sql", SERVICE, "session.execute(f'SELECT {name}')"),
    ("sql", SERVICE, "session.scalars(f'SELECT {name}')"),
    ("driver", SERVICE, "import psycopg"),
    ("driver", SERVICE, "from psycopg import connect"),
    ("sql", PLUGIN, "from sqlalchemy import text"),
    ("clock", SERVICE, "from datetime import datetime\ndatetime.now()"),
    ("clock", SERVICE, "import datetime\ndatetime.datetime.utcnow()"),
    ("clock", SERVICE, "from datetime import date\ndate.today()"),
    ("clock", SERVICE, "import time\ntime.time()"),
    ("clock", SERVICE, "from time import time"),
    ("clock", SERVICE, "from sqlalchemy import func\nfunc.now()"),
    ("imports", SERVICE, "def f():\n    import json"),
    ("imports", SERVICE, "async def f():\n    if True:\n        from json import loads"),
    ("markup", SERVICE, "from markupsafe import Markup\nMarkup(name)"),
    ("commits", SERVICE, "work.session.commit()"),
    ("commits", SERVICE, "work.session.rollback()"),
    ("borders", SERVICE, "import punos_pairwise"),
    ("borders", SERVICE, "from punos_pairwise.models import Pair"),
    ("borders", PLUGIN, "from punos.people.api import PersonView"),
    ("borders", PLUGIN, "from punos import people"),
    ("borders", PLUGIN, "import punos.db"),
]

GOOD_PYTHON = [
    ("platform/punos/db/engine.py", "from sqlalchemy import text\nengine.connect()"),
    ("migrations/versions/0001_first.py", "from sqlalchemy import text\ntext('SELECT 1')"),
    (SERVICE, "from sqlalchemy import select\nsession.execute(select(Person))"),
    (SERVICE, "import time\ntime.monotonic()"),
    (SERVICE, "from punos import clock\nclock.now()"),
    (SERVICE, "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import json"),
    ("platform/punos/web/life.py", "work.session.commit()"),
    (PLUGIN, "from punos import plugin"),
    (PLUGIN, "from punos.plugin import Programme\nfrom punos_knots.texts import _"),
    (PLUGIN, "from . import models"),
]

BAD_PAGES = [
    ("inline", '<p style="color: red">a</p>'),
    ("inline", '<p\n  style="{{ colour }}">a</p>'),
    ("inline", "<style>p { color: red }</style>"),
    ("inline", "<script>alert(1)</script>"),
    ("inline", '<button onclick="go()">a</button>'),
    ("inline", '<a href=" JavaScript:go()">a</a>'),
    ("markup", "{{ name|safe }}"),
    ("markup", "{{ name | e | safe }}"),
    ("markup", "{% autoescape false %}{{ name }}{% endautoescape %}"),
    ("outside", '<script src="https://cdn.example.org/a.js"></script>'),
    ("outside", '<link rel="stylesheet" href="//cdn.example.org/a.css">'),
    ("outside", '<img src="http://example.org/a.png" alt="">'),
]

GOOD_PAGES = [
    '<script type="module" src="{{ static(\'punos.js\') }}"></script>',
    '<a href="https://example.org/{{ slug }}">elsewhere</a>',
    '{# style="old" #}<p {% if a > b %}class="one"{% endif %} data-style="x">safe</p>',
    "<p>{{ _('Write style=\"…\" here') }} onclick=</p>",
]


def plant(root: Path, name: str, source: str) -> list[tuple[str, str]]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return [(one.rule, one.path) for one in lint_wall.findings(root)]


@pytest.mark.parametrize(("rule", "name", "source"), BAD_PYTHON)
def test_python_rule_when_broken_names_the_file(
    tmp_path: Path, rule: str, name: str, source: str
) -> None:
    assert (rule, name) in plant(tmp_path, name, source)


@pytest.mark.parametrize(("name", "source"), GOOD_PYTHON)
def test_python_rules_when_kept_find_nothing(tmp_path: Path, name: str, source: str) -> None:
    assert plant(tmp_path, name, source) == []


@pytest.mark.parametrize(("rule", "source"), BAD_PAGES)
def test_page_rule_when_broken_names_the_file(tmp_path: Path, rule: str, source: str) -> None:
    name = "platform/punos/web/templates/page.html"
    assert (rule, name) in plant(tmp_path, name, source)


@pytest.mark.parametrize("source", GOOD_PAGES)
def test_page_rules_when_kept_find_nothing(tmp_path: Path, source: str) -> None:
    assert plant(tmp_path, "plugins/knots/punos_knots/templates/page.html", source) == []


def test_line_of_a_finding_is_the_line_of_the_mistake(tmp_path: Path) -> None:
    plant(tmp_path, "platform/page.html", '{#\ntwo\n#}\n<p>\n<b style="x">a</b></p>')
    assert [one.line for one in lint_wall.findings(tmp_path)] == [5]


def test_exception_when_no_longer_needed_is_a_finding(tmp_path: Path) -> None:
    found = plant(tmp_path, "platform/punos/clock.py", "from punos.ids import new_id")
    assert found == [("clock", "platform/punos/clock.py")]


def test_script_when_a_rule_is_broken_ends_with_an_error(tmp_path: Path) -> None:
    plant(tmp_path, SERVICE, "import time\ntime.time()")
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "lint_wall.py", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"{SERVICE}:2: clock: time.time: ask punos.clock" in done.stdout
