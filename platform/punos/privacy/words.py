"""Words that several holdings share."""

from punos.i18n import _l

DAY, WHEN, STATE, KIND = _l("Day"), _l("When"), _l("State"), _l("Kind")
LANGUAGE, EMAIL, PHONE = _l("Language"), _l("E-mail address"), _l("Phone number")
TEXT, ROLE, HOW, UNTIL = _l("Text"), _l("Role"), _l("How it was told"), _l("Kept until")
TO_ARRANGE = _l("To arrange the programme with you.")
TO_SHOW = _l("To show that we were allowed to do what we did, and that we did what you asked.")
TO_SECURE = _l("To keep your sign-in safe.")
FOR_FIGURES = _l(
    "It then has no name. It stays so that how many took part, how often people met and what became of "
    "them stays true."
)
SHOWS_RIGHTS = _l(
    "It then has no name. It stays so that we can show that the law was kept: when something was agreed, "
    "read or asked for."
)
