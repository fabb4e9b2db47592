"""The parrot's verbs."""

from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import Refused, Work, scope
from punos_parrot.models import Word

LONGEST = 40


def teach(work: Work, word: str, enrolment_id: UUID | None = None) -> Word:
    """Let it hear a word. Raises Refused for one that it cannot pronounce."""
    if not 0 < len(word) <= LONGEST:
        raise Refused(f"A word has 1 to {LONGEST} letters.")
    heard = Word(word=word, enrolment_id=enrolment_id)
    work.session.add(heard)
    return heard


def words(work: Work) -> list[str]:
    """What the actor may hear, in the order in which it was taught."""
    query = scope(work.actor, select(Word.word).order_by(Word.id), Word, "parrot.see")
    return list(work.session.scalars(query))


def count(work: Work) -> int:
    """How many words it knows."""
    return work.session.scalars(select(func.count(Word.id))).one()


def heard(work: Work, word: str) -> bool:
    """Whether it knows this word."""
    return work.session.scalars(select(Word.id).where(Word.word == word)).first() is not None
