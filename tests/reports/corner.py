"""What the sweeps' world has of reports: a draft with figures, one of its files, a record of staffing."""

from __future__ import annotations

from decimal import Decimal

from punos import clock
from punos.files.service import store
from punos.programmes.service import cycle_by_slug
from punos.reports.content import worked_out
from punos.reports.models import Report, ReportFile, Staffing
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """As the worker would have left them."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        now = clock.now()
        report = Report(
            programme_id=cycle.programme_id,
            cycle_id=cycle.id,
            audience="city",
            language="fi",
            state="draft",
            texts={"summary": f"Yhteenveto {world.canary}"},
            content=worked_out(work, [cycle], "city"),
            created_at=now,
            changed_at=now,
        )
        stored = store(work, "report.pdf", "application/pdf", b"%PDF-1.7", "report")
        staffing = Staffing(
            programme_id=cycle.programme_id,
            title=f"Koordinointi {world.canary}",
            full_time=Decimal("1.5"),
            from_on=clock.today(),
            recorded_at=now,
        )
        work.session.add_all([report, staffing])
        work.session.flush()
        file = ReportFile(
            report_id=report.id, kind="pdf", number=1, file_id=stored.id, asked_at=now, made_at=now
        )
        work.session.add(file)
        return {
            "report_id": str(report.id),
            "report_file_id": str(file.id),
            "staffing_id": str(staffing.id),
        }


def grow(world: World, count: int) -> None:
    """So many more drafts."""
    with world.association.work() as work:
        cycle = cycle_by_slug(work, world.slug)
        now = clock.now()
        for _number in range(count):
            work.session.add(
                Report(
                    programme_id=cycle.programme_id,
                    cycle_id=cycle.id,
                    audience="city",
                    language="fi",
                    state="draft",
                    texts={},
                    created_at=now,
                    changed_at=now,
                )
            )
