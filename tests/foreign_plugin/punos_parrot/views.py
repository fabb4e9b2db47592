"""The parrot's pages."""

from flask import Response, redirect, request, url_for

from punos.plugin import Pages, Work, issue_link, render
from punos_parrot import service

pages = Pages("parrot", __name__, url_prefix="/parrot")


@pages.get("/", allow="parrot.see")
def index(work: Work) -> str:
    """Every word."""
    return render("parrot/index.html", words=service.words(work))


@pages.post("/", allow="parrot.teach")
def teach(work: Work) -> Response:
    """A new word."""
    service.teach(work, request.form.get("word", ""))
    return redirect(url_for("parrot.index"), 303)


@pages.post("/invite", allow="parrot.teach")
def invite(work: Work) -> str:
    """A link by which somebody may listen."""
    return issue_link(work, "parrot_visit", "tenant", work.tenant.id)


@pages.get("/visit", allow="parrot.see", link="parrot_visit")
def visit(work: Work) -> str:
    """What a visitor hears."""
    return render("parrot/visit.html", count=service.count(work))
