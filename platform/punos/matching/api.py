"""What plugins may use of matching. The heavy part is offered by `punos.plugin.heavy`."""

from punos.matching.asking import Asked, answer, ask_people, can_answer, prolong, take_back
from punos.matching.candidates import MENTEE, MENTOR, Candidate, Side
from punos.matching.choices import note_choice
from punos.matching.codes import HOPES
from punos.matching.cohort import candidates_of
from punos.matching.criteria import CRITERIA, Criteria
from punos.matching.drafting import (
    as_stored,
    hold_working,
    store_draft,
    store_failure,
    working_proposal,
)
from punos.matching.findings import Reason, Unmatched, judge, score
from punos.matching.models import MatchAsk, MatchChoice, Proposal, Suggestion, Wish
from punos.matching.phrasing import Judged, phrases, spoken, why_left
from punos.matching.questions import asked_for_matching
from punos.matching.reading import (
    asked_count,
    earlier_draft,
    mentees_proposed,
    newest_proposal,
    open_proposal,
    proposed,
    said_no,
    wished,
    wishes,
)
from punos.matching.redrafting import redraft
from punos.matching.schemas import (
    AskSettings,
    Background,
    CriteriaSettings,
    MenteeBackground,
    MentorBackground,
    candidate_of,
    criteria_of,
    not_asked,
)
from punos.matching.service import (
    DRAFTS,
    AlreadyPublished,
    ask_proposal,
    close_draft,
    drop_from_drafts,
    forget_fulfilled,
    go_back,
    held_draft,
    kept_apart,
    leave_out,
    proposal_failed,
    wish,
)
from punos.matching.states import MATCHED_ROLES, matched_states

__all__ = [
    "CRITERIA",
    "DRAFTS",
    "HOPES",
    "MATCHED_ROLES",
    "MENTEE",
    "MENTOR",
    "AlreadyPublished",
    "AskSettings",
    "Asked",
    "Background",
    "Candidate",
    "Criteria",
    "CriteriaSettings",
    "Judged",
    "MatchAsk",
    "MatchChoice",
    "MenteeBackground",
    "MentorBackground",
    "Proposal",
    "Reason",
    "Side",
    "Suggestion",
    "Unmatched",
    "Wish",
    "answer",
    "as_stored",
    "ask_people",
    "ask_proposal",
    "asked_count",
    "asked_for_matching",
    "can_answer",
    "candidate_of",
    "candidates_of",
    "close_draft",
    "criteria_of",
    "drop_from_drafts",
    "earlier_draft",
    "forget_fulfilled",
    "go_back",
    "held_draft",
    "hold_working",
    "judge",
    "kept_apart",
    "leave_out",
    "matched_states",
    "mentees_proposed",
    "newest_proposal",
    "not_asked",
    "note_choice",
    "open_proposal",
    "phrases",
    "prolong",
    "proposal_failed",
    "proposed",
    "redraft",
    "said_no",
    "score",
    "spoken",
    "store_draft",
    "store_failure",
    "take_back",
    "why_left",
    "wish",
    "wished",
    "wishes",
    "working_proposal",
]
