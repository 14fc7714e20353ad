"""Awards, the organisations that they name, and the imports that brought them."""

from allotment.register.models.awards import Award, AwardArea, AwardPlace
from allotment.register.models.imports import ImportRun
from allotment.register.models.keys import ApiKey
from allotment.register.models.parties import PartiesApart, Party
from allotment.register.models.tables import TableAnswers
from allotment.register.models.tallies import Tally
from allotment.register.models.versions import AwardVersion

__all__ = [
    "ApiKey",
    "Award",
    "AwardArea",
    "AwardPlace",
    "AwardVersion",
    "ImportRun",
    "PartiesApart",
    "Party",
    "TableAnswers",
    "Tally",
]
