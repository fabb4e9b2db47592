"""Responsible workers on pages: the filter and the column of a list, and the choice for those ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, request

from punos.enrolments.models import Enrolment
from punos.enrolments.responsible import (
    MINE,
    NOBODYS,
    OTHERS,
    chosen_account,
    make_responsible,
    narrowed,
    workers,
)
from punos.groups.models import Group
from punos.i18n import _staff, _staff_l, _staff_n
from punos.web.lists import Column, Filter
from punos.web.render import render
from punos.work import Work

ASK = "ask"
"""What a form sends for "somebody else": a page then asks for whom."""


def responsible_filter(work: Work, model: Any) -> Filter:
    """Narrows a list of enrolments or groups to mine, nobody's or somebody else's."""
    return Filter(
        "worker",
        _staff_l("Responsible"),
        [
            (MINE, _staff_l("Mine")),
            (NOBODYS, _staff_l("Nobody’s")),
            (OTHERS, _staff_l("Somebody else’s")),
        ],
        lambda query, value: narrowed(work, query, model, value),
    )


def responsible_column(name_of: Callable[[Any], str | None]) -> Column:
    """Who looks after each row."""
    return Column("responsible", _staff_l("Responsible"), value=lambda row: name_of(row) or "")


def choose_responsible(
    work: Work, rows: Sequence[Enrolment] | Sequence[Group], permission: str
) -> None:
    """Let whom the form names look after these, and say so."""
    if not rows:
        flash(_staff("Tick those of whom you want to choose who is responsible."), "problem")
        return
    account_id = chosen_account(request.form.get("responsible", ""))
    count = make_responsible(work, rows, account_id, permission)
    flash(_staff_n("Saved for %(num)s.", "Saved for %(num)s.", count), "done")


def asks_who(rows: Sequence[Any]) -> bool:
    """Whether the form leaves open who it is to be."""
    return bool(rows) and request.form.get("responsible") == ASK


def who(work: Work, rows: Sequence[Any], permission: str, crumbs: Sequence[Any]) -> str:
    """The page that asks who is to look after those that were ticked."""
    return render(
        "enrolments/who.html",
        ids=[str(row.id) for row in rows],
        staff=workers(work, permission),
        action=request.path,
        back=request.form.get("next", ""),
        breadcrumbs=[*crumbs, (_staff("Who is responsible?"), None)],
    )
