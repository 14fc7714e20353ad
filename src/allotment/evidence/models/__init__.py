"""What is analysed, what people say about it, and what was published."""

from allotment.evidence.models.analyses import Analysis, Run
from allotment.evidence.models.editing import Correction, Pick, Picture, ThemeEdit, Wording
from allotment.evidence.models.publishing import Edition, Review

__all__ = [
    "Analysis",
    "Correction",
    "Edition",
    "Pick",
    "Picture",
    "Review",
    "Run",
    "ThemeEdit",
    "Wording",
]
