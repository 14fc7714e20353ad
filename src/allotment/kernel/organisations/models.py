"""Organisations, who works in them in which role, and invitations."""

import datetime as dt
import secrets

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import (
    BY_NUMBER,
    Elsewhere,
    Held,
    Kept,
    OnErase,
    Retention,
    address_of,
)
from allotment.kernel.people.models import User


def _in_two_weeks() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=14)


def _secret() -> str:
    return secrets.token_urlsafe(24)


class Organisation(models.Model):
    """A council, a charity, a community group … Site-wide: every funder sees the same record.

    One that was `merged_into` another keeps its name, and its address leads there.
    """

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Council")
        CHARITY = "charity", _("Charity")
        COMMUNITY_GROUP = "community_group", _("Community group")
        COMPANY = "company", _("Company")
        SCHOOL = "school", _("School or college")
        HEALTH = "health", _("Health body")
        POLICE = "police", _("Police")
        SOLE_PROJECT = "sole_project", _("Project of one person")
        FUNDER = "funder", _("Foundation or other funder")
        OTHER = "other", _("Something else")

    key = models.CharField(max_length=12, unique=True, default=new_key)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    org_id = models.CharField(max_length=80, blank=True)
    gss_code = models.CharField(max_length=9, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    web = models.URLField(blank=True)
    is_funder = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org_id"], condition=~Q(org_id=""), name="organisations_one_an_org_id"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisations_have_a_name"),
        ]
        indexes = [models.Index(fields=["name"], name="organisations_by_name")]

    privacy = {
        "name": "public", "kind": "public", "org_id": "public", "gss_code": "public",
        "postcode": "public", "web": "public", "is_funder": "public",
    }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one person in one organisation, from a moment to a moment."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=40)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "role"],
                condition=Q(ended_at=None),
                name="organisations_one_role_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")),
                name="organisations_role_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="organisations_roles_of")]

    privacy = {
        "person": "personal", "role": "personal", "since": "personal", "ended_at": "personal",
    }  # fmt: skip
    personal_data = (
        Held(
            "person", OnErase.KEEP, file="roles",
            gives=("organisation__name", "role", "since", "ended_at"),
            stays=Kept(
                _("Which roles you held, and when"),
                _("So that it can be seen that whoever decided or paid was entitled to."),
            ),
        ),
    )  # fmt: skip


class Invitation(models.Model):
    """An invitation by e-mail to take a role; it expires and can be withdrawn."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    secret = models.CharField(max_length=40, unique=True, default=_secret)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    role = models.CharField(max_length=40)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=_in_two_weeks)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    privacy = {
        "email": "personal", "role": "internal", "secret": "internal", "made_by": "personal",
    }  # fmt: skip
    personal_data = (
        Held(
            "email__iexact", OnErase.DELETE, file="invitations", value=address_of,
            gives=("email", "organisation__name", "role", "made_at", "accepted_at", "withdrawn_at"),
        ),
        Elsewhere(("made_by",), BY_NUMBER),
    )  # fmt: skip
    retention = Retention(
        "organisations.invitations",
        what=_("Invitations that were answered or expired"),
        days=90,
        why=_("So that a late answer can be explained."),
        since=("accepted_at", "withdrawn_at", "expires_at"),
        owner="organisation",
    )  # fmt: skip


class MailDomain(models.Model):
    """A mail domain that an organisation says is its own; the site keeper decides. Whoever has a
    confirmed address there can then ask to join."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the site administrator")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="mail_domains"
    )
    key = models.CharField(max_length=12, unique=True, default=new_key)
    name = models.CharField(max_length=190)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    moves = {State.WAITING: {State.APPROVED, State.REFUSED}}
    why = models.CharField(max_length=500, blank=True)
    claimed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    claimed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(state="approved"), name="organisations_one_a_domain"
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(state="waiting"),
                name="organisations_one_claim_a_domain",
            ),
        ]  # fmt: skip

    privacy = {
        "name": "internal", "why": "internal", "claimed_by": "personal",
    }  # fmt: skip
    personal_data = (
        Held(
            "claimed_by", OnErase.BLANK, file="mail domains claimed",
            gives=("organisation__name", "name", "state", "claimed_at"),
        ),
    )  # fmt: skip


class JoinRequest(models.Model):
    """Somebody with an address of the organisation's asks to join; an administrator decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="join_requests"
    )
    key = models.CharField(max_length=12, unique=True, default=new_key)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    moves = {State.WAITING: {State.APPROVED, State.REFUSED}}
    why = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(state="waiting"),
                name="organisations_asked_once_at_a_time",
            ),
        ]  # fmt: skip

    privacy = {"person": "personal", "why": "personal"}
    personal_data = (
        Held(
            "person", OnErase.DELETE, file="asked to join",
            gives=("organisation__name", "state", "why", "made_at"),
        ),
    )  # fmt: skip
    retention = Retention(
        "organisations.join_requests",
        what=_("Requests to join that were answered"),
        days=180,
        why=_("So that an answer can be explained, and nobody asks again too soon."),
        since=("made_at",),
        where=~Q(state="waiting"),
        owner="organisation",
    )  # fmt: skip


def _in_a_week() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=7)


class Recovery(models.Model):
    """Somebody has lost their second step: two colleagues must confirm that it is them."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for two colleagues")
        CONFIRMED = "confirmed", _("Confirmed")
        USED = "used", _("Second step removed")
        STOPPED = "stopped", _("Stopped")

    key = models.CharField(max_length=12, unique=True, default=new_key)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    moves = {
        State.WAITING: {State.CONFIRMED, State.STOPPED},
        State.CONFIRMED: {State.USED, State.STOPPED},
    }
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=_in_a_week)
    secret_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["waiting", "confirmed"]),
                name="organisations_one_recovery_at_a_time",
            ),
        ]  # fmt: skip

    privacy = {"person": "personal", "secret_digest": "internal"}
    personal_data = (
        Held(
            "person", OnErase.DELETE, file="lost second step",
            gives=("state", "made_at", "expires_at"),
        ),
    )  # fmt: skip
    retention = Retention(
        "organisations.recoveries",
        what=_("Requests for help with a lost second step, and who confirmed them"),
        days=365,
        why=_("So that it can be found out how somebody got into an account."),
        since=("expires_at",),
    )  # fmt: skip


class RecoveryConfirmation(models.Model):
    """A colleague in an organisation says that it is them who asks."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="confirmations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recovery", "by"], name="organisations_one_confirmation_each"
            ),
        ]

    privacy = {"by": "personal"}
    personal_data = (
        Held(
            "by", OnErase.BLANK, file="confirmed for colleagues", gives=("organisation__name", "at"),
        ),
    )  # fmt: skip
