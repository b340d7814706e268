"""What became of every file, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lcxl.intake import Submission
from lcxl.intake.events import event_logs
from lcxl.intake.newest import Sent, contents_of, is_too_late
from lcxl.intake.order import is_ordered
from lcxl.periods import Period, month_period
from lcxl.words import Text, Worded

__all__ = ["SET_ASIDE", "SUPERSEDED", "TAKEN", "FileRecord", "file_record", "file_records"]

TAKEN, SUPERSEDED, SET_ASIDE = "taken", "superseded", "set aside"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of one file: taken, superseded or set aside, and why."""

    path: str
    sha256: str
    team_id: str
    periods: tuple[Period, ...]
    """Reports of which the file has numbers."""
    taken: tuple[Period, ...]
    """Reports that came from this file."""
    saved_at: str
    state: str
    reason: Worded | None
    received: str = ""
    """When it came, as the mail says that brought it (ISO text); "" where nothing says it."""
    sender: str = ""
    """From whom it came, the same."""

    @property
    def why(self) -> str:
        """The reason in words; may be empty."""
        return self.reason.in_words() if self.reason else ""


def file_record(
    submission: Submission, taken: tuple[Period, ...], state: str, reason: Worded | None = None
) -> FileRecord:
    """The record of one file; ``taken`` are reports of which anything came from it."""
    return FileRecord(
        submission.file,
        submission.sha256,
        submission.team_id,
        submission.periods,
        taken,
        submission.saved_at,
        state,
        reason,
        submission.received,
        submission.sender,
    )


def file_records(sent: Sent, with_log: Collection[str]) -> Iterator[FileRecord]:
    """The records of one team's files; ``with_log`` are those whose log of rare events stands."""
    for submission in sent.submissions:
        values = list(sent.values(submission))
        won = [value for value in values if sent.file_of(*value) is submission]
        taken = tuple(sorted({period for _, period, _ in won}))
        has_words = submission is sent.latest_with("changes")
        if not (won or submission is sent.latest or submission.file in with_log or has_words):
            yield file_record(submission, (), SUPERSEDED, _why_superseded(sent, submission))
            continue
        why: Text | None = None
        if not taken and submission.file in with_log:
            why = Text("events.file_of_events")
        elif not taken and submission is not sent.latest and has_words:
            why = Text("files.words_only", file=sent.latest.file)
        elif not submission.periods:
            frozen = _has_frozen_events(sent, submission)
            why = Text("files.after_freeze" if frozen else "files.no_number")
        elif not taken and not values:
            why = Text("files.after_freeze")
        else:
            why = _why_in_part(sent, submission, taken)
        yield file_record(submission, taken, TAKEN, why)


def _why_in_part(sent: Sent, submission: Submission, taken: tuple[Period, ...]) -> Text | None:
    """Which of a file's numbers are taken, if not all are."""
    numbers = [v for v in sent.values(submission) if any(contents_of(submission, v))]
    owners = [sent.file_of(*value) for value in numbers]
    others = {s.file: s for s in owners if s is not None and s is not submission}
    if any(not is_ordered(submission, other) for other in others.values()):
        n = sum(owner is submission for owner in owners)
        which = ("none", "one", "many")[min(n, 2)]
        return Text(f"files.some_values_{which}", n=n, all=len(numbers), files=sorted(others))
    if len(taken) == len(submission.periods):
        return None
    if not taken:
        return None
    gone = (p for p in reversed(submission.periods) if p not in taken and p in sent.periods)
    other = next((sent.last_of(period)[-1].file for period in gone), sent.latest.file)
    which = "some_months_one" if len(taken) == 1 else "some_months_many"
    return Text(f"files.{which}", n=len(taken), month=taken[-1], file=other)


def _why_superseded(sent: Sent, submission: Submission) -> Text:
    if _has_frozen_events(sent, submission) or any(
        is_too_late(sent.plan, submission, period) for period in submission.periods
    ):
        return Text("files.after_freeze")
    periods = submission.periods
    other = sent.last_of(periods[-1])[-1] if periods else sent.latest
    if other.periods[-1:] != periods[-1:]:
        month = other.periods[-1]
        return Text("files.same_months_and_more", file=other.file, month=month)
    if is_ordered(submission, other):
        is_told = submission.saved_at and other.saved_at
        which = "saved_later" if is_told else "mailed_later"
        return Text(f"files.{which}", file=other.file)
    owners = {value: sent.file_of(*value) for value in sent.values(submission)}
    differing = [
        owner.file
        for value, owner in owners.items()
        if owner and contents_of(owner, value) != contents_of(submission, value)
    ]
    if differing:
        return Text("files.other_numbers", file=sorted(set(differing)))
    return Text("files.same_numbers", file=other.file)


def _has_frozen_events(sent: Sent, submission: Submission) -> bool:
    """An event of a month that was frozen before the file was saved."""
    logs = event_logs(submission, sent.plan).values()
    days = (day for log in logs for day in log.days)
    return any(is_too_late(sent.plan, submission, month_period(day)) for day in days)
