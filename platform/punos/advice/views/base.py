"""The section that all pages about advice belong to, and what they share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

from punos.accounts.service import account_names
from punos.advice.reading import RECORD
from punos.i18n import _staff
from punos.partners.service import partners_of
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.units.service import units
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("advice", "punos.advice")


def crumbs(work: Work, cycle: Cycle, *more: str) -> list[tuple[Any, str | None]]:
    """The way from the list of cycles to the advice in one, and on."""
    here = url_for("advice.of_cycle", slug=cycle.slug) if more else None
    return [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
        (_staff("Advice"), here),
        *((one, None) for one in more),
    ]


def offered_partners(work: Work, cycle: Cycle) -> list[tuple[str, str]]:
    """The partners of the cycle, each once."""
    return list({str(one.id): one.name for one, _part in partners_of(work, cycle)}.items())


def proposed(work: Work) -> dict[str, Any]:
    """What a new session begins with: the reader's own name, and the partner that she is of."""
    account = work.account_id
    names = account_names(work, {account}) if account else {}
    return {"adviser": names.get(account, "") if account else "", "partner": _own_partner(work)}


def _own_partner(work: Work) -> UUID | None:
    """The partner association that the reader's unit stands for, where she is limited to one."""
    limits = work.actor.units(RECORD)
    if limits is None:
        return None
    return next((one.partner_id for one in units(work) if one.id in limits), None)
