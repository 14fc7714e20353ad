"""The audit's two tables: the lines, and the head of each chain.

Only `audit.services` writes them, inside `writing()`; a line that is there loses, at most, the words
of its reason.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from allotment.kernel.domain.privacy import Elsewhere, Held, Kept, OnErase, number_of
from allotment.kernel.guards.rows import Guarded, GuardedError

#: All that may be changed of a line: the words of its reason go, and the chain stands.
ERASABLE = {"why": "", "why_salt": ""}


class AuditLine(Guarded):
    """Who did what, when, to what, and why. Holds opaque ids and digests, never personal values."""

    chain = models.CharField(max_length=40)
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.CharField(max_length=40, blank=True)
    on = models.CharField(max_length=80)
    why = models.TextField(blank=True)
    why_salt = models.CharField(max_length=32, blank=True)
    why_digest = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    deletable = False

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_one_line_a_number"),
            models.UniqueConstraint(fields=["chain", "previous"], name="audit_no_fork"),
        ]
        indexes = [models.Index(fields=["on", "number"], name="audit_on")]

    privacy = {
        "chain": "internal", "kind": "internal", "by": "personal", "on": "internal",
        "why": "personal", "why_salt": "internal", "why_digest": "internal", "facts": "internal",
        "previous": "internal", "digest": "internal",
    }  # fmt: skip
    personal_data = (
        Held(
            "by", OnErase.KEEP, value=number_of,
            stays=Kept(
                _("That something was done, when, and under which number"),
                _("A public body must be able to show how it came to decide and to pay."),
            ),
        ),
        Elsewhere(("why",), "what was said about a person is emptied by audit/privacy.py"),
    )  # fmt: skip

    @classmethod
    def check_change(cls, changes: Mapping[str, Any]) -> None:
        """Refuse all but to take the words of a reason away."""
        super().check_change(changes)
        if changes != ERASABLE:
            raise GuardedError("A line of the audit loses, at most, the words of its reason.")


class ChainHead(Guarded):
    """The last number and digest of a chain: the row whose lock puts writers in order."""

    chain = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    deletable = False

    class Meta:
        base_manager_name = "objects"

    privacy = {"digest": "internal"}
