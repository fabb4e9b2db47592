"""What is asked on the pages about signing in."""

from marshmallow import fields, validate

from punos.accounts.passwords import LONGEST, SHORTEST
from punos.forms import PunosSchema, field_info
from punos.i18n import _l, _staff_l

_EMAIL = _l("E-mail address")
# Quoted names and comments are addresses too, but no mail of ours goes to one.
_PLAIN = r"[^\s@<>,;:\"\\()\[\]]+@[^\s@<>,;:\"\\()\[\]]+\Z"
_RULE = _l("At least 12 characters. A few words in a row are strong and easy to remember.")


class SignInSchema(PunosSchema):
    """Address and password. What fits no account is answered like any other wrong pair."""

    email = fields.String(
        required=True,
        metadata=field_info(label=_EMAIL, widget="email", autocomplete="username"),
    )
    password = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST),
        metadata=field_info(
            label=_l("Password"), widget="password", autocomplete="current-password"
        ),
    )


class CodeSchema(PunosSchema):
    """The code of the second step, from an app or from the list of recovery codes."""

    code = fields.String(
        required=True,
        validate=validate.Length(max=40),
        metadata=field_info(
            label=_l("Code from your app"),
            help=_l("Six digits. When setting up is done, a recovery code works too."),
            autocomplete="one-time-code",
        ),
    )
    remember = fields.Boolean(
        load_default=False,
        metadata=field_info(label=_l("Do not ask for a code in this browser for 30 days")),
    )


class AddressSchema(PunosSchema):
    """An address to which a link may go."""

    email = fields.Email(required=True, metadata=field_info(label=_EMAIL, autocomplete="username"))


class NewAddressSchema(PunosSchema):
    """The address to sign in with from now on."""

    email = fields.Email(
        required=True,
        validate=[validate.Regexp(_PLAIN), validate.Length(max=254)],
        metadata=field_info(label=_l("New e-mail address"), autocomplete="email"),
    )


class SafetySchema(PunosSchema):
    """What an association asks of its staff when they sign in."""

    second_factor = fields.String(
        required=True,
        validate=validate.OneOf(("required", "offered")),
        metadata=field_info(
            label=_staff_l("Second step of signing in"),
            help=_staff_l(
                "Staff see other people’s details. Leave it required unless somebody has no phone and "
                "no computer for an app."
            ),
            widget="radio",
            options=(
                ("required", _staff_l("Required of all staff")),
                ("offered", _staff_l("Everybody chooses for themselves")),
            ),
        ),
    )


class NewPasswordSchema(PunosSchema):
    """A password to begin with."""

    password = fields.String(
        required=True,
        validate=validate.Length(min=SHORTEST, max=LONGEST),
        metadata=field_info(
            label=_l("New password"), help=_RULE, widget="password", autocomplete="new-password"
        ),
    )


class ChangePasswordSchema(NewPasswordSchema):
    """A new password for somebody who knows the old one."""

    class Meta(NewPasswordSchema.Meta):
        """The order on the page."""

        fields = ("current", "password")

    current = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST),
        metadata=field_info(
            label=_l("Your password now"), widget="password", autocomplete="current-password"
        ),
    )


class RoleSchema(PunosSchema):
    """A role, for the whole association or one unit. Both lists are offered per request."""

    role = fields.String(
        required=True, metadata=field_info(label=_staff_l("Role"), widget="select", options=())
    )
    unit = fields.UUID(
        metadata=field_info(
            label=_staff_l("Only in this unit"),
            help=_staff_l("Without a unit the role holds in the whole association."),
            widget="select",
            options=(),
        )
    )


class InvitationSchema(RoleSchema):
    """Somebody to invite."""

    class Meta(RoleSchema.Meta):
        """The order on the page."""

        fields = ("name", "email", "role", "unit", "language")

    name = fields.String(required=True, metadata=field_info(label=_staff_l("Name")))
    email = fields.Email(
        required=True,
        validate=validate.Regexp(_PLAIN),
        metadata=field_info(label=_staff_l("E-mail address")),
    )
    language = fields.String(
        required=True,
        metadata=field_info(
            label=_staff_l("Language of the mails to them"), widget="select", options=()
        ),
    )
