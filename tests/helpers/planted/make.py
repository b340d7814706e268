"""Makes the planted set: texts and workbooks with made-up patients, and harmless ones.

    python -m tests.helpers.planted.make [seed] > tests/helpers/planted/planted.json

Names and numbers come from faker's locales, labels and formats from public forms (RAMQ, OHIP,
Medicare, NHS, SSA, CURP and NSS of Mexico, NIR of France).  Nobody in it exists.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from faker import Faker

from tests.helpers.planted import harmless

SEED = 19
LOCALES = {"en": ("en_US", "en_CA"), "fr": ("fr_CA", "fr_FR"), "es": ("es_MX", "es_CO")}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
}
DAYS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
    "fr": "premier deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize dix-sept dix-huit dix-neuf vingt",
    "es": "primero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte",
}
# From public forms; made-up people.
FORMS = {
    "en": [
        "Name: {name}  Date of birth: {d}",
        "Patient name: {name}",
        "Patient: {name}",
        "Pt {name} DOB {d}",
        "{name} (born {d}) missed her visit",
        "{last}, {first} {d}",
        "{first} {last} {d}",
        "{lower} {d}",
        "{lower}, dob {d}",
        "D.O.B. {d}",
        "Birthdate: {d}",
        "Birth date (yyyy-mm-dd): {iso}",
        "born on {d}, {first} {last}",
        "Medical record number: {n7}",
        "MRN {n7}",
        "MRN# {n7} was left out of the sample",
        "Chart no. {n6}",
        "Hospital number {n7}",
        "Medicare number {mbi}",
        "MBI: {mbi}",
        "Medicare {mbi_dashed}",
        "OHIP {ohip}-{version}",
        "Health card number: {ohip_spaced} {version}",
        "Ontario health card {ohip_dashed}",
        "NHS No: {nhs}",
        "NHS number {nhs_spaced}",
        "{nhs_spaced}",
        "SSN: {ssn}",
        "Social Security Number {ssn_plain}",
        "{ssn} {last}",
        "{initials}, {age} y/o, readmitted after two days",
        "{age}-year-old {initials} fell on the ward",
        "ask {name} (patient) on {phone}",
        "Member ID: {n9}, {first} {last}",
    ],
    "fr": [
        "Nom : {name}  Date de naissance : {d}",
        "Nom du patient : {name}",
        "Patiente : {name}",
        "Patient : {name}",
        "{name}, né le {d}",
        "{name}, née le {d}",
        "{last}, {first} {d}",
        "{first} {last} {d}",
        "{lower} {d}",
        "{lower}, née le {d}",
        "DDN {d}",
        "DDN : {iso}",
        "Date de naissance (AAAA-MM-JJ) {iso}",
        "No de dossier : {n6}",
        "N° dossier {n7}",
        "Numéro de dossier médical {n7}",
        "dossier no {n6}",
        "NAM : {ramq}",
        "NAM {ramq_plain}",
        "Numéro d'assurance maladie {ramq}",
        "carte soleil {ramq}",
        "{ramq}",
        "{ramq_plain}",
        "RAMQ {ramq}",
        "NIR {nir}",
        "N° de sécurité sociale : {nir_spaced}",
        "{nir_spaced}",
        "NAS {sin}",
        "{initials}, {age} ans, réhospitalisée",
        "rappeler {name} au {phone}",
        "IPP {n9}",
    ],
    "es": [
        "Nombre: {name}  Fecha de nacimiento: {d}",
        "Nombre del paciente: {name}",
        "Paciente: {name}",
        "La paciente: {name}",
        "{name}, nacido el {d}",
        "{name}, nacida el {d}",
        "{last}, {first} {d}",
        "{first} {last} {d}",
        "{lower} {d}",
        "{lower}, nacida el {d}",
        "F. Nac. {d}",
        "FN: {d}",
        "Fecha de nac.: {iso}",
        "Expediente {n7}",
        "No. de expediente: {n6}",
        "Núm. expediente {n7}",
        "Historia clínica n.º {n6}",
        "HC: {n6}",
        "CURP {curp}",
        "CURP: {curp}",
        "{curp}",
        "NSS {nss}",
        "NSS: {nss_spaced}",
        "Número de seguridad social {nss}",
        "Número de Seguro Social {ssn}",
        "{initials}, {age} años, reingresó a los dos días",
        "llamar a {name} (paciente) al {phone}",
    ],
}
HEADS = {
    "en": ("Last name", "First name", "DOB", "MRN", "Patient name", "Date of birth"),
    "fr": ("Nom", "Prénom", "DDN", "No dossier", "Nom du patient", "Date de naissance"),
    "es": ("Apellidos", "Nombres", "F. Nac.", "Expediente", "Nombre del paciente",
           "Fecha de nacimiento"),
}  # fmt: skip


class Maker:
    """Made-up people, of one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.fakers = {lang: [Faker(name) for name in names] for lang, names in LOCALES.items()}
        for fakers in self.fakers.values():
            for faker in fakers:
                faker.seed_instance(self.random.randrange(10**9))

    def person(self, lang: str, style: int) -> dict[str, str]:
        """What a text about somebody is filled with."""
        r = self.random
        faker = r.choice(self.fakers[lang])
        first, last = faker.first_name(), faker.last_name()
        day = date(1930, 1, 1) + timedelta(days=r.randrange(80 * 365))
        nhs, ohip = check11(r), luhn10(r)
        mbi, ramq, curp = medicare(r), quebec(r, first, last, day), mexico(r, first, last, day)
        nir, ssn = france(r, day), f"{r.randrange(100, 600)}-{r.randrange(10, 99)}-{n(r, 4)}"
        nss, sin = n(r, 11), luhn9(r)
        return {
            "first": first,
            "last": last,
            "name": f"{first} {last}",
            "lower": f"{first} {last}".lower(),
            "initials": f"{first[0]}.{last[0]}.",
            "age": str(r.randrange(45, 97)),
            "d": written(day, lang, style),
            "iso": day.isoformat(),
            "n6": n(r, 6),
            "n7": n(r, 7),
            "n9": n(r, 9),
            "nhs": nhs,
            "nhs_spaced": f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}",
            "ohip": ohip,
            "ohip_spaced": f"{ohip[:4]} {ohip[4:7]} {ohip[7:]}",
            "ohip_dashed": f"{ohip[:4]}-{ohip[4:7]}-{ohip[7:]}",
            "version": "".join(r.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(2)),
            "mbi": mbi,
            "mbi_dashed": f"{mbi[:4]}-{mbi[4:7]}-{mbi[7:]}",
            "ramq": f"{ramq[:4]} {ramq[4:8]} {ramq[8:]}",
            "ramq_plain": ramq,
            "curp": curp,
            "nir": nir,
            "nir_spaced": " ".join(
                [nir[0], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:13], nir[13:]]
            ),
            "ssn": ssn,
            "ssn_plain": ssn.replace("-", ""),
            "nss": nss,
            "nss_spaced": f"{nss[:2]} {nss[2:4]} {nss[4:6]} {nss[6:10]} {nss[10]}",
            "sin": f"{sin[:3]} {sin[3:6]} {sin[6:]}",
            "phone": f"{r.choice(['416', '514', '212', '619'])}-555-{n(r, 4)}",
            "serial": str((day - date(1899, 12, 30)).days),
        }


def n(r: random.Random, digits: int) -> str:
    return str(r.randrange(10 ** (digits - 1), 10**digits))


def check11(r: random.Random) -> str:
    while True:
        body = n(r, 9)
        digit = (11 - sum(int(d) * (10 - i) for i, d in enumerate(body)) % 11) % 11
        if digit < 10:
            return f"{body}{digit}"


def luhn(body: str) -> str:
    total = 0
    for i, d in enumerate(reversed(body)):
        k = int(d) * (2 if i % 2 == 0 else 1)
        total += k - 9 if k > 9 else k
    return f"{body}{-total % 10}"


def luhn10(r: random.Random) -> str:
    return luhn(n(r, 9))


def luhn9(r: random.Random) -> str:
    return luhn(n(r, 8))


def medicare(r: random.Random) -> str:
    letters = "ACDEFGHJKMNPQRTUVWXY"
    either = letters + "0123456789"
    kinds = ["123456789", letters, either, "0123456789", letters, either, "0123456789",
             letters, letters, "0123456789", "0123456789"]  # fmt: skip
    return "".join(r.choice(kind) for kind in kinds)


def plain_letters(text: str) -> str:
    import unicodedata

    bare = unicodedata.normalize("NFD", text)
    return "".join(c for c in bare.upper() if "A" <= c <= "Z") + "XXXX"


def quebec(r: random.Random, first: str, last: str, day: date) -> str:
    month = day.month + r.choice([0, 50])
    name = plain_letters(last)[:3] + plain_letters(first)[0]
    return f"{name}{day.year % 100:02}{month:02}{day.day:02}{n(r, 2)}"


def mexico(r: random.Random, first: str, last: str, day: date) -> str:
    name = plain_letters(last)[:2] + r.choice("BCDFG") + plain_letters(first)[0]
    rest = "".join(r.choice("BCDFGHJKLMNPQRSTVWXYZ") for _ in range(3))
    body = f"{name}{day:%y%m%d}{r.choice('HM')}{r.choice(['DF', 'JC', 'NL', 'OC'])}{rest}0"
    order = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
    total = sum(order.index(c) * (18 - i) for i, c in enumerate(body))
    return f"{body}{-total % 10}"


def france(r: random.Random, day: date) -> str:
    body = f"{r.choice('12')}{day:%y%m}{r.randrange(1, 95):02}{n(r, 3)}{n(r, 3)}"
    return f"{body}{97 - int(body) % 97:02}"


def written(day: date, lang: str, style: int) -> str:
    """A date in one of the ways in which people write it."""
    month = MONTHS[lang].split()[day.month - 1]
    y, m, d = day.year, day.month, day.day
    suffix = "th" if d in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(d % 10, "th")
    in_words = DAYS[lang].split()
    spelled = in_words[d - 1] if d <= 20 else str(d)
    words = {
        "en": [f"{month} {d}{suffix}, {y}", f"the {d}{suffix} of {month} {y}",
               f"{month} {spelled}, {y}", f"{d} {month[:3]} {y}", f"{month[:3]}. {d}, {y}"],
        "fr": [f"{d} {month} {y}", f"1er {month} {y}", f"le {spelled} {month} {y}",
               f"{d} {month[:4]}. {y}", f"{d} {month.upper()} {y}"],
        "es": [f"{d} de {month} de {y}", f"{d} {month} {y}", f"{spelled} de {month} de {y}",
               f"{d}-{month[:3]}-{y}", f"{d} de {month} del {y}"],
    }[lang]  # fmt: skip
    ways = [
        f"{d:02}/{m:02}/{y}",
        f"{y}-{m:02}-{d:02}",
        *words,
        f"{d:02}.{m:02}.{y}",
        f"{y}{m:02}{d:02}",
        f"{d:02}\u2013{m:02}\u2013{y}",
        f"{y}\u2011{m:02}\u2011{d:02}",
        f"{d:02}\u00a0/\u00a0{m:02}\u00a0/\u00a0{y}",
        f"{d:02}/{m:02}/\u200b{y}",
        f"{d} / {m} / {y}",
        f"{d:02}\uff0f{m:02}\uff0f{y}",
    ]
    return ways[style % len(ways)]


def texts(maker: Maker) -> list[dict[str, str]]:
    """Three of each form, in different ways of writing a date."""
    found = []
    style = 0
    for lang, forms in FORMS.items():
        for form in forms:
            for _ in range(3):
                text = form.format(**maker.person(lang, style))
                if style % 5 == 4:  # as programs paste it
                    text = text.replace(" ", "\u00a0", 1)
                if style % 11 == 6:
                    text = text[:3] + "\u00ad" + text[3:]
                found.append({"lang": lang, "form": form, "text": text})
                style += 1
    return found


Plant = dict[str, Any]


def listed(maker: Maker, lang: str, how: str) -> Plant:
    """A pasted sheet; each cell a text, a number or ["date", serial]."""
    heads, r = HEADS[lang], maker.random
    people = [maker.person(lang, i) for i in range(4)]
    rows: list[list[Any]]
    if how == "split names":
        rows = [list(heads[:3]), *[[p["last"], p["first"], p["d"]] for p in people]]
    elif how == "no heading":
        rows = [[p["last"], p["first"], ["date", int(p["serial"])]] for p in people]
    elif how == "label beside value":
        p = people[0]
        rows = [[heads[4], p["name"]], [heads[5], p["d"]], [heads[3], p["n7"]]]
    elif how == "blank row":
        rows = [[heads[4], heads[3]], [], *[[p["name"], p["n7"]] for p in people]]
    elif how == "record numbers as numbers":
        rows = [[heads[3], "x"], *[[int(p["n7"]), r.randrange(5)] for p in people]]
    elif how == "births as dates":
        rows = [[heads[5], "x"], *[[["date", int(p["serial"])], r.randrange(5)] for p in people]]
    elif how == "lower case":
        rows = [[p["lower"], p["d"]] for p in people]
    else:
        assert how == "full names"
        rows = [[heads[4], heads[5]], *[[p["name"], p["d"]] for p in people]]
    secrets = [v for p in people for v in (p["last"], p["n7"])]
    shown = repr(rows)
    return {"rows": rows, "secrets": sorted({s for s in secrets if s in shown and len(s) > 4})}


LISTS = ("split names", "no heading", "label beside value", "blank row", "lower case",
         "record numbers as numbers", "births as dates", "full names")  # fmt: skip
PLACES = (
    "comment", "threaded comment", "text box", "header", "footer", "title", "keywords",
    "custom property", "prompt", "error text", "defined name", "defined text", "link", "tip",
    "chart title", "far row", "far shared row", "61st sheet", "hidden sheet", "sheet name",
    "story", "reason", "file name", "folder name", "pivot cache", "picture description",
)  # fmt: skip


def books(maker: Maker) -> list[Plant]:
    """Pasted lists, and a text in every place of a workbook, in three languages."""
    found: list[Plant] = []
    for lang in FORMS:
        for how in LISTS:
            found.append({"lang": lang, "place": "sheet", "how": how, **listed(maker, lang, how)})
        for i, place in enumerate(PLACES):
            p = maker.person(lang, i * 3)
            record = {"en": "MRN {n7}", "fr": "No de dossier {n7}", "es": "Expediente {n7}"}[lang]
            born = {"en": "DOB {d}", "fr": "née le {d}", "es": "nacida el {d}"}[lang]
            form = f"{{name}}, {born}"
            if place in ("sheet name", "defined name"):
                form = record
            elif place in ("file name", "folder name", "link"):
                form = ("{first}_{last}_{iso}", "{last} {n7} " + record, "{lower} {iso}")[i % 3]
            text = form.format(**p)
            secrets = [v for v in (p["last"], p["lower"], p["n7"], p["iso"]) if v in text]
            found.append({"lang": lang, "place": place, "text": text, "secrets": secrets})
    return found


def planted(seed: int = SEED) -> dict[str, Any]:
    """The whole set."""
    maker = Maker(seed)
    name: Callable[[str], str] = lambda lang: maker.random.choice(maker.fakers[lang]).name()  # noqa: E731
    return {
        "texts": texts(maker),
        "books": books(maker),
        "harmless": harmless.texts(maker.random, name),
    }


if __name__ == "__main__":
    made = planted(int(sys.argv[1]) if len(sys.argv) > 1 else SEED)
    json.dump(made, sys.stdout, ensure_ascii=False, indent=0)
    sys.stdout.write("\n")
