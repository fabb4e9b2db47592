"""Responsible workers on pages: the filter and the column of a list, and the choice for those ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, request

from punos.enrolments.models import Enrolment
from punos.enrolments.responsible import (
    GONE,
    MINE,
    NOBODYS,
    Worker,
    chosen_account,
    make_responsible,
    name_of,
    narrowed,
)
from punos.groups.models import Group
from punos.i18n import _staff, _staff_l, _staff_n
from punos.web.lists import Column, Filter
from punos.work import Work


def responsible_filter(work: Work, model: Any, staff: Sequence[Worker]) -> Filter:
    """Narrows a list of enrolments or groups to mine, nobody's or somebody's."""
    others = [(str(one.id), one.name) for one in staff if one.id != work.account_id]
    return Filter(
        "worker",
        _staff_l("Responsible"),
        [
            (MINE, _staff_l("Mine")),
            (NOBODYS, _staff_l("Nobody’s")),
            *others,
            (GONE, _staff_l("Of somebody who has left")),
        ],
        lambda query, value: narrowed(work, query, model, value, staff),
    )


def responsible_column(staff: Sequence[Worker], row_of: Any = lambda row: row) -> Column:
    """Who looks after each row; `row_of` gives the enrolment or group of a row."""
    names = {one.id: one.name for one in staff}
    return Column(
        "responsible",
        _staff_l("Responsible"),
        value=lambda row: name_of(names, row_of(row).responsible_id),
    )


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
