"""Who has found work: the list of a cycle, and one job with what confirms it."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.plugin import (
    Absent,
    Column,
    Cycle,
    Filter,
    Form,
    Listing,
    Outcome,
    Person,
    Work,
    format_date,
    pick,
    read_page,
    render,
    see_other,
)
from punos_gatherings.access import PATH
from punos_gatherings.codes import CONTRACTS, EVIDENCE
from punos_gatherings.confirming import ask, why_not_to
from punos_gatherings.employment import (
    confirm,
    employment_by_id,
    found_in,
    jobs_query,
    take_back,
)
from punos_gatherings.models import Employment
from punos_gatherings.path_schemas import ask_form
from punos_gatherings.texts import _staff, _staff_l
from punos_gatherings.views.base import crumbs, cycle_of_gatherings, pages
from punos_gatherings.views.path import path_crumbs
from punos_gatherings.views.words import JOB_STATES


@pages.get("/<slug>/work", allow=PATH)
def jobs(work: Work, slug: str) -> Response | str:
    """The jobs that people of the cycle have found, and how far the target is."""
    cycle = cycle_of_gatherings(work, slug)
    listing = _listing(work, cycle)
    if listing.wants_csv:
        if not work.actor.may("people.export"):
            raise Absent
        return listing.csv_response()
    return render(
        "gatherings/jobs.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        listing=listing,
        found=found_in(work, cycle),
        can_export=work.actor.may("people.export"),
        breadcrumbs=crumbs(work, cycle, (_staff("Work that was found"), None)),
    )


@pages.get("/work/<uuid:employment_id>", allow=PATH)
def employment(work: Work, employment_id: UUID) -> str:
    """One job, and who may confirm it."""
    return _draw(work, employment_by_id(work, employment_id), _ask_form(work))


@pages.post("/work/<uuid:employment_id>/confirm", allow=PATH)
def employment_confirm(work: Work, employment_id: UUID) -> Response:
    """Confirm what somebody else has written down."""
    found = employment_by_id(work, employment_id)
    confirm(work, found)
    return _back(found, _staff("It is confirmed. Thank you."))


@pages.post("/work/<uuid:employment_id>/ask", allow=PATH)
def employment_ask(work: Work, employment_id: UUID) -> Response:
    """Mail a board member a link of one use."""
    found = employment_by_id(work, employment_id)
    form = Form.from_request(ask_form(work.settings.languages), request.form)
    data = form.load()
    no = why_not_to(work, found, data["email"]) if data is not None else None
    if no is not None:
        form.add_error("email", no)
    if data is None or form.errors:
        return make_response(_draw(work, found, form), 422)
    ask(work, found, data["email"], data["language"])
    return _back(found, _staff("The link is on its way."))


@pages.post("/work/<uuid:employment_id>/take-back", allow=PATH)
def employment_take_back(work: Work, employment_id: UUID) -> Response | str:
    """It was written down by mistake. It asks first."""
    found = employment_by_id(work, employment_id)
    enrolment = found.enrolment
    if request.form.get("sure") != "yes":
        return render(
            "gatherings/job_take_back.html",
            job=found,
            enrolment=enrolment,
            breadcrumbs=path_crumbs(work, enrolment, (_staff("Take back"), None)),
        )
    take_back(work, found)
    flash(_staff("The job is taken back."), "done")
    return see_other(url_for("gatherings.path", enrolment_id=enrolment.id))


def _ask_form(work: Work) -> Form:
    languages = work.settings.languages
    return Form(ask_form(languages), {"language": languages[0]})


def _draw(work: Work, found: Employment, form: Form) -> str:
    enrolment, outcome = found.enrolment, found.outcome
    read_page(work, enrolment.person_id, "gatherings.employment")
    return render(
        "gatherings/job.html",
        job=found,
        outcome=outcome,
        enrolment=enrolment,
        state=JOB_STATES[outcome.state],
        contract=dict(CONTRACTS).get(outcome.contract, outcome.contract),
        evidence=dict(EVIDENCE).get(found.evidence, found.evidence),
        is_mine=outcome.recorded_by is not None and outcome.recorded_by == work.account_id,
        form=form if outcome.state == "recorded" else None,
        by_link=outcome.state == "verified" and outcome.verified_by is None,
        may_take_back=enrolment.cycle.state != "closed",
        breadcrumbs=path_crumbs(work, enrolment, (_staff("Work that was found"), None)),
    )


def _back(found: Employment, said: str) -> Response:
    flash(said, "done")
    return see_other(url_for("gatherings.employment", employment_id=found.id))


def _listing(work: Work, cycle: Cycle) -> Listing:
    return Listing(
        work,
        request.args,
        jobs_query(work, cycle),
        columns=_columns(),
        search=(Person.search_text,),
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                [(state, tag.label) for state, tag in JOB_STATES.items()],
                lambda query, value: query.where(Outcome.state == value),
            )
        ],
        default_sort="-starts",
        name="work",
        read_as=("gatherings.jobs_export", lambda row: row.enrolment.person_id),
    )


def _columns() -> list[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            value=lambda row: row.enrolment.person.full_name,
            link=lambda row: url_for("gatherings.employment", employment_id=row.id),
        ),
        Column("employer", _staff_l("Employer"), value="employer"),
        Column(
            "starts",
            _staff_l("First day of work"),
            sort=Outcome.happened_on,
            value=lambda row: format_date(row.outcome.happened_on),
            csv=lambda row: row.outcome.happened_on,
        ),
        Column(
            "contract",
            _staff_l("Contract"),
            value=lambda row: dict(CONTRACTS).get(row.outcome.contract),
        ),
        Column(
            "hours",
            _staff_l("Hours a week"),
            sort=Outcome.hours_per_week,
            value=lambda row: row.outcome.hours_per_week,
            kind="number",
        ),
        Column(
            "own_field",
            _staff_l("Own field"),
            value=lambda row: _staff("Yes") if row.outcome.own_field else _staff("No"),
        ),
        Column(
            "state",
            _staff_l("State"),
            sort=Outcome.state,
            value=lambda row: JOB_STATES[row.outcome.state],
        ),
    ]
