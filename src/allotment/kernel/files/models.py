"""Uploaded files: what they are, where they lie, whose they are."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from allotment.kernel.domain.identifiers import new_key


class StoredFile(models.Model):
    """One upload. `audience` names the permission check: "<permission>|<kind>:<key>"."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    about_kind = models.CharField(max_length=40)
    about_key = models.CharField(max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_key"], name="files_about")]

    privacy: ClassVar[dict[str, str]] = {
        "name": "personal", "owner": "personal", "path": "internal", "digest": "internal",
        "content_type": "internal", "about_kind": "internal", "about_key": "internal",
    }  # fmt: skip
