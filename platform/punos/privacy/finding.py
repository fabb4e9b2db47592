"""Which rows are about a person: conditions to build holdings of, each from a person's id."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select

from punos.accounts.models import Account
from punos.enrolments.models import Enrolment
from punos.extend.holdings import Condition
from punos.groups.models import Membership
from punos.people.models import Person

FEW = 4
"""A group of so many or fewer has told its topics and place among themselves."""
SHORTEST_PHONE = 6
"""Signs of a telephone number that give somebody away."""


def enrolments(person: UUID) -> Select[Any]:
    """The ids of a person's enrolments."""
    return _whole(select(Enrolment.id).where(Enrolment.person_id == person))


def accounts(person: UUID) -> Select[Any]:
    """The ids of a person's accounts."""
    return _whole(select(Account.id).where(Account.person_id == person))


def groups(person: UUID) -> Select[Any]:
    """The ids of the groups that a person is or was in."""
    found = Membership.enrolment_id.in_(enrolments(person))
    return _whole(select(Membership.group_id).where(found))


def small_groups(person: UUID) -> Select[Any]:
    """Those of them that never had more than a few members."""
    return _whole(
        select(Membership.group_id)
        .where(Membership.group_id.in_(groups(person)))
        .group_by(Membership.group_id)
        .having(func.count() <= FEW)
    )


def companions(person: UUID) -> Select[Any]:
    """The ids of everybody who is or was in a group with a person, themselves too."""
    members = select(Membership.enrolment_id).where(Membership.group_id.in_(groups(person)))
    return _whole(select(Enrolment.person_id).where(Enrolment.id.in_(_whole(members))))


def _whole(query: Select[Any]) -> Select[Any]:
    """Read by itself, whatever it stands in: the statement around may read the same table."""
    return query.correlate(None)


def of_person(column: Any) -> Condition:
    """Rows whose column is the person."""
    return lambda person: column == person


def of_enrolment(column: Any) -> Condition:
    """Rows whose column is one of the person's enrolments."""
    return lambda person: column.in_(enrolments(person))


def of_account(column: Any) -> Condition:
    """Rows whose column is one of the person's accounts."""
    return lambda person: column.in_(accounts(person))


def of_small_group(column: Any) -> Condition:
    """Rows whose column is a pair or team that the person is or was in."""
    return lambda person: column.in_(small_groups(person))


def of_address(column: Any) -> Condition:
    """Rows whose column holds an e-mail address of the person, or of their account."""

    def condition(person: UUID) -> ColumnElement[bool]:
        address = func.lower(column)
        own = _whole(select(Person.email_folded).where(Person.id == person))
        account = _whole(select(Account.email_folded).where(Account.person_id == person))
        return or_(address.in_(own), address.in_(account))

    return condition


def of_proved_address(column: Any) -> Condition:
    """Rows whose column holds the address of an account of the person, which they have opened mail at.

    The address in their details is what somebody has typed: it finds what has to go, and shows nothing.
    """

    def condition(person: UUID) -> ColumnElement[bool]:
        mine = select(Account.email_folded).where(
            Account.person_id == person, Account.state == "active"
        )
        return func.lower(column).in_(_whole(mine))

    return condition


def of_answered_address(column: Any) -> Condition:
    """Rows whose list of answers or cells holds the person's e-mail address, by itself."""

    def condition(person: UUID) -> ColumnElement[bool]:
        bare = func.regexp_replace(func.lower(cast(column, String)), r'\s*"\s*', '"', "g")
        address = func.concat('"', Person.email_folded, '"')
        found = select(Person.id).where(
            Person.id == person,
            Person.email_folded.is_not(None),
            func.strpos(bare, address) > 0,
        )
        return found.exists()

    return condition


def either(*conditions: Condition) -> Condition:
    """Rows that any of these picks."""
    return lambda person: or_(*(condition(person) for condition in conditions))


def both(*conditions: Condition) -> Condition:
    """Rows that all of these pick."""
    return lambda person: and_(*(condition(person) for condition in conditions))


def _begins_a_word(text: Any, name: Any) -> ColumnElement[bool]:
    """Whether a name stands in a text, also with an ending, but not within a word: "Li" is not in "Elina"."""
    plain = func.regexp_replace(name, r"([][*+.?(){}|\\^$])", r"\\\1", "g")
    # The database knows letters of ASCII alone: after any other sign a name counts as beginning a word.
    found: ColumnElement[bool] = text.regexp_match(func.concat("(^|[^A-Za-z0-9])", plain))
    return found


def names(person_column: Any, *texts: Any) -> Condition:
    """Rows for somebody else whose texts name the person.

    Their whole name, e-mail address or telephone gives them away to anybody, their first name to those
    who were in a group with them.
    """

    def condition(person: UUID) -> ColumnElement[bool]:
        text = func.concat_ws(" ", *texts)
        whole = func.concat(Person.given_name, " ", Person.family_name)
        told = (
            and_(Person.family_name.is_not(None), _begins_a_word(text, whole)),
            func.strpos(text, Person.email) > 0,
            and_(func.length(Person.phone) >= SHORTEST_PHONE, func.strpos(text, Person.phone) > 0),
            and_(person_column.in_(companions(person)), _begins_a_word(text, Person.given_name)),
        )
        named = select(Person.id).where(Person.id == person, or_(*told))
        return and_(person_column.is_distinct_from(person), named.exists())

    return condition
