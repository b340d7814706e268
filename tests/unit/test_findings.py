"""Findings are made of a code, a sentence's id and parameters; their words come last."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from lcxl import user_cache
from lcxl.findings import Finding, RuleInfo, in_order
from lcxl.periods import Period
from lcxl.rules.base.judging import explanations
from lcxl.words import Text

LATE = Finding(
    "V28",
    "note",
    "late",
    {"month": Period(date(2026, 3, 1)), "saved": date(2026, 4, 20), "due": date(2026, 4, 10)},
    period=Period(date(2026, 3, 1)),
)


def test_the_words_come_from_the_catalogue() -> None:
    assert LATE.message == (
        "The report on March 2026 was saved on Monday 20 April 2026; it was due on Friday "
        "10 April 2026. It is in, thank you."
    )
    assert LATE.fix == "If the date is hard to meet, please tell us."


def test_json_has_the_parameters_in_no_language() -> None:
    found = json.loads(json.dumps(LATE.as_dict()))
    assert list(found) == [
        *("code", "severity", "message", "fix", "file", "team_id", "sheet", "cell"),
        *("metric_id", "month", "period", "parameters"),
    ]
    assert found["parameters"] == {"month": "2026-03", "saved": "2026-04-20", "due": "2026-04-10"}


def test_parameters_that_are_texts_are_ids_in_json() -> None:
    given = {"month": "x", "saved": "y", "due": "z"}
    more = {"why": Text("counts.days", n=3), "of": [1.5, 2]}
    assert replace(LATE, parameters={**given, **more}).as_dict()["parameters"] == {
        **given,
        "why": {"text": "counts.days", "n": 3},
        "of": [1.5, 2],
    }


def test_a_finding_is_kept_and_comes_back_the_same() -> None:
    finding = replace(LATE, parameters={**LATE.parameters, "why": Text("counts.days", n=1)})
    again = user_cache.loads(user_cache.dumps(finding))
    assert again == finding
    assert again.as_dict() == finding.as_dict()


def test_what_a_team_typed_breaks_no_sentence_up_and_turns_none_round() -> None:
    typed = "1\nerror V04\x9b31m\u2028\x07 \u202eten\u00a0%"
    places = {"metric": "M", "month": "May", "typed": typed, "number": "a number"}
    finding = Finding("V05", "error", "text", places, sheet="Da\nta", cell="B2", answer="so\nsay")
    for text in (finding.message, replace(finding, answer="").in_words(), finding.where):
        assert text.replace("\u00a0", " ").isprintable(), text


def test_an_answer_is_told_with_the_finding() -> None:
    answered = replace(LATE, answer="holidays")
    assert answered.message == f"{LATE.message} The team says: “holidays”"
    assert answered.fix == "Nothing needs doing; the reason is kept."
    assert answered.as_dict()["parameters"]["answer"] == "holidays"


def test_the_order_does_not_depend_on_that_of_finding() -> None:
    others = [
        replace(LATE, parameters={**LATE.parameters, "due": date(2026, 4, d)}) for d in (3, 2)
    ]
    found = [LATE, *others]
    assert in_order(found) == in_order(found[::-1])


def test_what_is_missing_in_the_catalogue_is_named() -> None:
    with pytest.raises(LookupError, match=r"\[V28\.never\]"):
        _ = replace(LATE, text="never").message
    with pytest.raises(LookupError, match=r"V28\.late needs the place 'saved'"):
        _ = replace(LATE, parameters={"month": "x"}).message
    with pytest.raises(LookupError, match="V99"):
        _ = RuleInfo("V99", "note").title


def test_every_code_has_its_words() -> None:
    for info in explanations().values():
        assert info.title, info.code
        assert info.why, info.code
        assert info.fix, info.code
        assert info.sentences, info.code
        assert not any("{" in sentence for sentence in info.sentences), info.code
