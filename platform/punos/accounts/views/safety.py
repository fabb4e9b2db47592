"""What an association asks of its staff when they sign in."""

from flask import Response, current_app, flash, url_for

from punos.accounts.schemas import SafetySchema
from punos.accounts.views.base import again, pages, sent
from punos.deployment import Deployment
from punos.desk.service import change_settings
from punos.forms import Form
from punos.i18n import _staff
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

PAGE = "accounts/safety.html"


@pages.get("/accounts/safety", allow="settings.manage")
def safety(work: Work) -> str:
    """Whether a second step is required of staff."""
    chosen = work.settings.get("second_factor", "required")
    return render(PAGE, form=Form(SafetySchema(), {"second_factor": chosen}), required=_required())


@pages.post("/accounts/safety", allow="settings.manage", step_up=True)
def save_safety(work: Work) -> Response:
    """Keep it; it holds from the next request of each."""
    form, data = sent(SafetySchema())
    if data is None:
        return again(PAGE, form, required=_required())
    change_settings(work, {"second_factor": data["second_factor"]})
    flash(_staff("Saved."), "done")
    return see_other(url_for("accounts.accounts"))


def _required() -> bool:
    deployment: Deployment = current_app.extensions["punos"]
    return deployment.config.second_factor == "required"
