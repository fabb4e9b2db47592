"""The core's permissions, roles and link purposes, joined with the plugins'."""

from datetime import timedelta

from punos.access import AccessRegistry, LinkPurpose, Permission, Role
from punos.extend import PluginRegistry
from punos.i18n import _l, _staff_l

PERMISSIONS = (
    Permission("today.read", _staff_l("See the first page of staff")),
    Permission("people.read", _staff_l("See people")),
    Permission("people.edit", _staff_l("Change people’s details")),
    Permission("people.export", _staff_l("Take lists of people out as files")),
    Permission("programmes.manage", _staff_l("Set up programmes"), whole=True),
    Permission("cycles.read", _staff_l("See cycles and their figures")),
    Permission("cycles.manage", _staff_l("Open, start and close cycles"), whole=True),
    Permission("enrolments.read", _staff_l("See applications")),
    Permission("enrolments.edit", _staff_l("Add and correct applications")),
    Permission("enrolments.decide", _staff_l("Accept and refuse applicants")),
    Permission("enrolments.place", _staff_l("Move applicants to another unit")),
    Permission("imports.run", _staff_l("Bring in lists of people")),
    Permission("interviews.hold", _staff_l("Offer interviews and fill in score sheets")),
    Permission("partners.manage", _staff_l("Change and invite partners"), whole=True),
    Permission("employers.manage", _staff_l("Keep the register of employers")),
    Permission("advice.record", _staff_l("Write down sessions of advice")),
    Permission(
        "agreements.manage", _staff_l("Change guidelines and mentoring agreements"), whole=True
    ),
    Permission("surveys.manage", _staff_l("Change, send and read surveys"), whole=True),
    Permission("feedback.manage", _staff_l("Keep what was heard and changed"), whole=True),
    Permission("reports.write", _staff_l("Write reports to funders"), whole=True),
    Permission("groups.read", _staff_l("See pairs and groups")),
    Permission("groups.manage", _staff_l("Start and end pairs and groups")),
    Permission("meetings.log", _staff_l("Log meetings")),
    Permission(
        "meetings.common", _staff_l("Plan and log the meetings of everybody in a cycle"), whole=True
    ),
    Permission("outcomes.read", _staff_l("See outcomes")),
    Permission("outcomes.record", _staff_l("Record outcomes")),
    Permission("messages.write", _staff_l("Write to people")),
    Permission("messages.templates", _staff_l("Change the ready texts of messages"), whole=True),
    Permission("notes.read", _staff_l("Read notes about people")),
    Permission("notes.write", _staff_l("Write notes about people")),
    Permission("materials.manage", _staff_l("Change guides and other materials"), whole=True),
    Permission("inquiries.answer", _staff_l("Answer questions from the public pages"), whole=True),
    Permission("privacy.manage", _staff_l("Erase people and answer their requests"), whole=True),
    Permission("mails.read", _staff_l("See which mails were sent"), whole=True),
    Permission("accounts.invite", _staff_l("Invite people")),
    Permission("accounts.manage", _staff_l("Give roles and close accounts"), whole=True),
    Permission("plugins.manage", _staff_l("Switch parts of the system on and off"), whole=True),
    Permission(
        "settings.manage", _staff_l("Change the association’s settings and look"), whole=True
    ),
    Permission("audit.read", _staff_l("See who did what"), whole=True),
    Permission("network.read", _staff_l("Compare the network’s members"), whole=True),
    Permission(
        "network.manage", _staff_l("Take on new associations and tell members news"), whole=True
    ),
    Permission("network.share", _staff_l("Choose which figures the network sees"), whole=True),
    Permission(
        "referrals.manage", _staff_l("Refer people to other associations, and receive them")
    ),
    Permission("own.account", _l("Manage your own sign-in")),
    Permission("own.application", _l("See and change your own application")),
    Permission("own.groups", _l("See your own pair or group and log its meetings")),
    Permission("own.privacy", _l("See and take out everything that is held about you")),
    Permission("own.materials", _l("Read the materials of your programme")),
    Permission("own.trainings", _l("Sign up for trainings of your programme")),
    Permission("link.draft", _l("Go on with an application that you began")),
    Permission("link.mail_stop", _l("Choose which mails you want")),
    Permission("link.sign_in", _l("Sign in with a link from your e-mail")),
    Permission("link.address", _l("Confirm a new e-mail address with a link from your e-mail")),
    Permission("link.password", _l("Choose a password with a link from your e-mail")),
    Permission("link.apply", _l("Apply with the link of an invitation")),
    Permission("link.match", _l("Say whether you want to meet the person who was found for you")),
    Permission("link.returning", _l("Come along again")),
    Permission("link.calendar", _l("Read the meetings of your own calendar")),
    Permission("link.certificate", _l("Get your certificates")),
    Permission("link.survey", _l("Answer a survey")),
    Permission("link.quote", _l("Decide whether your words may be shown")),
    Permission("link.referral", _l("Decide what is handed over to another association")),
)
_OWN = {
    "own.account",
    "own.application",
    "own.groups",
    "own.privacy",
    "own.materials",
    "own.trainings",
}
_READ = {"today.read", "people.read", "cycles.read", "enrolments.read", "groups.read"}
_WORK = _READ | {
    "people.edit",
    "enrolments.edit",
    "enrolments.decide",
    "enrolments.place",
    "groups.manage",
    "meetings.log",
    "meetings.common",
    "outcomes.read",
    "outcomes.record",
    "referrals.manage",
    "messages.write",
    "notes.read",
    "notes.write",
    "interviews.hold",
    "employers.manage",
    "advice.record",
}
_COORDINATE = _WORK | {
    "people.export",
    "programmes.manage",
    "cycles.manage",
    "imports.run",
    "messages.templates",
    "materials.manage",
    "partners.manage",
    "agreements.manage",
    "surveys.manage",
    "feedback.manage",
    "reports.write",
    "inquiries.answer",
    "mails.read",
    "network.read",
    "network.manage",
    "network.share",
    "accounts.invite",
}
_ADMINISTER = _COORDINATE | {
    "accounts.manage",
    "plugins.manage",
    "settings.manage",
    "privacy.manage",
    "audit.read",
}
_ACCOUNT = {"own.account"}

ROLES = (
    Role("administrator", _staff_l("Administrator"), frozenset(_ADMINISTER | _ACCOUNT)),
    Role("coordinator", _staff_l("Coordinator"), frozenset(_COORDINATE | _ACCOUNT)),
    Role("contact", _staff_l("Contact person"), frozenset(_WORK | _ACCOUNT)),
    Role(
        "facilitator",
        _staff_l("Facilitator"),
        frozenset(
            {"today.read", "cycles.read", "groups.read", "meetings.log", "meetings.common"}
            | _ACCOUNT
        ),
    ),
    Role(
        "adviser",
        _staff_l("Adviser"),
        frozenset(_READ | {"outcomes.read", "outcomes.record", "advice.record"} | _ACCOUNT),
    ),
    Role("readonly", _staff_l("Read only"), frozenset(_READ | {"outcomes.read"} | _ACCOUNT)),
    Role("officer", _staff_l("Officer of a funder"), frozenset(_ACCOUNT)),
    Role("mentor", _l("Mentor"), frozenset(_OWN), staff=False),
    Role("mentee", _l("Mentee"), frozenset(_OWN), staff=False),
    Role("participant", _l("Participant"), frozenset(_OWN), staff=False),
)

PURPOSES = (
    LinkPurpose(
        "invitation",
        _l("Invitation"),
        frozenset({"link.password"}),
        timedelta(hours=72),
        "accounts.accept_invitation",
        max_uses=1,
    ),
    LinkPurpose(
        "password_reset",
        _l("New password"),
        frozenset({"link.password"}),
        timedelta(hours=1),
        "accounts.choose_password",
        max_uses=1,
    ),
    LinkPurpose(
        "sign_in",
        _l("Sign-in link"),
        frozenset({"link.sign_in"}),
        timedelta(minutes=15),
        "accounts.sign_in_by_link",
        max_uses=1,
    ),
    LinkPurpose(
        "address",
        _l("New e-mail address"),
        frozenset({"link.address"}),
        timedelta(hours=24),
        "accounts.see_address",
        max_uses=1,
    ),
    LinkPurpose(
        "application",
        _l("Your application"),
        frozenset({"own.application", "own.privacy", "own.materials", "own.trainings"}),
        timedelta(days=400),
        "enrolments.own_application",
    ),
    LinkPurpose(
        "apply_invitation",
        _l("Invitation to apply"),
        frozenset({"link.apply"}),
        timedelta(days=60),
        "enrolments.invited",
    ),
    LinkPurpose(
        "group_member",
        _l("Your pair or group"),
        frozenset({"own.groups", "own.privacy", "own.materials", "own.trainings"}),
        timedelta(days=400),
        "groups.own_group",
    ),
    LinkPurpose(
        "calendar",
        _l("Your calendar"),
        frozenset({"link.calendar"}),
        timedelta(days=800),
        "feeds.about",
    ),
    LinkPurpose(
        "quote",
        _l("Your words"),
        frozenset({"link.quote"}),
        timedelta(days=800),
        "feedback.own_words",
    ),
    LinkPurpose(
        "certificate",
        _l("Your certificates"),
        frozenset({"link.certificate"}),
        timedelta(days=400),
        "certificates.by_link",
    ),
    LinkPurpose(
        "draft",
        _l("An application that you began"),
        frozenset({"link.draft"}),
        timedelta(days=45),
        "enrolments.draft",
    ),
    LinkPurpose(
        "match_answer",
        _l("Would you like to meet?"),
        frozenset({"link.match"}),
        timedelta(days=90),
        "matching.own_question",
    ),
    LinkPurpose(
        "returning",
        _l("Coming along again"),
        frozenset({"link.returning"}),
        timedelta(days=90),
        "enrolments.own_returning",
    ),
    LinkPurpose(
        "mail_stop",
        _l("Which mails you want"),
        frozenset({"link.mail_stop"}),
        timedelta(days=400),
        "writing.own_mails",
    ),
    LinkPurpose(
        "survey",
        _l("A survey"),
        frozenset({"link.survey"}),
        timedelta(days=90),
        "surveys.own_survey",
    ),
    LinkPurpose(
        "training",
        _l("Trainings of your programme"),
        frozenset({"own.trainings"}),
        timedelta(days=400),
        "trainings.own",
    ),
    LinkPurpose(
        "referral",
        _l("Going on to another association"),
        frozenset({"link.referral"}),
        timedelta(days=400),
        "referrals.own_referral",
    ),
)


def core_access(registry: PluginRegistry) -> AccessRegistry:
    """Everything that may be granted in this deployment."""
    return AccessRegistry(
        [*PERMISSIONS, *registry.permissions()],
        [*ROLES, *registry.roles()],
        [*PURPOSES, *registry.purposes()],
    )
