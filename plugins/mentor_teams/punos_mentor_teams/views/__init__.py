"""The pages of coordinators and contact persons.

`overview` all unions of a cycle · `look` one union's workbench · `acts` what is done there · `by_hand`
what is decided by choosing people · `finding` a mentor for one mentee
"""

from punos_mentor_teams.views import acts, by_hand, finding, look, overview
from punos_mentor_teams.views.base import pages

__all__ = ["acts", "by_hand", "finding", "look", "overview", "pages"]
