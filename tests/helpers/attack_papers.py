"""Every number in papers and mails, which an outsider lays beside the file of numbers."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from tests.helpers import attack

NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")
TAG = re.compile(r"<[^>]*>")


def numbers_in(files: Mapping[str, bytes]) -> Counter[float]:
    """How often each stands there: in text, tables, heads and feet, charts and what is in them."""
    found: Counter[float] = Counter()
    for text in texts_in(files):
        found.update(map(_value, NUMBER.findall(text)))
    return found


def texts_in(files: Mapping[str, bytes]) -> Iterator[str]:
    """The text of each file, and of every file inside it, paragraph by paragraph."""
    for data in files.values():
        if not zipfile.is_zipfile(io.BytesIO(data)):
            yield data.decode()
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        yield from texts_in({n: d for n, d in parts.items() if n.endswith((".xlsx", ".docx"))})
        for name, part in parts.items():
            if name.endswith(".xml") and not re.search(r"styles|theme|settings|numbering", name):
                xml = part.decode()
                # A number may be cut into runs; what says how a thing looks is no number.
                yield from (TAG.sub("", p) for p in re.split(r"</(?:w:p|c:pt|c|si)>", xml))
                yield from re.findall(r'descr="([^"]*)"', xml)


def _value(text: str) -> float:
    """1,234.5 and 1 234,5 as one number."""
    whole, *rest = re.split(r"[.,\u00a0\u202f]", text)
    groups = [whole, *rest]
    cut = next((i for i, part in enumerate(groups[1:], 1) if len(part) != 3), len(groups))
    return float("".join(groups[:cut]) + "." + "".join(groups[cut:]))


def learnt(papers: Mapping[str, bytes], without: Mapping[str, bytes]) -> Counter[float]:
    """Numbers that stand there only because of what teams sent."""
    return numbers_in(papers) - numbers_in(without)


def with_papers(
    seen: attack.Seen, further: Counter[float], truth: Mapping[attack.Name, float | None]
) -> attack.Seen:
    """What is seen by somebody who guesses rightly which hidden count each number is."""
    told = {name: value for name in seen.hidden if (value := truth[name]) in further and value}
    return replace(seen, known=seen.known | told, hidden=seen.hidden - told.keys())
