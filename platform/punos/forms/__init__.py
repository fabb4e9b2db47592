"""From one schema to an accessible form, a table for import, and the words for what is wrong."""

from punos.forms.form import Choice, FieldView, Form, TopicView, one_topic
from punos.forms.info import YES_NO, Option, Topic, field_info
from punos.forms.levels import LEVELS, LanguageLevels, language_name, languages
from punos.forms.schema import PunosSchema
from punos.forms.screen import has_identity_code

__all__ = [
    "LEVELS",
    "YES_NO",
    "Choice",
    "FieldView",
    "Form",
    "LanguageLevels",
    "Option",
    "PunosSchema",
    "Topic",
    "TopicView",
    "field_info",
    "has_identity_code",
    "language_name",
    "languages",
    "one_topic",
]
