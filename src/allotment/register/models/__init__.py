"""Awards, the organisations that they name, and the imports that brought them."""

from allotment.register.models.awards import Award, AwardPlace
from allotment.register.models.imports import ImportRun
from allotment.register.models.parties import Party

__all__ = ["Award", "AwardPlace", "ImportRun", "Party"]
