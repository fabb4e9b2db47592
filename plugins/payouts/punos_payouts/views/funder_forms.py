"""Setting money aside, and promising it, at the funder's desk."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.plugin import Form, Work, pick, public_tenants, render, see_other, sort_key
from punos_payouts.access import FUND
from punos_payouts.funder import allocate, frames, make_frame, pool_left
from punos_payouts.funder_schemas import FrameForm, PromiseForm
from punos_payouts.models import Frame
from punos_payouts.money import cents_of, euros
from punos_payouts.texts import _staff
from punos_payouts.views.base import pages
from punos_payouts.views.funder import crumbs


@pages.get("/grantees/frames/new", allow=FUND, kind="funder")
def frame_form(_work: Work) -> str:
    """Money that is set aside."""
    return _draw_frame(Form(FrameForm()))


@pages.post("/grantees/frames/new", allow=FUND, kind="funder")
def frame_save(work: Work) -> Response:
    """Write it down. None of it is promised to anyone yet."""
    form = Form.from_request(FrameForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_frame(form), 422)
    make_frame(work, total_cents=cents_of(data.pop("total")), **data)
    flash(_staff("The money is set aside. Now promise parts of it to grantees."), "done")
    return see_other(url_for("payouts.grantees"))


@pages.get("/grantees/new", allow=FUND, kind="funder")
def promise_form(work: Work) -> str:
    """A part of a frame for one grantee."""
    found = frames(work)
    only = {"frame": str(found[0].id)} if len(found) == 1 else {}
    return _draw_promise(Form(_promise_schema(work, found), only))


@pages.post("/grantees/new", allow=FUND, kind="funder")
def promise_save(work: Work) -> Response:
    """Promise it."""
    found = {str(frame.id): frame for frame in frames(work)}
    form = Form.from_request(_promise_schema(work, list(found.values())), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_promise(form), 422)
    made = allocate(
        work,
        found[data["frame"]],
        grantee_id=UUID(data["grantee"]),
        grantee_name=dict(_associations(work))[data["grantee"]],
        agreement_number=data["agreement_number"],
        amount_cents=cents_of(data["amount"]),
    )
    flash(_staff("The money is promised. Claims with this agreement number draw on it."), "done")
    return see_other(url_for("payouts.grantee", allocation_id=made.id))


def _associations(work: Work) -> list[tuple[str, str]]:
    """Whom money can be promised to, by name, as the funder calls them."""
    spoken = work.settings.languages[0]
    found = [
        (str(one.id), str(pick(one.names, spoken)) or one.short_name)
        for one in public_tenants(work, "association")
    ]
    return sorted(found, key=lambda pair: sort_key(pair[1]))


def _promise_schema(work: Work, found: Sequence[Frame]) -> PromiseForm:
    money = [(str(frame.id), _frame_words(frame)) for frame in found]
    return PromiseForm().offer(frame=money, grantee=_associations(work))


def _frame_words(frame: Frame) -> str:
    left = euros(pool_left(frame))
    return _staff("%(title)s (%(left)s left)", title=frame.title, left=left)


def _draw_frame(form: Form) -> str:
    here = _staff("Set money aside")
    return render(
        "payouts/funder_form.html",
        title=here,
        lead=_staff("First the whole sum. Then you promise parts of it to grantees."),
        form=form,
        action=url_for("payouts.frame_save"),
        submit=_staff("Set it aside"),
        breadcrumbs=crumbs((here, None)),
    )


def _draw_promise(form: Form) -> str:
    here = _staff("Promise money to a grantee")
    return render(
        "payouts/funder_form.html",
        title=here,
        lead=_staff("By an agreement that you have made with them. What is left stays for events."),
        form=form,
        action=url_for("payouts.promise_save"),
        submit=_staff("Promise it"),
        breadcrumbs=crumbs((here, None)),
    )
