"""What people read: texts by their id, numbers and days in words, in the current language.

Every text stands in ``templates_src``; a place that shows one deals in its id and the values of
its ``{places}``.  The language is English unless `in_language` says otherwise.
"""

from lcxl.words.catalogue import languages
from lcxl.words.files import texts, toml, translated
from lcxl.words.language import (
    LANGUAGE,
    SOURCE_LANGUAGE,
    in_language,
    in_language_of,
    language,
    per_language,
)
from lcxl.words.place import source
from lcxl.words.sentences import Text, filled, messages, say, text_of
from lcxl.words.values import (
    Choices,
    Locale,
    Worded,
    as_json,
    cell_format,
    date_in_words,
    day,
    day_short,
    in_words,
    joined,
    listing,
    locale,
    month,
    month_narrow,
    month_short,
    number,
    percent,
    percent_format,
    quoted,
)

__all__ = [
    "LANGUAGE",
    "SOURCE_LANGUAGE",
    "Choices",
    "Locale",
    "Text",
    "Worded",
    "as_json",
    "cell_format",
    "date_in_words",
    "day",
    "day_short",
    "filled",
    "in_language",
    "in_language_of",
    "in_words",
    "joined",
    "language",
    "languages",
    "listing",
    "locale",
    "messages",
    "month",
    "month_narrow",
    "month_short",
    "number",
    "per_language",
    "percent",
    "percent_format",
    "quoted",
    "say",
    "source",
    "text_of",
    "texts",
    "toml",
    "translated",
]
