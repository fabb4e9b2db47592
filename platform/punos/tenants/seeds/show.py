"""The difference as a tree that a person can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from punos.tenants.seeds.apply import Plan
from punos.tenants.seeds.compare import MISSING, Change, Verdict
from punos.tenants.seeds.toml import KeyPath

_LONGEST = 48


def show(plan: Plan, *, everything: bool = False) -> Iterator[str]:
    """The lines of the tree: what changes and what is kept; `everything` shows the rest too."""
    shown = [c for c in plan.changes if everything or c.verdict is not Verdict.SAME]
    yield f"{plan.seed.slug}{'' if plan.exists else '  (new)'}"
    before: KeyPath = ()
    for change in shown:
        yield from _branches(before, change.path)
        yield _leaf(change)
        before = change.path
    if not plan.to_apply:
        yield "  nothing to change"
    yield f"  {_counts(plan)}"


def _branches(before: KeyPath, path: KeyPath) -> Iterator[str]:
    for depth in range(1, len(path)):
        if path[:depth] != before[:depth] or len(before) <= depth:
            yield f"{'  ' * depth}{path[depth - 1]}"


def _leaf(change: Change) -> str:
    line = f"{'  ' * len(change.path)}{change.path[-1]}: {change.verdict.value}"
    if change.verdict is Verdict.SAME:
        return f"{line}  {_value(change.current)}"
    if change.applied is MISSING and change.current is MISSING:
        return f"{line}  {_value(change.new)}"
    sides = (("last applied", change.applied), ("here", change.current), ("folder", change.new))
    return line + "".join(f"  {name} {_value(value)}" for name, value in sides)


def _value(value: Any) -> str:
    if value is MISSING:
        return str(MISSING.value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _counts(plan: Plan) -> str:
    parts = [f"{len(plan.to_apply)} to apply", f"{len(plan.drift)} changed on a page and kept"]
    same = len(plan.changes) - len(plan.to_apply) - len(plan.drift)
    return ", ".join([*parts, f"{same} unchanged"])
