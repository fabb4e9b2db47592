"""Making certificates as PDF files. Only the worker imports this module.

Each is made and kept in a transaction of its own, so the work can be stopped at any point and go on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from punos.certificates.issuing import tell
from punos.certificates.models import Certificate
from punos.certificates.reading import Part, parts_of
from punos.db import lock_row, points_at
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.files.service import store
from punos.i18n import _, format_date, format_number, use_language
from punos.jobs.models import JobRun
from punos.jobs.service import progress
from punos.papers.pdf import write_pdf
from punos.programmes.service import model_of
from punos.tenants.logo import current_logo
from punos.texts import pick
from punos.work import Work

TEMPLATE = Path(__file__).with_name("papers") / "certificate.typ"
FILE_PURPOSE = "certificate"


def make(deployment: Deployment, work: Work, run: JobRun) -> None:
    """The job: every certificate of the cycle that has no file yet."""
    cycle_id = run.subject_id
    if cycle_id is None:
        return
    query = select(func.count(Certificate.id)).join(
        Enrolment, points_at(Certificate.enrolment_id, Enrolment)
    )
    total = work.session.scalar(query.where(_to_make(cycle_id)))
    done = 0
    progress(run.id, done, total)
    while one := _next(deployment, work, cycle_id):
        done += one
        progress(run.id, done, max(done, total or 0))


def _to_make(cycle_id: UUID) -> ColumnElement[bool]:
    return (Enrolment.cycle_id == cycle_id) & Certificate.file_id.is_(None)


def _next(deployment: Deployment, work: Work, cycle_id: UUID) -> int:
    """Make one, in its own transaction; 0 when none is left."""
    with deployment.work(work.tenant) as own:
        query = (
            select(Certificate.id)
            .join(Enrolment, points_at(Certificate.enrolment_id, Enrolment))
            .where(_to_make(cycle_id))
            .order_by(Certificate.id)
            .limit(1)
        )
        found = own.session.scalars(query).one_or_none()
        if found is None:
            return 0
        certificate = lock_row(own.session, Certificate, found)
        if certificate is not None and certificate.file_id is None:
            _make_one(own, certificate)
    return 1


def _make_one(work: Work, certificate: Certificate) -> None:
    part = parts_of(work, [certificate.enrolment_id])[certificate.enrolment_id]
    with use_language(certificate.language):
        content = write_pdf(TEMPLATE, certificate_data(work, part, certificate.language))
        name = _("certificate")
    file = store(
        work, f"{name}-{certificate.language}.pdf", "application/pdf", content, FILE_PURPOSE
    )
    work.session.flush()
    certificate.file_id = file.id
    tell(work, certificate)


def certificate_data(work: Work, part: Part, language: str) -> dict[str, Any]:
    """What the template sets, in the language that is in use."""
    enrolment = part.enrolment
    cycle = enrolment.cycle
    role = str(model_of(work, cycle).roles[enrolment.role])
    association = pick(work.settings.names, language).value
    facts = [
        (_("Programme"), pick(cycle.programme.names, language).value),
        (_("Time"), _span(part)),
        (_("Role"), role),
        (
            _("Meetings"),
            _(
                "%(meetings)s meetings, %(hours)s hours in all",
                meetings=format_number(part.meetings),
                hours=format_number(round(part.minutes / 60, 1)),
            ),
        ),
    ]
    return {
        "title": _("Certificate"),
        "language": language,
        "association": association,
        "name": enrolment.person.full_name,
        "sentence": _("has taken part in the mentoring programme of %(name)s.", name=association),
        "facts": [[label, value] for label, value in facts],
        "trainings_title": _("Trainings") if part.trainings else "",
        "trainings": [f"{one.title(language)}, {format_date(one.day)}" for one in part.trainings],
        "date": format_date(work_day(part)),
        "signature": _("On behalf of %(name)s", name=association),
        "logo": _logo(work),
    }


def work_day(part: Part) -> Any:
    """The day that stands under it: the last day on which they met."""
    return part.last or part.enrolment.cycle.ends_on


def _span(part: Part) -> str:
    if part.first is None or part.last is None:
        return ""
    return f"{format_date(part.first)} – {format_date(part.last)}"


def _logo(work: Work) -> dict[str, Any] | None:
    file = current_logo(work)
    if file is None:
        return None
    kind = "svg" if file.media_type == "image/svg+xml" else "png"
    return {"kind": kind, "bytes": list(file.content)}
