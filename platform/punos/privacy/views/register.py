"""The register of processing, made from what each table says that it holds."""

from flask import Response, request, url_for

from punos.extend.holdings import Coded, Delete, Holding
from punos.forms.spreadsheet import write_csv
from punos.i18n import _staff, _staff_l, format_list
from punos.privacy.holdings import told_here
from punos.privacy.schedule import BY_NAME, kept_for
from punos.privacy.views.base import MANAGE, pages
from punos.texts import pick
from punos.web.render import render
from punos.work import Work

SENSITIVITY = {
    "ordinary": _staff_l("Ordinary"),
    "personal": _staff_l("Personal"),
    "sensitive": _staff_l("Sensitive"),
}


@pages.get("/privacy/register", allow=MANAGE)
def register(work: Work) -> Response | str:
    """What is kept about whom, why, how long, and what becomes of it."""
    headings = [
        _staff("What"),
        _staff("Why"),
        _staff("Which data"),
        _staff("How sensitive"),
        _staff("How long"),
        _staff("When somebody is erased"),
    ]
    rows = [_row(work, one) for one in told_here(work)]
    if request.args.get("format") == "csv":
        body = write_csv(
            [(str(number), heading) for number, heading in enumerate(headings)],
            [{str(number): cell for number, cell in enumerate(row)} for row in rows],
        )
        answer = Response(body, content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="register.csv"'
        return answer
    controller = work.settings.get("controller", {}).get("name")
    return render(
        "privacy/register.html",
        controller=controller or pick(work.settings.names, work.language).value,
        headings=headings,
        rows=rows,
        breadcrumbs=[(_staff("Privacy"), url_for("privacy.retention")), (_staff("Register"), None)],
    )


def _row(work: Work, one: Holding) -> list[str]:
    labels = [shown.label if isinstance(shown, Coded) else shown for shown in one.shown.values()]
    return [
        str(one.label),
        str(one.purpose),
        str(format_list([str(label) for label in labels])),
        str(SENSITIVITY[one.sensitivity]),
        str(kept_for(work, BY_NAME[one.category])),
        _staff("Goes") if isinstance(one.at_erasure, Delete) else str(one.at_erasure.because),
    ]
