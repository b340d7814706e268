"""Text that looks like a patient, or like somebody's contact details.

Teams send counts; a pasted patient list does harm wherever it is copied to.  So it is found
while a workbook is read, and what is found never becomes part of a `Submission`: no message,
letter or sheet can repeat it.

Check digits: NHS number, modulus 11 (NHS Data Dictionary); Ontario health card, modulus 10
(Luhn; Ontario Ministry of Health, OHIP technical specifications).  Social security numbers:
never 000, 666 or 9xx, 00 or 0000 in their parts (US Social Security Administration).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

__all__ = [
    "BIRTH",
    "CONTACTS",
    "EMAIL",
    "HEALTH_CARD",
    "NAME",
    "NHS",
    "PHONE",
    "RECORD",
    "SSN",
    "full_date_year",
    "head_kind",
    "kinds_in",
    "looks_like_name",
    "may_be_of_list",
    "suspects",
    "value_of_kind",
]

NAME = "names of patients"
BIRTH = "names with dates of birth"
RECORD = "record numbers"
SSN = "social security numbers"
HEALTH_CARD = "health card numbers"
NHS = "NHS numbers"
PHONE = "telephone numbers"
EMAIL = "e-mail addresses"
CONTACTS = frozenset([PHONE, EMAIL])
"""What may be a colleague's; the others are a patient's."""

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?P<y1>\d{4}|\d{2})|(?P<y2>\d{4})[/.-]\d{1,2}[/.-]\d{1,2}"
    rf"|\d{{1,2}}\.? {_MONTH}\.?,? (?P<y3>\d{{4}})|{_MONTH}\.? \d{{1,2}},? (?P<y4>\d{{4}}))"
)
_FULL_DATE = re.compile(rf"(?<![\w/.-]){_DATE}(?![\w/-])", re.IGNORECASE)
_BIRTH_LABEL = re.compile(
    rf"(?<!\w)(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday)\W{{0,6}}(?:is |on )?{_DATE}",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_SSN = re.compile(
    r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])"
    r"|(?i:\b(?:ssn|social security)\b)\D{0,20}\d{3}[- ]?\d{2}[- ]?\d{4}(?!\d)"
)
_TEN = re.compile(r"(?<![\w./+-])(\d{10}|\d{3} \d{3} \d{4}|\d{4}[ -]\d{3}[ -]\d{3})(?![\d/-]|\.\d)")
_LABELLED_TEN = re.compile(
    r"\b(?P<what>nhs|chi|ohip|hcn|health ?card)\b\D{0,20}"
    r"\d{3,4}[ -]?\d{3}[ -]?\d{3,4}(?!\d)",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"\b(?:mrn|med(?:ical)?\.? rec(?:ord)?|mr ?#)s?\b(?: ?(?:no|number|nr|id)\b)?"
    r"[\s.:#=-]{0,5}(?:is |of )?[a-z]{0,4}-?\d[\d -]{1,14}\d"
    r"|\b(?:patient|client|chart|hospital|record|case|medicare|medicaid)"
    r" ?(?:no|number|nr|id|#)(?![a-z])[\s.:#=-]{0,5}(?:is )?[a-z]{0,4}-?\d[\d -]{3,14}\d",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w/.-])(?:(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}"
    r"|(?:\+44 ?(?:\(0\) ?)?|0)\d(?:[ -]?\d){8,9}"
    r"|\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}"
    r"|[2-9]\d{9})(?![\w/-]|\.\d)"
)
_SUSPECT = re.compile(
    r"@|\d[\d ().+/-]{4,}\d|(?i:\b\d{1,2}\.? [a-z]{3,9}\.?,? \d{4}|\b[a-z]{3,9}\.? \d{1,2},? \d{4}"
    r"|\b(?:d\.?o\.?b|birth|mrn|mr ?#|ssn|social|nhs|chi|ohip|hcn|health ?card|med(?:ical)?\.? rec)"
    r"|\b(?:patient|client|chart|hospital|record|case|medicare|medicaid) ?(?:no|number|nr|id|#))"
)
"""What a text has, at the least, if one of the patterns above is in it."""
_DIGIT = re.compile(r"[@\d]")
"""And what it has before that; most texts of a workbook have neither."""

_HEADS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"^(?:{pattern})\W*$", re.IGNORECASE))
    for kind, pattern in (
        (BIRTH, r"d\.?o\.?b\.?|date of birth|birth ?date|birthday"),
        (
            RECORD,
            r"mrn|(?:medical |health )?record(?: ?(?:no|number|#|id))|chart ?(?:no|number|#)"
            r"|(?:patient|client) ?(?:no|number|#|id)|hospital ?(?:no|number|#)",
        ),
        (SSN, r"ssn|social security(?: ?(?:no|number|#))?"),
        (HEALTH_CARD, r"health ?card(?: ?(?:no|number|#))?|hcn|ohip(?: ?(?:no|number|#))?"),
        (NHS, r"nhs ?(?:no|number|#)|chi ?(?:no|number|#)"),
        (
            NAME,
            r"patient|(?:patient|client)(?:'?s)? ?(?:full )?names?|names? of (?:patient|client)s?",
        ),
    )
)
_NOT_NAMES = frozenset(
    """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    the a an on in at since from until by as of for to and we our all no yes our first last
    clinic health hospital centre center practice surgery care medical medicine family group
    team meeting session call review audit report version model guideline program programme
    project collaborative learning quality improvement data week month quarter year phase pdsa
    version baseline morning huddle checklist outreach reading list training visit
    """.split()  # noqa: SIM905
)
_BABY_YEARS = 5
"""An unlabelled date beside a name counts as a birth date from this many years before the
collaborative: nearer ones are the dates of meetings and papers."""


MAX_SCANNED = 3_000_000
"""Characters that are searched for what is worth a closer look."""


MAX_KEPT = 400
"""Characters of the longest text that is remembered: the workbooks of a pile have most of
their texts, those that the host printed, in common."""


def suspects(texts: Collection[str]) -> Iterator[str]:
    """Those of the texts worth a closer look."""
    left = MAX_SCANNED
    for text in texts:
        left -= len(text)
        if left < 0:  # far more text than a report has; it is not taken for harmless
            if _DIGIT.search(text):
                yield text
        elif _is_suspect_kept(text) if len(text) <= MAX_KEPT else _is_suspect(text):
            yield text


def _is_suspect(text: str) -> bool:
    return _DIGIT.search(text) is not None and _SUSPECT.search(text) is not None


_is_suspect_kept = lru_cache(maxsize=4_000)(_is_suspect)


def kinds_in(text: str, first_year: int, contacts: Collection[str] = ()) -> frozenset[str]:
    """What a text gives away.

    ``first_year``: in which the collaborative's data begin.  ``contacts``: e-mail addresses
    (small letters) of the team and the host, which may be named.
    """
    found = _kinds_kept(text, first_year) if len(text) <= MAX_KEPT else _kinds(text, first_year)
    if any(m[0].lower().rstrip(".") not in contacts for m in _EMAIL.finditer(text)):
        return found | {EMAIL}
    return found


def _kinds(text: str, first_year: int) -> frozenset[str]:
    found = set()
    if _SSN.search(text):
        found.add(SSN)
    if any(_birth_year(m, first_year) for m in _BIRTH_LABEL.finditer(text)):
        found.add(BIRTH)
    if BIRTH not in found and _named_date(text, first_year):
        found.add(BIRTH)
    if _RECORD.search(text):
        found.add(RECORD)
    for match in _LABELLED_TEN.finditer(text):
        found.add(NHS if match["what"].lower() in ("nhs", "chi") else HEALTH_CARD)
    spans = []
    for match in _TEN.finditer(text):
        digits = re.sub(r"\D", "", match[1])
        if _is_nhs(digits) and "-" not in match[1]:
            found.add(NHS)
            spans.append(match.span())
        elif _is_health_card(digits) and not re.fullmatch(r"\d{3} \d{3} \d{4}", match[1]):
            found.add(HEALTH_CARD)
            spans.append(match.span())
    if not found and any(m.span() not in spans for m in _PHONE.finditer(text)):
        found.add(PHONE)
    return frozenset(found)


_kinds_kept = lru_cache(maxsize=1_000)(_kinds)


def _is_nhs(digits: str) -> bool:
    if len(set(digits)) == 1:
        return False
    total = sum(int(d) * (10 - i) for i, d in enumerate(digits[:9]))
    return (11 - total % 11) % 11 == int(digits[9])


def _is_health_card(digits: str) -> bool:
    if digits[0] == "0" or len(set(digits)) == 1:
        return False
    total = 0
    for i, digit in enumerate(digits):
        n = int(digit) * (2 if i % 2 == 0 else 1)
        total += n - 9 if n > 9 else n
    return total % 10 == 0


def _year(match: re.Match[str], first_year: int) -> int:
    text = next(match[name] for name in ("y1", "y2", "y3", "y4") if match[name])
    year = int(text)
    if year < 100:
        year += 2000 if 2000 + year <= first_year + 1 else 1900
    return year


def _birth_year(match: re.Match[str], first_year: int) -> bool:
    return 1890 <= _year(match, first_year) <= first_year + 3


def _named_date(text: str, first_year: int) -> bool:
    """A name with a birth date right beside it."""
    for match in _FULL_DATE.finditer(text):
        if not 1890 <= _year(match, first_year) <= first_year - _BABY_YEARS:
            continue
        before = re.sub(r"(?i)\b(?:born|on|age[d]?|dob|b)\b\.?", " ", text[: match.start()][-60:])
        words = re.findall(r"[^\W\d_][\w'’.-]*", before)
        if re.search(r"[\w'’.)][\s,;:(–-]*$", before) and _are_names(words[-2:]):
            return True
        after = text[match.end() :][:60]
        if re.match(r"[\s,;:)–-]{1,4}\w", after) and _are_names(
            re.findall(r"[^\W\d_][\w'’.-]*", after)[:2]
        ):
            return True
    return False


def _are_names(words: list[str]) -> bool:
    return len(words) == 2 and all(_is_name(word) for word in words)


def _is_name(word: str) -> bool:
    return word[0].isupper() and word.strip(".").casefold() not in _NOT_NAMES


MAX_NAME = 50
"""Characters of the longest name."""


def looks_like_name(text: str) -> bool:
    """The whole text may be a person's name: two to four words with capitals."""
    return len(text) <= MAX_NAME and _looks_like_name(text)


@lru_cache(maxsize=4_000)
def _looks_like_name(text: str) -> bool:
    if any(c.isdigit() for c in text):
        return False
    words = re.findall(r"[^\W\d_][\w'’.-]*", text)
    return 2 <= len(words) <= 4 and all(_is_name(word) for word in words)


MAX_DATED = 100
"""Characters of a cell in which its date stands."""


def full_date_year(text: str, first_year: int) -> int | None:
    """The year of a date with day, month and year in the text; None if there is none."""
    match = _FULL_DATE.search(text[:MAX_DATED])
    return None if match is None else _year(match, first_year)


MAX_HEAD = 40
"""Characters of the longest heading of a column of patients' details."""


def head_kind(text: str) -> str | None:
    """What a column holds, by its heading; None when it is none of a patient's details."""
    return _head_kind(text) if len(text) <= MAX_HEAD else None


@lru_cache(maxsize=4_000)
def _head_kind(text: str) -> str | None:
    return next((kind for kind, pattern in _HEADS if pattern.match(text.strip())), None)


def may_be_of_list(text: str) -> bool:
    """A list of patients has names in it, or a heading that says what it holds."""
    return looks_like_name(text) or head_kind(text) is not None


def value_of_kind(kind: str) -> Callable[[str], bool]:
    """Whether a text below such a heading is what the heading says."""
    if kind == NAME:
        return lambda text: looks_like_name(text) or text.isalpha()
    if kind == BIRTH:
        return lambda text: _FULL_DATE.search(text) is not None
    return lambda text: sum(c.isdigit() for c in text) >= 3
