"""Names of people, days of birth, and the two beside each other.

What is a name no list can tell.  A word is taken for one when it is written like one and is
neither a common word nor one of an organisation, an event or a document
(`templates_src/lists/people.toml`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lcxl.intake.patients.evidence import AGE, BIRTH, NAME, NOTHING, SURE, WEAK, Evidence, plain
from lcxl.lazy import late_pattern
from lcxl.words import toml

__all__ = [
    "BIRTH_LABEL",
    "birth_in",
    "full_date_year",
    "is_given",
    "is_name_word",
    "looks_like_name",
]

_MONTH = (
    r"(?:jan|feb|fev|mar|apr|avr|abr|may|mai|jun|jui|jul|aug|aou|ago|sep|set|oct|nov|dec|dic|ene)"
    r"[a-z]{0,7}"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DAY_WORD = (
    r"(?:(?:twenty|thirty)?-?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth"
    r"|nineteenth|twentieth|thirtieth)"
    r"|premier|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix(?:-(?:sept|huit|neuf))?|onze|douze"
    r"|treize|quatorze|quinze|seize|vingt(?:[ -](?:et[ -])?[a-z]{2,6})?|trente(?:[ -]et[ -]un)?"
    r"|primero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince"
    r"|dieci[a-z]{4,5}|veint[ei][a-z]{0,6}|treinta(?: y uno)?)"
)
_ORDINAL = r"(?:st|nd|rd|th|er|e|eme|o|a)?\.?"
_OF = r"(?:,? ?(?:of|de|del|du|d')? ?)"
_YEAR_WORDS = (
    r"(?:nineteen(?: hundred(?: and)?)?[ -](?:[a-z]{3,9})(?:[ -][a-z]{3,5})?"
    r"|mille? neuf cents?(?:[ -][a-z]{2,8}){1,4}|mil novecientos(?: [a-z]{1,9}){1,3})"
)
_SEP = r" ?[/.-] ?"
_DATE = (
    rf"(?:(?P<a>\d\d?)(?:{_SEP}| )(?P<b>\d\d?)(?:{_SEP}| )(?P<y1>\d{{4}})"
    rf"|(?P<a2>\d\d?)[/.-](?P<b2>\d\d?)[/.-](?P<y2>\d\d)"
    rf"|(?P<y3>\d{{4}})(?:{_SEP}| )(?P<a3>\d\d?)(?:{_SEP}| )(?P<b3>\d\d?)"
    rf"|(?:{_DAY} ?{_ORDINAL}|{_DAY_WORD})[ -]?{_OF}{_MONTH}\.?[ -]?{_OF}"
    rf"(?:(?P<y4>\d{{4}})|(?P<w1>{_YEAR_WORDS}))"
    rf"|{_MONTH}\.? (?:the )?(?:{_DAY} ?{_ORDINAL}|{_DAY_WORD}),? ?"
    rf"(?:(?P<y5>\d{{4}})|(?P<w2>{_YEAR_WORDS}))"
    rf"|(?P<a8>\d\d?)[ /-]{_MONTH}[ /-](?P<y8>\d\d)"
    r"|(?P<y6>(?:18|19|20)\d\d)(?P<a6>\d\d)(?P<b6>\d\d)"
    r"|(?P<a7>\d\d)(?P<b7>\d\d)(?P<y7>(?:18|19|20)\d\d))"
)
_FULL_DATE = late_pattern(rf"(?<![\w/.-]){_DATE}(?![\w/-])", re.IGNORECASE)
BIRTH_LABEL = (
    r"d\. ?o\. ?b\b\.?|dob\b|date of birth|birth ?dates?\b|birthday\b"
    r"|d\. ?d\. ?n\b\.?|ddn\b|date de naiss(?:ance|\.)?|f\. ?(?:de )?nac(?:imiento)?\b\.?"
    r"|fecha (?:de )?nac(?:imiento)?\b\.?|fdn\b|f\. ?n\.|fn\b"
)
_LABELLED = late_pattern(
    rf"(?<!\w)(?:{BIRTH_LABEL})(?: ?\([^()]{{0,20}}\))?\W{{0,6}}(?:is |on |le |el |the |est |es )?"
    rf"{_DATE}(?!\w)",
    re.IGNORECASE,
)
_BORN = late_pattern(
    rf"\b(?:born|b\.|nee?\(?e?\)? le|nacid[oa](?: el)?)(?: (?:on|le|el|the))?\W{{1,3}}(?:the |le )?"
    rf"{_DATE}(?!\w)",
    re.IGNORECASE,
)
_BESIDE = late_pattern(
    r"(?i)\b(?:born|on|aged?|d\.?o\.?b|b|nee?(?=\(|\b)|ne|le|nacid[oa]|el|the|date of birth|ddn"
    r"|date de naissance|fecha de nacimiento|f\.? ?nac|fn)\b\.?|\(e\)"
)
_LABELLED_NAME = late_pattern(
    r"\b(?:pt|patient|patiente|paciente|client|cliente|resident)(?:'?s)?(?: (?:full )?name)?\b"
    r" ?[:=] ?(?:m\.|mr\.?|mrs\.?|ms\.?|mme\.?|mlle\.?|sra?\.?|dona|don)? ?"
    r"|\b(?:name of (?:the )?patient|nom (?:du|de la) patiente?|nombre (?:del|de la) paciente"
    r"|patient name)\b ?[:=]? ?",
    re.IGNORECASE,
)
_AGE = r"(?:1[01]\d|[1-9]\d)"
_INITIALS_AGE = late_pattern(
    rf"(?<!\w)(?:(?:(?:[A-Z]\. ?){{2,3}}|[A-Z]\. [A-Z][a-z'-]{{1,20}}),? ?\(?{_AGE} ?"
    rf"(?:-?years?[- ]old|y[/.]?o\b|yrs?\b|years?\b|ans\b|anos\b|[MF]\b)"
    rf"|(?!BP|QI|ED|ER|GP|RN|MD|HF|AF|HR|IQ|ID)[A-Z]{{2,3}},? \(?{_AGE} ?(?:y[/.]?o\b|[MF]\b))"
    r"(?! ?(?:and|or|et|y|plus|mas|to|-|\+))"
    rf"|(?<!\w){_AGE}[- ]?(?:year[- ]old|y[/.]?o|ans|anos)(?: [a-z]{{1,10}})?,? "
    r"\(?(?:[A-Z]\. ?){2,3}(?![\w.])"
)
_SENTENCE_END = late_pattern(r"(?:[;:!?]|(?<=\w\w)\.)(?:\s|$)|\n|\d")
_LOOSE = " ,;:()|/_-\n"
"""What may stand between a name and a date."""
_WORD = late_pattern(r"[^\W\d_][\w'.-]*")
_PARTICLES = frozenset(
    "de la le du des del los las van von der den da dos di el y e st ste san bin al".split()  # noqa: SIM905
)
_TITLES = frozenset("mr mrs ms miss m mme mlle madame monsieur sr sra srta senor senora".split())  # noqa: SIM905
_BABY_YEARS = 5
"""An unlabelled date beside a name counts as a birth date from this many years before the
collaborative: nearer ones are the dates of meetings and papers."""
_AROUND = 60
"""Characters beside a date in which a name is looked for."""
MAX_DATED = 100
"""Characters of a cell in which its date stands."""
MAX_NAME = 50
"""Characters of the longest name."""


@cache
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words of things, common words, and given names."""
    lists = toml("lists/people.toml")
    things, common, given = (frozenset(lists[n].split()) for n in ("things", "common", "given"))
    return things, common - given, given


def is_given(word: str) -> bool:
    """A common given name."""
    return word.casefold() in _words()[2]


def is_name_word(word: str) -> bool:
    """A word that may be part of a name, whatever its capitals."""
    things, common, _ = _words()
    bare = word.strip(".'-").casefold()
    return bare not in things and bare not in common and any(c.isalpha() for c in bare)


def _is_thing(word: str) -> bool:
    return word.strip(".'-").casefold() in _words()[0]


def birth_in(text: str, first_year: int) -> Evidence:
    """What a plain text tells of names, days of birth and ages.

    ``first_year``: in which the collaborative's data begin.
    """
    found = NOTHING
    if any(1890 <= _year(m, first_year) <= first_year + 3 for m in _LABELLED.finditer(text)):
        found = Evidence(frozenset([BIRTH]), SURE)
    elif any(_is_born(text, m, first_year) for m in _BORN.finditer(text)):
        found = Evidence(frozenset([BIRTH]), WEAK)
    points = _named_date(text, first_year)
    if points:
        found |= Evidence(frozenset([BIRTH]), points)
    match = _LABELLED_NAME.search(text)
    if match and _begins_with_name(text[match.end() : match.end() + MAX_NAME]):
        found |= Evidence(frozenset([NAME]), WEAK)
    if _INITIALS_AGE.search(text):
        found |= Evidence(frozenset([AGE]), WEAK)
    return found


def _year(match: re.Match[str], first_year: int) -> int:
    """The year of a date; 0 where day and month cannot be those of a date."""
    parts = match.groupdict()
    if parts.get("w1") or parts.get("w2"):
        return 1950
    for number in "12345678":
        text = parts[f"y{number}"]
        if text:
            break
    suffix = "" if number == "1" else number
    a, b = parts.get(f"a{suffix}"), parts.get(f"b{suffix}")
    if a and b:
        low, high = sorted((int(a), int(b)))
        if not (1 <= low <= 12 and high <= 31):
            return 0
    year = int(text)
    if year < 100:
        year += 2000 if 2000 + year <= first_year + 1 else 1900
    return year


def _is_born(text: str, match: re.Match[str], first_year: int) -> bool:
    """Somebody was; of recent years ideas and teams are born too, unless a name stands before."""
    year = _year(match, first_year)
    if year > first_year - _BABY_YEARS:
        words = _WORD.findall(text[max(0, match.start() - _AROUND) : match.start()])
        return year <= first_year + 3 and _points_of_name(words[::-1]) > 0
    return year >= 1890


def _named_date(text: str, first_year: int) -> int:
    """Points of a name with a birth date right beside it."""
    best = 0
    for match in _FULL_DATE.finditer(text):
        if not 1890 <= _year(match, first_year) <= first_year - _BABY_YEARS:
            continue
        before = _BESIDE.sub(" ", text[: match.start()][-_AROUND:])
        after = text[match.end() :][:_AROUND]
        is_beside = re.search(r"[\w'.)][\s,;:(|/_-]*$", before)
        words = _WORD.findall(_SENTENCE_END.split(before.rstrip(_LOOSE))[-1]) if is_beside else []
        best = max(best, _points_of_name(words[::-1]))
        if re.match(r"[\s,;:)|/_-]{1,4}\w", after):
            words = _WORD.findall(_SENTENCE_END.split(after.lstrip(_LOOSE))[0])
            best = max(best, _points_of_name(words))
        if best == SURE:
            break
    return best


def _points_of_name(words: list[str]) -> int:
    """Points of the words beside a date, the nearest first."""
    if any(_is_thing(word) for word in words[:8]):
        return 0
    name: list[str] = []
    for word in words:
        if word.casefold() in _PARTICLES:
            continue
        if not is_name_word(word):
            break
        name.append(word)
    if len(name) == 1 and name[0][0].isupper() and len(words) > 1:
        return WEAK if words[1].strip(".").casefold() in _TITLES else 0
    if not 2 <= len(name) <= 6:
        return 0
    near = name[:2]
    if all(word[0].isupper() for word in near):
        return SURE if any(is_given(word) for word in name[:3]) else WEAK
    # Small letters are a name's only where nothing else stands there.
    rest = [w for w in words if w.casefold() not in _PARTICLES]
    return WEAK if len(name) == len(rest) <= 4 or any(is_given(w) for w in near) else 0


def _begins_with_name(text: str) -> bool:
    words = _WORD.findall(re.split(r"[:;!?\n\d]|\. ", text)[0])
    words = [w for w in words if w.casefold() not in _PARTICLES]
    name = words[:2]
    return len(name) == 2 and all(is_name_word(w) and w[0].isupper() for w in name)


def looks_like_name(text: str) -> bool:
    """The whole text may be a person's name: two to four words, none of them a common one."""
    return len(text) <= MAX_NAME and _looks_like_name(text)


@lru_cache(maxsize=4_000)
def _looks_like_name(text: str) -> bool:
    if any(c.isdigit() for c in text):
        return False
    words = [w for w in _WORD.findall(plain(text)) if w.casefold() not in _PARTICLES]
    return 2 <= len(words) <= 4 and all(is_name_word(word) for word in words)


def full_date_year(text: str, first_year: int) -> int | None:
    """The year of a date with day, month and year in the text; None if there is none."""
    for match in _FULL_DATE.finditer(plain(text[:MAX_DATED])):
        year = _year(match, first_year)
        if year:
            return year
    return None
