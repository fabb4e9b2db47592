"""What public pages and posters tell of a programme's settings, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from punos.plugin import language_name, pick
from punos_pairwise.for_whom import in_words
from punos_pairwise.months import month_names
from punos_pairwise.texts import _, _n, format_list, language

Fact = tuple[str, Any]
WHERE = {
    "online": lambda: _("Online"),
    "in_person": lambda: _("In person"),
    "anywhere": lambda: _("You and your pair decide together"),
}
EMPLOYER = {
    "recommended": lambda: _(
        "You can also follow somebody’s day at work, or interview an employer."
    ),
    "required": lambda: _(
        "Each pair also arranges a day at somebody’s work or an interview with an employer."
    ),
}


def facts(settings: Mapping[str, Any]) -> Sequence[Fact]:
    """(what, how it is); settings that were stored before a fact was asked for lack it."""
    return [
        *_for_whom(settings),
        *_speaking(settings),
        *_time(settings),
        *_together(settings),
        *_applying(settings),
    ]


def _for_whom(settings: Mapping[str, Any]) -> Iterator[Fact]:
    if words := in_words(settings.get("eligibility", ())):
        yield _("Who can be a mentee"), pick(words, language())


def _speaking(settings: Mapping[str, Any]) -> Iterator[Fact]:
    spoken = settings.get("criteria", {}).get("working_languages", ())
    names = format_list([language_name(code) for code in spoken])
    yield _("Language"), names or _("One that you and your pair both speak")


def _time(settings: Mapping[str, Any]) -> Iterator[Fact]:
    yield _("How long"), _length(settings["length_months"])
    plan = settings["meeting_plan"]
    yield _("Meetings of a pair"), _meetings(plan)
    if plan.get("hours_min"):
        yield (
            _("Time it takes"),
            _(
                "%(least)s to %(most)s hours a month",
                least=plan["hours_min"],
                most=plan["hours_max"],
            ),
        )


def _length(months: Mapping[str, int]) -> str:
    usual = _n("About %(num)s month", "About %(num)s months", months["target"])
    if months["min"] == months["max"]:
        return usual
    span = _("from %(least)s to %(most)s months", least=months["min"], most=months["max"])
    return f"{usual} ({span})"


def _meetings(plan: Mapping[str, Any]) -> str:
    return _n(
        "%(num)s meeting, about %(minutes)s minutes",
        "%(num)s meetings, about %(minutes)s minutes each",
        plan["pair_meetings"],
        minutes=plan["minutes"],
    )


def _together(settings: Mapping[str, Any]) -> Iterator[Fact]:
    common = len(settings["meeting_plan"].get("common", ()))
    if common:
        yield (
            _("Meetings of all pairs"),
            _n("%(num)s meeting together", "%(num)s meetings together", common),
        )
    circles = settings.get("circles", {})
    if circles.get("wanted"):
        yield (
            _("Your group"),
            _(
                "%(least)s to %(most)s pairs, near you in field and place",
                least=circles["min"],
                most=circles["max"],
            ),
        )
    if where := WHERE.get(settings.get("meets", "")):
        yield _("Where you meet"), where()
    if visit := EMPLOYER.get(settings.get("employer_visit", "")):
        yield _("Getting to know employers"), visit()


def _applying(settings: Mapping[str, Any]) -> Iterator[Fact]:
    if intakes := settings.get("intakes"):
        names = [name for month, name in month_names() if month in intakes]
        yield _("Months in which you can apply"), format_list(names)
