"""The survey after a session: how a rating is read, and what the answers amount to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

__all__ = ["FEWEST", "Rating", "rating", "score_in"]

FEWEST = 5
"""Ratings below which no mean is shown: a few people are no group."""
SCALE = "12345"


class Rating(NamedTuple):
    """What the answers about one session amount to."""

    present: int
    """People who came, as far as it was noted."""
    answered: int
    counts: tuple[int, int, int, int, int]
    """How many gave 1, 2, 3, 4 and 5."""

    @property
    def rated(self) -> int:
        """Answers with a rating."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """Of the ratings, from 1 to 5; None of fewer than `FEWEST`."""
        if self.rated < FEWEST:
            return None
        return sum(n * count for n, count in enumerate(self.counts, start=1)) / self.rated

    @property
    def low(self) -> int:
        """Ratings of 1 or 2."""
        return self.counts[0] + self.counts[1]

    @property
    def share(self) -> float | None:
        """Of those who came, how many answered; None where that is not known."""
        return self.answered / self.present if self.present else None


def score_in(value: object) -> int | None:
    """The rating from 1 to 5 that is typed as 4, "4 - useful" or "4/5"; None for another text."""
    text = f"{value:.15g}" if isinstance(value, float) else str(value or "").strip()
    if not text or text[0] not in SCALE or (len(text) > 1 and text[1] in "0123456789.,"):
        return None
    return int(text[0])


def rating(
    answers: Iterable[Mapping[str, object]], present: Iterable[Mapping[str, object]], session: str
) -> Rating:
    """Of one session, from the rows of the sheets Feedback (answers) and Sessions (who came)."""
    own = [row for row in answers if _is(row.get("session"), session)]
    scores = [score_in(row.get("s1")) for row in own]
    here = [row.get("people") for row in present if _is(row.get("id"), session)]
    came = sum(int(people or 0) for people in here if isinstance(people, str | int | float))
    one, two, three, four, five = (scores.count(n) for n in range(1, 6))
    return Rating(came, len(own), (one, two, three, four, five))


def _is(value: object, session: str) -> bool:
    return str(value or "").strip().casefold() == session.casefold()
