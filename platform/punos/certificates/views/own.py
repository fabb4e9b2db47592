"""One's own certificates, to be kept."""

from uuid import UUID

from flask import Response, url_for

from punos.certificates.issuing import PURPOSE, own_certificate, own_certificates
from punos.certificates.views.base import pages
from punos.files.service import read
from punos.i18n import _
from punos.i18n.languages import own_name
from punos.texts import pick
from punos.web.attachment import attachment
from punos.web.render import render
from punos.work import Work

LINK, OWN = "link.certificate", "own.groups"


@pages.get("/my/certificate", allow=LINK, link=PURPOSE)
def by_link(work: Work) -> str:
    """By the link of the mail."""
    return _draw(work, "certificates.by_link_file")


@pages.get("/my/certificate/<uuid:certificate_id>/file", allow=LINK, link=PURPOSE)
def by_link_file(work: Work, certificate_id: UUID) -> Response:
    """The file itself."""
    return _file(work, certificate_id)


@pages.get("/my/certificates", allow=OWN, link="group_member")
def own(work: Work) -> str:
    """From one's own page."""
    return _draw(work, "certificates.own_file")


@pages.get("/my/certificates/<uuid:certificate_id>/file", allow=OWN, link="group_member")
def own_file(work: Work, certificate_id: UUID) -> Response:
    """The file itself."""
    return _file(work, certificate_id)


def _draw(work: Work, endpoint: str) -> str:
    return render(
        "certificates/own.html",
        title=_("Your certificates"),
        rows=[
            (
                pick(one.enrolment.cycle.names, work.language),
                own_name(one.language),
                one.issued_at,
                url_for(endpoint, certificate_id=one.id),
            )
            for one in own_certificates(work)
        ],
    )


def _file(work: Work, certificate_id: UUID) -> Response:
    found = own_certificate(work, certificate_id)
    # Only those with a file are found.
    return attachment(read(work, found.file_id))  # type: ignore[arg-type]
