"""Numbers that stand for one person: by their check digits, or by the label before them.

Check digits: NHS number, modulus 11 (NHS Data Dictionary); Ontario health card and Canadian
social insurance number, modulus 10 (Luhn; OHIP technical specifications); CURP, modulus 10 (RENAPO,
Instructivo normativo); French NIR, 97 less modulus 97 (INSEE).  Formats: social security numbers,
never 000, 666 or 9xx, 00 or 0000 in their parts (US Social Security Administration); Medicare
Beneficiary Identifier (CMS, Understanding the MBI format); health insurance number of Quebec,
letters of the names and the day of birth, the month plus 50 for women (RAMQ).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lcxl.intake.patients.evidence import HEALTH_CARD, NHS, RECORD, SSN, SURE, WEAK
from lcxl.lazy import late_pattern

__all__ = ["identifiers_in"]

_NUMBER = r"(?:n[o°]|n\.\s?[o°]|num(?:ero)?|number|nr|id|#)"
_VALUE = r"[a-z]{0,4}-?\d[\d -]{%d,14}\d(?![\d%%]| ?(?:of|out of|sur|de|/) ?\d)"
_RECORD = late_pattern(
    rf"\b(?:mrn|mr ?#|ipp|nip|nhc)s?\b(?: ?{_NUMBER}(?![a-z]))?\.?[\s.:#=-]{{0,5}}(?:is |es |est )?"
    rf"{_VALUE % 2}"
    rf"|\bmed(?:ical)?\.? rec(?:ord)?s?\b[\s.:#=-]{{0,5}}{_VALUE % 3}"
    rf"|\b(?:med(?:ical)?\.? rec(?:ord)?|patient|client|chart|hospital|record|case|medicare"
    r"|medicaid|member|subscriber|dossier(?: medical)?|expediente(?: clinico)?"
    r"|historia(?: clinica)?)"
    rf" ?{_NUMBER}(?![a-z])[\s.:#=-]{{0,5}}(?:is |es |est )?{_VALUE % 2}"
    rf"|(?<!\w){_NUMBER}\.? ?(?:de |du )?(?:dossier|exp\.|expediente|historia|patient|paciente)"
    rf"(?: (?:medical|clinico|clinica|patient))?[\s.:#=-]{{0,5}}{_VALUE % 2}",
    re.IGNORECASE,
)
_WEAK_RECORD = late_pattern(
    rf"\b(?:expediente|dossier|historia clinica|h\.?c\.?|chart)[\s.:#=-]{{1,5}}{_VALUE % 3}",
    re.IGNORECASE,
)
_SSN = late_pattern(
    r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])"
    r"|(?i:\b(?:ssn|s\.s\.n|social security|social insurance|(?-i:SIN|NAS)|assurance sociale"
    r"|nss|n\.s\.s|segur(?:idad|o) (?:social|popular)|imss|issste"
    r"|securite sociale|secu|nir|insee)\b)\D{0,20}\d(?:[ -]?\d){8,14}(?!\d)"
)
_NIR = late_pattern(
    r"(?<![\w-])([12] ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?\d[\dAB] ?\d{3} ?\d{3}) ?(\d\d)(?![\w-])"
)
_TEN = late_pattern(
    r"(?<![\w./+-])(\d{10}|\d{3} \d{3} \d{4}|\d{4}[ -]\d{3}[ -]\d{3})(?![\d/-]|\.\d)"
)
_VERSION = late_pattern(r"[ -]?[A-Z]{2}\b")
_LABELLED_CARD = late_pattern(
    r"\b(?P<what>nhs|chi|ohip|hcn|health ?card|phn|ahcip|carte sante|carte soleil"
    r"|tarjeta de salud)\b\D{0,20}(?:\d{3,4}[ -]?\d{3}[ -]?\d{3,4}|\d{5}-\d{4})(?!\d)",
    re.IGNORECASE,
)
_MBI = late_pattern(
    r"(?<!\w)[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d[ -]?"
    r"[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d[ -]?[AC-HJKMNP-RT-Y]{2}\d{2}(?!\w)",
    re.IGNORECASE,
)
_RAMQ = late_pattern(
    r"(?<!\w)[A-Z]{4}[ -]?\d\d(?:[05][1-9]|[16][0-2])[ -]?(?:0[1-9]|[12]\d|3[01])\d\d(?!\w)"
    r"|(?i:\b(?:ramq|nam|assurance[ -]maladie|carte soleil)\b\W{0,6}[a-z]{4}(?:[ -]?\d{4}){2}\b)"
)
_CURP = late_pattern(
    r"(?<!\w)[A-Z]{4}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[HMX][A-Z]{5}[A-Z\d]\d(?!\w)",
    re.IGNORECASE,
)
_DNI = late_pattern(r"\b(?:dni|nie|nif)\b\W{0,6}[XYZ]?\d{7,8}[ -]?[A-Z]\b", re.IGNORECASE)


def identifiers_in(text: str) -> Iterator[tuple[str, int, tuple[int, int]]]:
    """Kind, points and span of each number in a text that was made plain (`evidence.plain`)."""
    for pattern, kind, points in _LABELLED:
        for match in pattern.finditer(text):
            yield kind, points, match.span()
    for match in _LABELLED_CARD.finditer(text):
        is_nhs = match["what"].lower() in ("nhs", "chi")
        yield NHS if is_nhs else HEALTH_CARD, SURE, match.span()
    for match in _NIR.finditer(text):
        if _is_nir(match[1].replace(" ", ""), match[2]):
            yield SSN, SURE, match.span()
    for match in _TEN.finditer(text):
        digits = re.sub(r"\D", "", match[1])
        # One in ten of all numbers has the right check digit: only its usual form makes sure.
        if _is_nhs(digits) and "-" not in match[1]:
            yield NHS, SURE if " " in match[1] else WEAK, match.span()
        elif _is_health_card(digits) and match[1][3] not in " -":
            is_card = len(match[1]) > 10 or _VERSION.match(text, match.end())
            yield HEALTH_CARD, SURE if is_card else WEAK, match.span()


_LABELLED = (
    (_SSN, SSN, SURE),
    (_RECORD, RECORD, SURE),
    (_WEAK_RECORD, RECORD, WEAK),
    (_MBI, HEALTH_CARD, SURE),
    (_RAMQ, HEALTH_CARD, SURE),
    (_CURP, SSN, SURE),
    (_DNI, SSN, SURE),
)


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


def _is_nir(body: str, key: str) -> bool:
    number = body.replace("2A", "19").replace("2B", "18")
    return number.isdecimal() and 97 - int(number) % 97 == int(key)
