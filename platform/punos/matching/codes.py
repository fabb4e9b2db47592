"""The lists that people choose from when they tell what they hope for and offer."""

from punos.i18n import _l

INTERESTS = (
    ("leadership", _l("Leading people")),
    ("entrepreneurship", _l("Own business")),
    ("research", _l("Research")),
    ("public_sector", _l("Public sector")),
    ("technology", _l("Technology")),
    ("health_care", _l("Health and care")),
    ("teaching", _l("Teaching")),
    ("arts", _l("Arts and culture")),
    ("environment", _l("Environment")),
    ("volunteering", _l("Volunteering")),
)
# What a mentee hopes for is what a mentor can offer: one list, so that the two can be compared.
HOPES = (
    ("working_culture", _l("Finnish working culture")),
    ("professional_language", _l("Professional Finnish or Swedish")),
    ("application", _l("Applications and CV")),
    ("networks", _l("Getting to know people in the field")),
    ("career_plan", _l("A plan for the career")),
    ("recognition", _l("Recognition of a qualification")),
    ("interview", _l("Practising job interviews")),
    ("own_business", _l("Starting a business")),
)
AVAILABILITY = (
    ("weekday_day", _l("Weekdays in the daytime")),
    ("weekday_evening", _l("Weekday evenings")),
    ("weekend", _l("Weekends")),
)
EDUCATION_FIELDS = (
    ("01", _l("Education")),
    ("02", _l("Arts and humanities")),
    ("03", _l("Social sciences and journalism")),
    ("04", _l("Business, administration and law")),
    ("05", _l("Natural sciences and mathematics")),
    ("06", _l("Information and communication technology")),
    ("07", _l("Engineering and construction")),
    ("08", _l("Agriculture and forestry")),
    ("09", _l("Health and welfare")),
    ("10", _l("Services")),
)
NAMES = {
    "interest": dict(INTERESTS),
    "hope": dict(HOPES),
    "time": dict(AVAILABILITY),
    "education": dict(EDUCATION_FIELDS),
}
