"""The fund's tables, one file a noun."""

from allotment.fund.models.assessment import Assignment, Conflict, Score
from allotment.fund.models.calls import Amendment, Call, Clarification
from allotment.fund.models.decisions import Award, Decision, Letter, LetterWording
from allotment.fund.models.entries import DraftAnswer, Entry, RemovedFile, Submission
from allotment.fund.models.form import Criterion, Question, RemovedPart, Section
from allotment.fund.models.late_changes import LateChange

__all__ = [
    "Amendment",
    "Assignment",
    "Award",
    "Call",
    "Clarification",
    "Conflict",
    "Criterion",
    "Decision",
    "DraftAnswer",
    "Entry",
    "LateChange",
    "Letter",
    "LetterWording",
    "Question",
    "RemovedFile",
    "RemovedPart",
    "Score",
    "Section",
    "Submission",
]
