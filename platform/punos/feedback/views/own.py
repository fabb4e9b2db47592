"""One's own words: what staff would like to show, and what their author decides."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.feedback.codes import QUOTE_STATES
from punos.feedback.models import Quote
from punos.feedback.quoting import PURPOSE, keep, own_quote, own_quotes, release
from punos.feedback.schemas import ReleaseForm
from punos.feedback.views.base import pages
from punos.forms import Form
from punos.i18n import _
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

LINK, OWN = "link.quote", "own.groups"


@pages.get("/my/quote", allow=LINK, link=PURPOSE)
def own_words(work: Work) -> str:
    """By the link of the mail: the words it is about."""
    return _draw(work, "feedback.own_words")


@pages.post("/my/quote/<uuid:quote_id>", allow=LINK, link=PURPOSE)
def own_words_decide(work: Work, quote_id: UUID) -> Response:
    """Let them be shown, or not."""
    return _decide(work, quote_id, "feedback.own_words")


@pages.get("/my/words", allow=OWN, link="group_member")
def my_words(work: Work) -> str:
    """All words of one's own that somebody asked for."""
    return _draw(work, "feedback.my_words")


@pages.post("/my/words/<uuid:quote_id>", allow=OWN, link="group_member")
def my_words_decide(work: Work, quote_id: UUID) -> Response:
    """Let them be shown, or not; or any more."""
    return _decide(work, quote_id, "feedback.my_words")


def _decide(work: Work, quote_id: UUID, back: str) -> Response:
    quote = own_quote(work, quote_id)
    if request.form.get("answer") == "no":
        keep(work, quote_id)
        flash(_("Your words are not shown. Thank you for deciding."), "done")
        return see_other(url_for(back))
    form = Form.from_request(ReleaseForm(), request.form, prefix=_prefix(quote))
    data = form.load()
    if data is None:
        return make_response(_draw(work, back, {quote.id: form}), 422)
    release(work, quote_id, data["text"], data["attribution"])
    flash(_("Thank you! Your words may be shown. You can take them back here at any time."), "done")
    return see_other(url_for(back))


def _draw(work: Work, back: str, sent: dict[UUID, Form] | None = None) -> str:
    found = own_quotes(work)
    act = f"{back}_decide"
    return render(
        "feedback/own.html",
        quotes=[
            (one, QUOTE_STATES[one.state], _form(one, sent or {}), url_for(act, quote_id=one.id))
            for one in found
        ],
    )


def _form(quote: Quote, sent: dict[UUID, Form]) -> Form:
    return sent.get(quote.id) or Form(
        ReleaseForm(),
        {"text": quote.text, "attribution": quote.attribution},
        prefix=_prefix(quote),
    )


def _prefix(quote: Quote) -> str:
    """Several of them may stand on one page."""
    return f"q{quote.id.hex}-"
