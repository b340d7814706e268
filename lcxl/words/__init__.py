"""What people read: texts by their id, numbers and days in words, in the current language.

Every text stands in ``templates_src``; a place that shows one deals in its id and the values of
its ``{places}``.  The language is English unless `in_language` says otherwise.
"""

from typing import TYPE_CHECKING

from lcxl.lazy import fetch_on_first_use
from lcxl.words.current import (
    LANGUAGE,
    LANGUAGES,
    SOURCE_LANGUAGE,
    Speech,
    code_of,
    is_language,
    language,
    language_folders,
    languages,
    per_language,
    speech,
    use_languages_of,
    with_languages_of,
)
from lcxl.words.files import texts, texts_in, toml, translated
from lcxl.words.place import source
from lcxl.words.sentences import Text, filled, messages, on_one_line, say, text_of

if TYPE_CHECKING:
    from lcxl.words.argument import Argument, this_python
    from lcxl.words.locales import Locale, locale
    from lcxl.words.speaking import in_language, in_language_of, speak, spoken
    from lcxl.words.values import (
        Choices,
        Worded,
        as_json,
        cell_format,
        date_in_words,
        day,
        day_short,
        in_words,
        is_draft,
        joined,
        listing,
        month,
        month_narrow,
        month_short,
        number,
        percent,
        percent_format,
        quoted,
        rounded,
    )

__all__ = [
    "LANGUAGE",
    "LANGUAGES",
    "SOURCE_LANGUAGE",
    "Argument",
    "Choices",
    "Locale",
    "Speech",
    "Text",
    "Worded",
    "as_json",
    "cell_format",
    "code_of",
    "date_in_words",
    "day",
    "day_short",
    "filled",
    "in_language",
    "in_language_of",
    "in_words",
    "is_draft",
    "is_language",
    "joined",
    "language",
    "language_folders",
    "languages",
    "listing",
    "locale",
    "messages",
    "month",
    "month_narrow",
    "month_short",
    "number",
    "on_one_line",
    "per_language",
    "percent",
    "percent_format",
    "quoted",
    "rounded",
    "say",
    "source",
    "speak",
    "speech",
    "spoken",
    "text_of",
    "texts",
    "texts_in",
    "this_python",
    "toml",
    "translated",
    "use_languages_of",
    "with_languages_of",
]

fetch_on_first_use(
    __name__,
    Argument="lcxl.words.argument",
    this_python="lcxl.words.argument",
    Locale="lcxl.words.locales",
    locale="lcxl.words.locales",
    in_language="lcxl.words.speaking",
    in_language_of="lcxl.words.speaking",
    speak="lcxl.words.speaking",
    spoken="lcxl.words.speaking",
    Choices="lcxl.words.values",
    Worded="lcxl.words.values",
    as_json="lcxl.words.values",
    cell_format="lcxl.words.values",
    date_in_words="lcxl.words.values",
    day="lcxl.words.values",
    day_short="lcxl.words.values",
    in_words="lcxl.words.values",
    is_draft="lcxl.words.values",
    joined="lcxl.words.values",
    listing="lcxl.words.values",
    month="lcxl.words.values",
    month_narrow="lcxl.words.values",
    month_short="lcxl.words.values",
    number="lcxl.words.values",
    percent="lcxl.words.values",
    percent_format="lcxl.words.values",
    quoted="lcxl.words.values",
    rounded="lcxl.words.values",
)
