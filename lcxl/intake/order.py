"""In which order a team's files were sent, as far as anything tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lcxl.intake.submission import Submission
from lcxl.periods import Period

__all__ = ["arrivals", "is_among", "is_ordered", "newest_last", "reach", "undecided"]


def is_ordered(one: Submission, other: Submission) -> bool:
    """Something tells which of two files of a team came last.

    Either one reaches a later period, or both say when they were saved.
    """
    if one.periods[-1:] != other.periods[-1:]:
        return True
    return bool(one.dated and other.dated and one.dated != other.dated)


def newest_last(submissions: Sequence[Submission]) -> list[Submission]:
    """The same team's submissions in the order in which they count; the last one counts most.

    A file that reaches a later period comes after one that does not: an old copy that somebody
    opened and saved again does not win.  Of files that reach the same period, the one saved last
    comes last.  Where one of these does not say when it was saved, nothing tells which came last
    (`is_ordered`), and `Sent` decides value by value.  What is no value, such as the log of
    changes, is then taken from the file on whose numbers more files agree, else from the one
    that arrived first, else from the one with more numbers, and where that tells nothing by a
    rule without a meaning (the content's sha256), for neither the order nor the names of the
    files may decide.
    """
    by_reach: defaultdict[tuple[Period, ...], list[Submission]] = defaultdict(list)
    for submission in submissions:
        by_reach[submission.periods[-1:]].append(submission)
    line: list[Submission] = []
    for latest in sorted(by_reach):
        alike = sorted(by_reach[latest], key=lambda s: (s.dated, s.sha256, s.file))
        open_files = undecided(alike)
        line += [s for s in alike if not is_among(s, open_files)]
        if len(open_files) > 1:
            votes = _agreements(open_files, submissions)
            arrived = dict(zip((s.file for s in open_files), arrivals(open_files), strict=True))
            open_files.sort(
                key=lambda s: (
                    votes[s.sha256], -arrived[s.file], _numbers(s), s.sha256, s.file
                )
            )  # fmt: skip
        line += open_files
    return line


def undecided(alike: Sequence[Submission]) -> list[Submission]:
    """Those of files of the same reach after which no other is known to have come."""
    last = max((s.dated for s in alike), default="")
    return [s for s in alike if not s.dated or s.dated == last]


def reach(submission: Submission, frequency: str) -> Period:
    """The last period of a frequency that a file has."""
    return max(period for period in submission.periods if period.frequency == frequency)


def is_among(submission: Submission, files: Sequence[Submission | None]) -> bool:
    """The submission itself is one of them."""
    return any(submission is file for file in files)


def arrivals(submissions: Sequence[Submission]) -> list[int]:
    """The order in which files arrived; all alike where it is not known of each."""
    if all(s.arrived for s in submissions):
        return [s.arrived.order for s in submissions if s.arrived]
    return [0] * len(submissions)


def _agreements(
    open_files: Sequence[Submission], everything: Sequence[Submission]
) -> dict[str, tuple[int, int]]:
    """sha256 -> how many other files have its numbers of the last period, and of any period."""
    others = {s.sha256: s for s in everything}
    votes = {}
    for one in open_files:
        latest = one.periods[-1:]
        last = whole = 0
        for other in (s for s in others.values() if s.sha256 != one.sha256):
            for key in one.points.keys() | other.points.keys():
                if key[1] in one.periods and key[1] in other.periods:
                    first, second = one.points.get(key), other.points.get(key)
                    if (first and first.contents) == (second and second.contents):
                        whole += 1
                        last += (key[1],) == latest
        votes[one.sha256] = last, whole
    return votes


def _numbers(submission: Submission) -> int:
    """How many numbers it has: words in their place, as before a correction, are none."""
    points = submission.points.values()
    entries = [entry for p in points for entry in (p.numerator, p.denominator)]
    return sum(entry is not None and entry.value is not None for entry in entries)
