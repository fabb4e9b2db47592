"""Groups: enrolments that meet, be it a pair, a team or a camp; a group may hold groups."""
