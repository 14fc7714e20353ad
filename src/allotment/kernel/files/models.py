"""Uploaded files: what they are, where they lie, whose they are."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import Elsewhere, Held, Kept, OnErase
from allotment.kernel.people.models import User


class StoredFile(models.Model):
    """One upload. Nobody gets it before it is ready; `found` names what the scanner found in it."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked for viruses")
        READY = "ready", _("Ready")
        QUARANTINED = "quarantined", _("Blocked: it did not pass the virus check")

    key = models.CharField(max_length=12, unique=True, default=new_key)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    about_kind = models.CharField(max_length=40)
    about_key = models.CharField(max_length=40)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.READY)
    moves = {State.CHECKING: {State.READY, State.QUARANTINED}}
    found = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_key"], name="files_about"),
            models.Index(fields=["made_at"], name="files_not_ready", condition=~Q(state="ready")),
        ]

    @property
    def is_ready(self) -> bool:
        return self.state == StoredFile.State.READY

    privacy = {
        "name": "personal", "owner": "personal", "path": "internal", "digest": "internal",
        "content_type": "internal", "about_kind": "internal", "about_key": "internal",
        "found": "internal",
    }  # fmt: skip
    personal_data = (
        Held(
            "owner", OnErase.BLANK, file="uploaded",
            gives=("name", "content_type", "size", "digest", "state", "made_at"),
            goes=_("That it was you who uploaded a file"),
            stays=Kept(
                _("Files that you sent with an entry"),
                _("They are part of the entry and stay as long as it does."),
            ),
        ),
        Elsewhere(("name",), "goes with the file, which goes with what it is about"),
    )  # fmt: skip
