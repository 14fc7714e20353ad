"""What an award said before it was changed."""

from django.db import models
from django.db.models import Q

from allotment.kernel.guards.rows import Guarded
from allotment.register.models.awards import Award
from allotment.register.models.imports import ImportRun


class AwardVersion(Guarded):
    """An award's whole document until the moment at which another took its place.

    `run` is the import that brought the other; null, where this site changed an award of its own.
    """

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="versions")
    document = models.TextField()
    replaced_at = models.DateTimeField()
    run = models.ForeignKey(
        ImportRun, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(document=""), name="register_versions_are_whole")
        ]

    privacy = {"award": "public", "document": "public", "run": "internal"}
