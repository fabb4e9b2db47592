"""What a declared folder may say: the schemas of `tenant.toml` and of `programmes/*.toml`.

Their messages are for whoever writes these files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from punos.i18n import LANGUAGES
from punos.tenancy.hosts import host_name
from punos.tenancy.models import KINDS
from punos.texts import clean_local_text

SLUG = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")
PLUGIN_STATES = ("available", "on", "suspended", "off")
UNKNOWN = "there is no such key"
_TABLE: dict[str, Any] = {"unknown": UNKNOWN, "type": "this must be a table"}
_REQUIRED: dict[str, Any] = {"required": "this key is missing"}
_LOCAL_TEXT: dict[str, Any] = _REQUIRED | {"empty": "the text is empty in every language"}
_slug = validate.Regexp(
    rf"{SLUG.pattern}\Z", error="write 2 to 40 small letters a–z, digits or hyphens"
)


class LocalText(fields.Field):
    """A text in several languages: a table from language to text, never empty."""

    default_error_messages = _LOCAL_TEXT

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> dict[str, str]:
        if isinstance(value, Mapping) and (strange := sorted(set(value) - set(LANGUAGES))):
            raise ValidationError({key: ["this is no language used here"] for key in strange})
        try:
            text = clean_local_text(value, tuple(LANGUAGES))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if not text:
            raise self.make_error("empty")
        return text


class SeedSchema(Schema):
    """A table in which every unknown key is refused."""

    error_messages = _TABLE


def _text(longest: int = 200, *, required: bool = False) -> fields.String:
    length = validate.Length(1, longest, error="write 1 to {max} characters")
    return fields.String(required=required, validate=length, error_messages=_REQUIRED)


def _months() -> fields.Integer:
    return fields.Integer(
        strict=True, validate=validate.Range(1, 240, error="write 1 to 240 months")
    )


def _table(schema: type[Schema]) -> fields.Nested:
    return fields.Nested(schema, error_messages=_REQUIRED | _TABLE)


def _named_tables(schema: type[Schema], *, keys: fields.String) -> fields.Dict:
    return fields.Dict(keys=keys, values=_table(schema))


def _slug_field(*, required: bool = False) -> fields.String:
    return fields.String(required=required, validate=_slug, error_messages=_REQUIRED)


class ContactSeed(SeedSchema):
    """How people reach the association."""

    email = fields.Email()
    phone = _text(40)
    address = _text()
    web = fields.Url(schemes={"https", "http"})


class ControllerSeed(SeedSchema):
    """Who answers for personal data, for the privacy notice."""

    name = _text(required=True)
    email = fields.Email()
    address = _text()
    business_id = _text(20)


class LookSeed(SeedSchema):
    """The association's colour, and the file of its logo within the folder."""

    accent = fields.String()
    logo = fields.String(
        validate=validate.Regexp(
            r"[\w.-]+\.(svg|png)\Z", error="name an .svg or .png file of this folder"
        )
    )


class RetentionSeed(SeedSchema):
    """How many months things are kept, and whether people who are due are erased without being asked."""

    participants = _months()
    applicants = _months()
    mails = _months()
    imports = _months()
    access_log = _months()
    requests = _months()
    accounts = _months()
    automatic = fields.Boolean()


class PluginSeed(SeedSchema):
    """A plugin's state at this association, and its settings."""

    state = fields.String(
        required=True,
        validate=validate.OneOf(PLUGIN_STATES, error="choose one of: {choices}"),
        error_messages=_REQUIRED,
    )
    settings = fields.Dict(keys=fields.String(), load_default=dict)


class UnitSeed(SeedSchema):
    """A branch, or a partner association that selects together (`partner` is its name)."""

    names = LocalText(required=True)
    position = fields.Integer(strict=True, load_default=0)
    partner = _text()


class PartnerSeed(SeedSchema):
    """An organisation that takes part without being a tenant; its key is its name."""

    contact_name = _text()
    contact_email = fields.Email()


class TenantSeed(SeedSchema):
    """The file `tenant.toml`."""

    slug = _slug_field(required=True)
    kind = fields.String(
        load_default="association",
        validate=validate.OneOf(KINDS, error="choose one of: {choices}"),
    )
    hosts = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(1, error="name at least one"),
        error_messages=_REQUIRED,
    )
    languages = fields.List(
        fields.String(validate=validate.OneOf(tuple(LANGUAGES), error="choose from: {choices}")),
        required=True,
        validate=validate.Length(1, error="name at least one"),
        error_messages=_REQUIRED,
    )
    names = LocalText(required=True)
    short_name = _text(20, required=True)
    contact = _table(ContactSeed)
    controller = _table(ControllerSeed)
    look = _table(LookSeed)
    intro = LocalText()
    second_factor = fields.String(
        validate=validate.OneOf(("required", "offered"), error="choose one of: {choices}")
    )
    retention = _table(RetentionSeed)
    plugins = _named_tables(PluginSeed, keys=fields.String())
    partners = _named_tables(PartnerSeed, keys=_text())
    units = _named_tables(UnitSeed, keys=_slug_field())

    @validates_schema(skip_on_field_errors=True)
    def _partners_exist(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        for slug, unit in data.get("units", {}).items():
            partner = unit.get("partner")
            if partner is not None and partner not in data.get("partners", {}):
                raise ValidationError({"units": {slug: {"partner": ["there is no such partner"]}}})

    @validates_schema(skip_on_field_errors=True)
    def _hosts_are_names(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        for host in data["hosts"]:
            if host_name(host) != host or ":" in host:
                raise ValidationError(
                    {"hosts": [f"{host!r} is no host name in small letters, without a port"]}
                )


class ProgrammeSeed(SeedSchema):
    """A file of `programmes/`. The settings are checked by the schema of the programme model."""

    slug = _slug_field(required=True)
    names = LocalText(required=True)
    summary = LocalText()
    model = _text(60, required=True)
    settings = fields.Dict(keys=fields.String(), required=True, error_messages=_REQUIRED)
