"""What the core holds about people and employers: visits, and those who answer at an employer."""

from punos.employers.codes import KINDS, STATES
from punos.employers.models import Employer, EmployerContact, EmployerVisit
from punos.extend.holdings import Blank, Coded, Holding, about_nobody
from punos.i18n import _l
from punos.privacy import words
from punos.privacy.finding import of_address, of_enrolment, of_proved_address

_COUNTED = _l("It then has no name. It stays so that how many have seen a workplace stays true.")

EMPLOYERS = (
    about_nobody(Employer, "workplaces, as they are known; those who answer there stand elsewhere"),
    Holding(
        EmployerContact,
        _l("That you answer for an employer"),
        _l("To ask whether somebody may come and see the work."),
        of_address(EmployerContact.email),
        shown={
            "name": _l("Name"),
            "title": _l("Your work there"),
            "email": words.EMAIL,
            "phone": words.PHONE,
            "added_at": words.WHEN,
        },
        own=of_proved_address(EmployerContact.email),
    ),
    Holding(
        EmployerVisit,
        _l("Your visits to employers"),
        _l("To help you to see a workplace, and to know who has seen one."),
        of_enrolment(EmployerVisit.enrolment_id),
        "figures",
        {
            "kind": Coded(_l("What kind of visit?"), dict(KINDS)),
            "state": Coded(_l("How far have you come?"), dict(STATES)),
            "employer_name": _l("Where?"),
            "visited_on": words.DAY,
            "recorded_at": words.WHEN,
        },
        at_erasure=Blank({"employer_name": None}, _COUNTED),
    ),
)
