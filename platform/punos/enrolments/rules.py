"""How a programme's settings hold its rules about who can apply: checked, and drawn as a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from punos.enrolments.eligibility import BLOCK, CITY_SECTION, WARN, Rule, as_number
from punos.forms import LanguageLevels, PunosSchema, field_info
from punos.forms.info import choice_of, has_options, label_of, widget_of
from punos.i18n import _staff_l
from punos.people.schemas import PersonSchema

CITY = f"{CITY_SECTION}.city"
GENDER = "gender"
"""A rule about this one needs a ground in law: treating people apart by it is forbidden otherwise."""
TESTS = (
    ("is_one_of", _staff_l("is one of these")),
    ("is_not", _staff_l("is none of these")),
    ("at_least", _staff_l("is at least this")),
    ("yes", _staff_l("is yes")),
    ("answered", _staff_l("is answered")),
)
EFFECTS = (
    (WARN, _staff_l("They can apply, and staff are told")),
    (BLOCK, _staff_l("They cannot apply, and are told why")),
)
MATCHES = (
    ("all", _staff_l("when all its conditions hold")),
    ("any", _staff_l("when one of its conditions holds")),
)
_WITHOUT_VALUES = ("yes", "answered")
_ASKABLE = ("select", "radio", "typeahead", "checkboxes", "checkbox", "levels", "number")

Asked = Mapping[str, Mapping[str, type[PunosSchema]]]
"""By the name of a form's section and by role: what is asked there."""


class RuleSettings(PunosSchema):
    """One rule, but for its role and its conditions, which are the programme model's."""

    name = fields.String(
        required=True,
        validate=validate.Regexp(
            r"[a-z][a-z0-9_]{0,39}\Z",
            error=_staff_l("Use small letters, digits and _, such as “city”."),  # type: ignore[arg-type]
        ),
        metadata=field_info(label=_staff_l("Short name")),
    )
    words = fields.Dict(
        keys=fields.String(validate=validate.Length(min=2, max=3)),
        values=fields.String(validate=validate.Length(min=1, max=300)),
        required=True,
        validate=validate.Length(min=1),
        metadata=field_info(
            label=_staff_l("What it asks for, as applicants read it"),
            help=_staff_l("Such as: “This programme is for people who live near Turku.”"),
        ),
    )
    effect = fields.String(
        load_default=WARN,
        metadata=field_info(
            label=_staff_l("What happens to those who do not meet it"),
            options=EFFECTS,
            widget="radio",
        ),
    )
    match = fields.String(
        load_default="all",
        metadata=field_info(label=_staff_l("It is met"), options=MATCHES, widget="radio"),
    )
    ground = fields.String(
        load_default="",
        validate=validate.Length(max=500),
        metadata=field_info(
            label=_staff_l("Ground in law"),
            help=_staff_l(
                "A rule about gender needs one, such as positive action by a written plan, which "
                "the Act on Equality between Women and Men allows (section 9). Name the plan."
            ),
        ),
    )


def rules_field(roles: Mapping[str, Any], asked: Asked) -> fields.List:
    """The field of a programme's settings that holds its rules.

    `roles` are those of the programme model. Rules are about the questions of `asked`, and about the
    city where an applicant lives.
    """
    return fields.List(
        fields.Nested(_rule_schema(roles, asked)),
        load_default=list,
        validate=_named_apart,
        metadata=field_info(label=_staff_l("Rule about who can apply")),
    )


def _named_apart(rules: Sequence[Rule]) -> None:
    names = [rule["name"] for rule in rules]
    if len(set(names)) < len(names):
        raise ValidationError([_staff_l("Two rules have the same short name.")])


def _rule_schema(roles: Mapping[str, Any], asked: Asked) -> type[PunosSchema]:
    by_role = {role: _questions(asked, role) for role in roles}
    everything = {name: one for known in by_role.values() for name, one in known.items()}

    class ModelRule(RuleSettings):
        """A rule about the questions of this model."""

        role = fields.String(
            required=True,
            metadata=field_info(
                label=_staff_l("For whom"), options=list(roles.items()), widget="radio"
            ),
        )
        conditions = fields.List(
            fields.Nested(_condition_schema(everything)),
            required=True,
            validate=validate.Length(min=1),
            metadata=field_info(label=_staff_l("Condition")),
        )

        @validates_schema(skip_on_field_errors=True)
        def can_hold(self, data: Mapping[str, Any], **_rest: Any) -> None:
            """It is about questions of its role, and one about gender says on what it rests."""
            about = [one["question"] for one in data["conditions"]]
            foreign = [at for at, one in enumerate(about) if one not in by_role[data["role"]]]
            if foreign:
                told = [_staff_l("People in this role are not asked that.")]
                raise ValidationError({"conditions": {at: {"question": told} for at in foreign}})
            if _is_about_gender(about) and not data["ground"].strip():
                raise ValidationError([_staff_l("A rule about gender needs a ground.")], "ground")

    return ModelRule


def _is_about_gender(questions: Sequence[str]) -> bool:
    return any(one.rpartition(".")[2] == GENDER for one in questions)


def _questions(asked: Asked, role: str) -> dict[str, fields.Field]:
    """What a rule can be about: no name, no contact, nothing that is told in sentences."""
    found: dict[str, fields.Field] = {CITY: PersonSchema().load_fields["city"]}
    for section, schemas in asked.items():
        for name, one in schemas[role]().load_fields.items():
            if widget_of(one) in _ASKABLE:
                found[f"{section}.{name}"] = one
    return found


def _condition_schema(questions: Mapping[str, fields.Field]) -> type[PunosSchema]:
    class Condition(PunosSchema):
        """One answer, and what it has to be."""

        question = fields.String(
            required=True,
            metadata=field_info(
                label=_staff_l("Question"),
                options=[(name, label_of(one)) for name, one in questions.items()],
                widget="select",
            ),
        )
        test = fields.String(
            required=True,
            metadata=field_info(label=_staff_l("The answer"), options=TESTS, widget="select"),
        )
        values = fields.List(
            fields.String(validate=validate.Length(min=1, max=200)),
            load_default=list,
            metadata=field_info(
                label=_staff_l("What it is compared with"),
                help=_staff_l("In the words of the form, such as “Turku” or “Finnish A2”."),
            ),
        )

        @post_load
        def understand(self, data: dict[str, Any], **_rest: Any) -> dict[str, Any]:
            """The values as answers hold them. Raises ValidationError for one that none can be."""
            if data["test"] in _WITHOUT_VALUES:
                return {**data, "values": []}
            if not data["values"]:
                raise ValidationError([_staff_l("Write at least one.")], "values")
            asked = questions[data["question"]]
            return {
                **data,
                "values": [_as_kept(asked, data["test"], one) for one in data["values"]],
            }

    return Condition


def _as_kept(asked: fields.Field, test: str, typed: str) -> str:
    ranked = test == "at_least"
    if isinstance(asked, LanguageLevels):
        kept = _spoken(asked, typed, ranked)
    else:
        kept = choice_of(asked, typed) if has_options(asked) else typed
        if (ranked or isinstance(asked, fields.Number)) and as_number(kept) is None:
            kept = None
    if kept is None:
        told = _staff_l("“%(value)s” cannot be compared with an answer to this.", value=typed)
        raise ValidationError([told], "values")
    return kept


def _spoken(asked: LanguageLevels, typed: str, ranked: bool) -> str | None:
    """A language with the level that is needed ("fi A2"), or the language alone ("fi")."""
    try:
        rows = asked.deserialize(typed if ranked else f"{typed} A1")
    except ValidationError:
        return None
    row = rows[0] if len(rows) == 1 else {}
    return f"{row['language']} {row['level']}" if ranked and row else row.get("language")
