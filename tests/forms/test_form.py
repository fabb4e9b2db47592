"""A form keeps what was typed and says everything that is wrong."""

from datetime import date, time

import pytest
from marshmallow import ValidationError, fields, validate
from werkzeug.datastructures import MultiDict

from punos.forms import Form, PunosSchema, field_info, one_topic
from punos.i18n import use_language
from tests.forms.schemas import BAD, GOOD, Application


def sent(data: dict[str, str], **changes: str) -> Form:
    return Form.from_request(Application(), MultiDict(data | changes))


def test_load_good_answers() -> None:
    assert sent(GOOD).load() == {
        "name": "Aino Esimerkki",
        "email": "aino@example.org",
        "phone": "+358 40 123 4567",
        "arrived": date(2019, 12, 24),
        "years": 7,
        "profession": "2221",
        "role": "mentee",
        "aims": ["cv"],
        "languages": [{"language": "fi", "level": "B1"}],
        "about": "I like\nlists.",
        "agreed": True,
    }


def test_load_every_field_wrong_says_every_error() -> None:
    form = sent(BAD)

    assert form.load() is None
    assert set(form.errors) == set(Application().fields)
    assert [target for target, _m in form.error_list] == [f.id for f in form.fields]


def test_load_nothing_sent_names_each_required_field() -> None:
    form = sent({})
    form.load()

    required = {name for name, one in Application().fields.items() if one.required}
    assert set(form.errors) == required
    for view in form.fields:
        assert all(str(view.label) in str(message) for message in view.errors)


def test_load_wrong_keeps_what_was_typed() -> None:
    form = sent(BAD, name="  Åsa  ")
    form.load()

    shown = {view.name: view.value for view in form.fields}
    assert shown["name"] == "  Åsa  "
    assert shown["arrived"] == "31.2.2020"
    assert shown["profession"] == "Astronaut on leave"
    assert shown["languages"][0] == ("fi", "")


def test_load_messages_are_our_own_words() -> None:
    """No word of marshmallow's reaches a reader."""
    form = sent(BAD)
    form.load()

    texts = " ".join(str(message) for _target, message in form.error_list).lower()
    for foreign in ("valid", "must be one of", "missing data", "null", "pattern", "string"):
        assert foreign not in texts


def test_messages_speak_the_readers_language_when_shown() -> None:
    form = sent(GOOD, arrived="soon")
    form.load()

    with use_language("fi"):
        assert "24.12.2026" in str(form.errors["arrived"][0])
    with use_language("en"):
        assert "24/12/2026" in str(form.errors["arrived"][0])


def test_load_unknown_name_is_refused() -> None:
    form = sent(GOOD, is_admin="yes")

    assert form.load() is None
    assert list(form.errors) == ["_schema"]


def test_load_machinery_names_are_passed_over() -> None:
    assert sent(GOOD, csrf_token="t", submit="send", next="/").load() is not None


def test_load_two_forms_on_a_page() -> None:
    data = MultiDict({**GOOD, "plugin-years": "3"})

    own = Form.from_request(Application(), data, beside=["plugin-"])
    other = Form.from_request(Application(only=["years"]), data, prefix="plugin-")

    assert own.load() is not None
    assert other.load() == {"years": 3}
    assert other.fields[0].name == "plugin-years"


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("fi", "1.3.2020", date(2020, 3, 1)),
        ("sv", "1 mars 2020", date(2020, 3, 1)),
        ("en", "01/03/2020", date(2020, 3, 1)),
        ("en", "2020-03-01", date(2020, 3, 1)),
    ],
)
def test_load_date_as_written_here(language: str, typed: str, expected: date) -> None:
    with use_language(language):
        data = sent(GOOD, arrived=typed).load()
    assert data is not None
    assert data["arrived"] == expected


@pytest.mark.parametrize("typed", ["1.1.1899", "1.1.2101", "1.3.20"])
def test_load_date_beyond_sense_is_refused(typed: str) -> None:
    form = sent(GOOD, arrived=typed)
    assert form.load() is None
    assert list(form.errors) == ["arrived"]


class Numbers(PunosSchema):
    amount = fields.Decimal(metadata=field_info(label="Amount"))
    when = fields.Time(metadata=field_info(label="When"))


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [("fi", "1 234,5", "1234.5"), ("sv", "1\u00a0234,5", "1234.5"), ("en", "1,234.5", "1234.5")],
)
def test_load_number_as_written_here(language: str, typed: str, expected: str) -> None:
    with use_language(language):
        assert str(Numbers().load({"amount": typed})["amount"]) == expected


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("18:30", "18:30:00"),
        ("18.30", "18:30:00"),
        ("klo 18.30", "18:30:00"),
        ("Kl. 18:30", "18:30:00"),
        ("klo\u00a08.05", "08:05:00"),
        ("17", "17:00:00"),
        ("0.00", "00:00:00"),
        ("17:00:01", "17:00:01"),
    ],
)
def test_load_time_as_people_write_it(typed: str, read: str) -> None:
    data = Form.from_request(Numbers(), MultiDict({"when": typed})).load()
    assert data is not None
    assert str(data["when"]) == read


@pytest.mark.parametrize(
    "typed",
    ["18.3", "18.60", "24.00", "1830", "18.30.15", "18,30", "T18", "17:00+03:00", "evening"],
)
def test_load_time_that_is_none_is_refused_in_our_words(typed: str) -> None:
    form = Form.from_request(Numbers(), MultiDict({"when": typed}))
    with use_language("en"):
        assert form.load() is None
        assert str(form.field("when").error) == "Write “When” as a time, for example 17:30."
    assert form.field("when").value == typed


@pytest.mark.parametrize(
    ("language", "written"), [("fi", "8.05"), ("sv", "08:05"), ("en", "08:05")]
)
def test_time_is_shown_as_the_reader_writes_it_and_loads_again(language: str, written: str) -> None:
    with use_language(language):
        view = Form(Numbers(), {"when": time(8, 5)}).field("when")
        assert view.value == written
        assert Numbers().load({"when": view.value})["when"] == time(8, 5)


def test_load_same_language_twice_is_refused() -> None:
    twice = MultiDict({name: value for name, value in GOOD.items() if "--" not in name})
    twice.setlist("languages--language", ["fi", "en", "fi"])
    twice.setlist("languages--level", ["B1", "C1", "C1"])
    form = Form.from_request(Application(), twice)
    assert form.load() is None
    said = form.errors.pop("languages")
    assert list(map(str, said)) == ["Give each language only once in “Languages”."]
    assert form.errors == {}


def test_load_identity_code_as_phone_number_says_so_once() -> None:
    form = sent(GOOD, phone="131052-308T")
    assert form.load() is None
    assert [str(message).split(".")[0] for message in form.errors["phone"]] == [
        "“Phone” seems to hold a personal identity code"
    ]


@pytest.mark.parametrize("name", ["name", "email", "phone", "about", "profession"])
@pytest.mark.parametrize("planted", ["131052-308T", "a\x00b", "half \ud800", "\u202eabc"])
def test_load_no_text_field_takes_codes_or_control_characters(name: str, planted: str) -> None:
    form = sent(GOOD, **{name: planted})
    assert form.load() is None
    assert list(form.errors) == [name]


def test_load_composes_and_trims_text() -> None:
    data = sent(GOOD, name="  A\u030asa ").load()
    assert data is not None
    assert data["name"] == "Åsa"


def test_load_blank_counts_as_missing() -> None:
    form = sent(GOOD, name="   ")
    assert form.load() is None
    assert list(form.errors) == ["name"]


def test_load_optional_blank_is_none_where_allowed() -> None:
    data = sent(GOOD, about=" ", phone="").load()
    assert data is not None
    assert data["about"] is None
    assert "phone" not in data or data["phone"] == ""


def test_load_box_that_must_be_ticked() -> None:
    form = sent({name: value for name, value in GOOD.items() if name != "agreed"})
    assert form.load() is None
    assert list(form.errors) == ["agreed"]


def test_load_typeahead_choice_from_the_list_wins() -> None:
    data = sent(GOOD, **{"profession--list": "2142"}).load()
    assert data is not None
    assert data["profession"] == "2142"


def test_load_text_of_several_lines_may_be_long() -> None:
    assert sent(GOOD, about="x" * 5000).load() is not None
    assert sent(GOOD, about="x" * 5001).load() is None


def test_values_are_shown_as_people_write_them() -> None:
    values = {"arrived": date(2020, 3, 1), "profession": "2221", "aims": ["net"], "agreed": True}
    with use_language("fi"):
        shown = {view.name: view.value for view in Form(Application(), values).fields}
    assert shown["arrived"] == "1.3.2020"
    assert shown["profession"] == "Nurse"
    assert shown["aims"] == ["net"]
    assert shown["agreed"] is True


def test_shown_values_load_again() -> None:
    """What a page shows can be sent back unchanged."""
    first = sent(GOOD).load()
    assert first is not None
    data: MultiDict[str, str] = MultiDict()
    for view in Form(Application(), first).fields:
        if view.kind == "levels":
            for language, level in view.value:
                data.add(f"{view.name}--language", language)
                data.add(f"{view.name}--level", level)
        elif isinstance(view.value, list):
            data.setlist(view.name, view.value)
        elif view.value is True:
            data[view.name] = "yes"
        else:
            data[view.name] = view.value
    assert Form.from_request(Application(), data).load() == first


def test_topics_in_order_with_the_rest_after() -> None:
    assert [topic.key for topic in Form(Application()).topics] == ["you", "work", None]


def test_one_topic_asks_only_its_fields() -> None:
    schema = one_topic(Application, "work")
    assert list(schema.fields) == ["years", "profession", "role"]


def test_offer_limits_the_answers_to_what_this_request_knows() -> None:
    class Choice(PunosSchema):
        unit = fields.UUID(required=True, metadata=field_info(label="Unit", widget="select"))

    known = "0190a0b0-0000-7000-8000-000000000001"
    foreign = "0190a0b0-0000-7000-8000-000000000002"
    schema = Choice().offer(unit=[(known, "Turku")])

    assert str(schema.load({"unit": known})["unit"]) == known
    with pytest.raises(ValidationError):
        schema.load({"unit": foreign})
    with pytest.raises(ValidationError):
        schema.load({"unit": ""})


def test_schema_keeps_the_words_of_its_author() -> None:
    class Worded(PunosSchema):
        code = fields.String(
            validate=validate.Regexp(r"[A-Z]+\Z", error="Write capital letters."),
            error_messages={"required": "We need the code."},
            required=True,
        )

    assert Worded().validate({"code": "abc"}) == {"code": ["Write capital letters."]}
    assert Worded().validate({}) == {"code": ["We need the code."]}


def test_schema_label_with_braces_and_percent_is_shown_as_it_is() -> None:
    class Odd(PunosSchema):
        share = fields.Integer(required=True, metadata=field_info(label="Share {of} 100 %"))

    assert "Share {of} 100 %" in str(Odd().validate({})["share"][0])


def test_add_error_stands_beside_its_field() -> None:
    form = sent(GOOD)
    form.add_error("email", "Somebody uses this address already.")
    assert form.field("email").error == "Somebody uses this address already."
    assert form.load() is None
