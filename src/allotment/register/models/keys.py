"""Keys with which programs ask the API for more."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import Held, OnErase
from allotment.kernel.guards.rows import Guarded
from allotment.kernel.people.models import User


class ApiKey(Guarded):
    """A key that somebody made for a program of theirs. Only its digest is kept: the key itself is
    shown once. `used_on` is the last day on which it was used."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="register_api_keys_have_a_name"),
        ]

    privacy = {"person": "personal", "name": "personal", "digest": "internal"}
    personal_data = (
        Held(
            "person", OnErase.DELETE, file="keys", gives=("name", "made_at"),
            goes=_("Your API keys, which will stop working"),
        ),
    )  # fmt: skip
