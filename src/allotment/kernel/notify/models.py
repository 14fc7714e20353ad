"""Messages to people, inside the site; e-mail goes out beside them."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from allotment.kernel.domain.identifiers import new_key


class Message(models.Model):
    """One message to one person."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages"
    )
    kind = models.CharField(max_length=60)
    once = models.CharField(max_length=160, unique=True, null=True, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-made_at"], name="notify_of_person")]

    privacy: ClassVar[dict[str, str]] = {
        "person": "personal", "kind": "internal", "once": "internal", "subject": "personal",
        "body": "personal", "link": "internal",
    }  # fmt: skip


class Mail(models.Model):
    """One e-mail to be sent, kept until it is; its words go once it has gone."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[dict[str, str]] = {
        "to": "personal", "subject": "personal", "body": "personal",
    }  # fmt: skip
