"""The user. E-mail is the name to sign in with; the key is opaque and outlives the person's details."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from allotment.kernel.domain.privacy import Elsewhere


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


def by_organisation(roles: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
    """Roles by organisation id, of (organisation id, role)."""
    found: dict[int, set[str]] = {}
    for organisation, role in roles:
        found.setdefault(organisation, set()).add(role)
    return {organisation: frozenset(held) for organisation, held in found.items()}


class User(AbstractBaseUser):
    """A person who can sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    access_needs = models.TextField(blank=True)
    mail_choices = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    is_site_keeper = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="people_one_user_an_email"),
        ]

    privacy = {
        "email": "personal", "name": "personal", "phone": "personal", "access_needs": "special",
        "mail_choices": "personal", "password": "personal", "joined_at": "personal",
        "last_login": "personal",
    }  # fmt: skip
    personal_data = (
        Elsewhere(
            ("email", "name", "phone", "access_needs", "mail_choices", "password", "joined_at",
             "last_login"),
            "the account is given and emptied by people/privacy.py; when it was made stays",
        ),
    )  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def display_name(self) -> str:
        """The name as the person writes it, or the part of the address before the @."""
        if self.erased_at:
            return _("Somebody whose details were erased")
        return self.name or self.email.split("@", 1)[0]

    def get_full_name(self) -> str:
        return self.display_name

    @cached_property
    def has_second_step(self) -> bool:
        """Two-step verification is set up. Made-up people in a demonstration need none."""
        if settings.DEMO and self.is_demonstration:
            return True
        from allauth.mfa.models import Authenticator

        return bool(
            Authenticator.objects.filter(
                user_id=self.pk, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
            ).exists()
        )

    @cached_property
    def roles(self) -> dict[int, frozenset[str]]:
        """This person's roles by organisation id. One statement, once a request; none for whoever
        makes the request, who comes with them (`backends.Backend`)."""
        rows = self.memberships.filter(ended_at=None).values_list("organisation_id", "role")
        return by_organisation(rows)

    def has_role(self, organisation_id: int | None, *roles: str) -> bool:
        """Does the person hold one of these roles in this organisation?"""
        return bool(self.roles.get(organisation_id or 0, frozenset()) & set(roles))

    def organisations_with(self, *roles: str) -> list[int]:
        """Ids of the organisations in which the person holds one of these roles."""
        return [oid for oid, held in self.roles.items() if held & set(roles)]
