"""Text that looks like a patient, or like somebody's contact details.

Teams send counts; a pasted patient list does harm wherever it is copied to.  So it is found
while a workbook is read, and what is found never becomes part of a `Submission`: no message,
letter or sheet can repeat it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from lcxl.intake.patients.births import (
    BIRTH_LABEL,
    birth_in,
    full_date_year,
    is_name_word,
    looks_like_name,
)
from lcxl.intake.patients.evidence import (
    BIRTH,
    EMAIL,
    HEALTH_CARD,
    NAME,
    NHS,
    PHONE,
    RECORD,
    SSN,
    Evidence,
    plain,
)
from lcxl.intake.patients.identifiers import identifiers_in
from lcxl.lazy import late_pattern

__all__ = [
    "BIRTH",
    "EMAIL",
    "HEALTH_CARD",
    "NAME",
    "NHS",
    "PHONE",
    "RECORD",
    "SSN",
    "evidence_in",
    "head_kind",
    "is_single_name",
    "kinds_in",
    "may_be_of_list",
    "says_since",
    "suspects",
    "value_of_kind",
]

_EMAIL = late_pattern(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = late_pattern(
    r"(?<![\w/.-])(?:(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}"
    r"|(?:\+44 ?(?:\(0\) ?)?|0)\d(?:[ -]?\d){8,9}"
    r"|\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}"
    r"|[2-9]\d{9})(?![\w/-]|\.\d)"
)
_OF_AN_OFFICE = late_pattern(
    r"(?i:\b(?:clinic|clinique|clinica|desk|fax|telecopieur|line|ligne|linea|hotline|helpline|office"
    r"|bureau|oficina|reception|recepcion|accueil|switchboard|pharmacy|pharmacie|farmacia|secretariat"
    r"|consultorio|toll[ -]free|our|notre|nos|nuestr[oa]|hospital|hopital)\b)"
    r"(?:[ ,:(]+(?!patient|paciente|client|resident)[a-z]{1,10}\b\.?){0,4}\W*(?:\+?1\W)?$"
)
_EXTENSION = late_pattern(r"\W{0,3}(?:ext|poste|extension|x)\b\W{0,2}\d", re.IGNORECASE)
_TOLL_FREE = late_pattern(r"(?:\+?1[ .-]?)?\(?8(?:00|33|44|55|66|77|88)")
_SUSPECT = late_pattern(
    r"@|\d[\d ().+/-]{4,}\d|(?<!\d)(?:1[89]\d\d|20[01]\d)(?!\d)"
    r"|(?i:\d[a-z][a-z\d]\d|\d[ /-][a-z]{3,5}[ /-]\d\d\b"
    r"|\d ?-?(?:y[a-z/.]|ans|ano|[mf]\b)"
    r"|\b(?:d\. ?o|dob|born|birth|b\.|ddn|d\. ?d|nee?\b|naiss|nacid|f\. ?n|fn|fdn|fecha)"
    r"|\b(?:mrn|mr ?#|ipp|nip|nhc|h\.?c\.?|med(?:ical)?\.? rec|dossier|expediente|historia"
    r"|chart|record|case|dni|nie|nif)\b\W{1,5}\w{0,4}-?\d"
    r"|(?:\bn[or]|n\.o|num|number|id|[#°])\b\W{0,3}(?:de |du )?[a-z ]{0,12}\W{0,3}"
    r"[a-z]{0,4}-?\d{3})"
)
"""What a text with digits has, at the least, if one of the patterns is in it."""
_NO_DIGIT = late_pattern(
    r"(?i)(?:patient|paciente|client|resident|\bpt)e?(?:'?s)?(?: name)? ?[:=]|(?:nom|nombre|name) "
    r"(?:du|de|of)|nineteen|mille? neuf|mil novec"
)
"""And what one without digits has."""
_YEAR_WORDS = "ineteen", "INETEEN", "neuf cent", "NEUF CENT", "novecientos", "NOVECIENTOS"
_DIGIT = late_pattern(r"[@\d]")

_HEADS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, late_pattern(rf"^(?:{pattern})\W*$", re.IGNORECASE))
    for kind, pattern in (
        (BIRTH, rf"{BIRTH_LABEL}|born|birth|nee? le|naissance|nacimiento"),
        (
            RECORD,
            r"mrn|mr ?#|(?:medical |health |patient )?record(?: ?(?:no|number|#|id))\.?"
            r"|chart ?(?:no|number|#)|(?:patient|client|member) ?(?:no|number|#|id)"
            r"|hospital ?(?:no|number|#)|(?:n[o°]|num(?:ero)?)?\.? ?(?:de )?dossier(?: medical)?"
            r"|dossier ?(?:n[o°]|num(?:ero)?|#)|ipp|nip|nhc"
            r"|(?:n[o°]|n\.o|num(?:ero)?)?\.? ?(?:de )?(?:expediente|historia clinica)(?: clinico)?"
            r"|expediente ?(?:n[o°]|num(?:ero)?|#)",
        ),
        (
            SSN,
            r"ssn|social security(?: ?(?:no|number|#))?|sin|nas|nss|nir|curp"
            r"|(?:n[o°]|num(?:ero)?)?\.? ?(?:de )?"
            r"(?:securite sociale|seguridad social|seguro social)",
        ),
        (
            HEALTH_CARD,
            r"health ?card(?: ?(?:no|number|#))?|hcn|phn|mbi|nam|ramq"
            r"|medicare(?: ?(?:no|number|#|id))"
            r"|ohip(?: ?(?:no|number|#))?|(?:n[o°]|num(?:ero)?\.?)? ?(?:d')?assurance[ -]maladie",
        ),
        (NHS, r"nhs ?(?:no|number|#)|chi ?(?:no|number|#)"),
        (
            NAME,
            r"patient|patiente|paciente|(?:patient|client)(?:'?s)? ?(?:full )?names?"
            r"|names? of (?:the )?(?:patient|client)s?|noms? (?:du|de la|des) patiente?s?"
            r"|nombres? (?:del|de la|de los) pacientes?",
        ),
    )
)
_SINCE = late_pattern(
    r"(?:.*\b)?(?:since|hired|joined|started?|trained|training|licen[sc]ed?|depuis|embauche|debut"
    r"|formation|desde|ingreso|inicio|capacitacion)(?:\b.*)?",
    re.IGNORECASE,
)

MAX_SCANNED = 3_000_000
"""Characters that are searched for what is worth a closer look."""
MAX_KEPT = 400
"""Characters of the longest text that is remembered: the workbooks of a pile have most of
their texts, those that the host printed, in common."""
MAX_HEAD = 40
"""Characters of the longest heading of a column of patients' details."""


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
    if not text.isascii():
        text = plain(text)
    if _DIGIT.search(text) is not None and _SUSPECT.search(text) is not None:
        return True
    if ":" not in text and "=" not in text and not any(year in text for year in _YEAR_WORDS):
        return False
    return _NO_DIGIT.search(text) is not None


_is_suspect_kept = lru_cache(maxsize=4_000)(_is_suspect)


def evidence_in(text: str, first_year: int, contacts: Collection[str] = ()) -> Evidence:
    """What a text gives away, and how surely.

    ``first_year``: in which the collaborative's data begin.  ``contacts``: e-mail addresses
    (small letters) of the team and the host, which may be named.
    """
    judge = _judged_kept if len(text) <= MAX_KEPT else _judged
    found = judge(text, first_year)
    if "@" in text and any(
        m[0].lower().rstrip(".") not in contacts for m in _EMAIL.finditer(plain(text))
    ):
        return Evidence(found.kinds | {EMAIL}, found.points)
    return found


def kinds_in(text: str, first_year: int, contacts: Collection[str] = ()) -> frozenset[str]:
    """What a text gives away; arguments as for `evidence_in`."""
    return evidence_in(text, first_year, contacts).kinds


def _judged(text: str, first_year: int) -> Evidence:
    text = plain(text)
    found = birth_in(text, first_year)
    spans = []
    for kind, points, span in identifiers_in(text):
        if not _is_office(text, span):
            found |= Evidence(frozenset([kind]), points)
            spans.append(span)
    if not found.kinds and any(
        m.span() not in spans and not _is_office(text, m.span()) for m in _PHONE.finditer(text)
    ):
        return Evidence(frozenset([PHONE]))
    return found


_judged_kept = lru_cache(maxsize=1_000)(_judged)


def _is_office(text: str, span: tuple[int, int]) -> bool:
    """A number that is said to be a clinic's own telephone, or that costs the caller nothing."""
    before = text[max(0, span[0] - 40) : span[0]]
    after = text[span[1] : span[1] + 10]
    said = _OF_AN_OFFICE.search(before) or _EXTENSION.match(after)
    return bool(said or _TOLL_FREE.match(text, *span))


def head_kind(text: str) -> str | None:
    """What a column holds, by its heading; None when it is none of a patient's details."""
    return _head_kind(text) if len(text) <= MAX_HEAD else None


@lru_cache(maxsize=4_000)
def _head_kind(text: str) -> str | None:
    text = plain(text).strip()
    return next((kind for kind, pattern in _HEADS if pattern.match(text)), None)


def says_since(text: str) -> bool:
    """A heading of dates from which people have worked, as in a list of a team."""
    return len(text) <= MAX_HEAD and _SINCE.fullmatch(plain(text).strip()) is not None


def may_be_of_list(text: str) -> bool:
    """A list of patients has names in it, or a heading that says what it holds."""
    if len(text) > MAX_HEAD:
        return looks_like_name(text)
    return looks_like_name(text) or head_kind(text) is not None or is_single_name(text)


def is_single_name(text: str) -> bool:
    """The whole text may be a given name or a family name."""
    return len(text) <= MAX_HEAD and _is_single_name(text)


@lru_cache(maxsize=4_000)
def _is_single_name(text: str) -> bool:
    bare = plain(text).strip()
    return len(bare) > 1 and bare.replace("-", "").replace("'", "").isalpha() and is_name_word(bare)


def value_of_kind(kind: str) -> Callable[[str], bool]:
    """Whether a text below such a heading, or beside it, is what the heading says."""
    if kind == NAME:
        return lambda text: looks_like_name(text) or is_single_name(text)
    if kind == BIRTH:
        return lambda text: full_date_year(text, 2100) is not None
    return lambda text: sum(c.isdigit() for c in text) >= 4 and len(text) <= MAX_HEAD
