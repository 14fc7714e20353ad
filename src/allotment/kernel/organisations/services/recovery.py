"""Somebody has lost their second step: two colleagues say that it is them, and it is taken away."""

import datetime as dt
import secrets

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.guards import states
from allotment.kernel.guards.unique import unique
from allotment.kernel.notify.mail import send_later
from allotment.kernel.notify.services import send_message
from allotment.kernel.organisations.models import Recovery, RecoveryConfirmation
from allotment.kernel.organisations.queries import recovery as queries
from allotment.kernel.organisations.services import OrganisationError
from allotment.kernel.people.models import User
from allotment.kernel.people.services import end_sessions

NEEDED = 2
#: How long the one-time link holds that takes the second step away.
USE_WITHIN = dt.timedelta(hours=24)
#: So many recoveries of one account in so long a time, and so many links a day.
MOST_ASKED, ASKED_IN, LINKS_A_DAY = 3, dt.timedelta(days=30), 3


def send_link(*, email: str) -> None:
    """Send a link that begins a recovery to an address, if somebody with a second step has it.

    Nobody learns from the answer whether there is such an account; more than three a day are not
    sent.
    """
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None or not queries.has_second_step(person) or not _may_have_one_more(person):
        return
    if person.is_site_keeper or len(queries.colleagues_of(person)) < NEEDED:
        words = _(
            "Nobody can confirm that it is you: for that two colleagues are needed who use "
            "two-step verification themselves. Ask the site administrator for help; site "
            "administrators ask whoever runs its server."
        )
    else:
        address = reverse("organisations:lost", args=[queries.lost_token(person)])
        words = _(
            "To ask two colleagues to confirm that it is you, open this address within an hour:"
            "\n\n%(address)s\n\nIf you did not ask for this, you do not need to do anything."
        ) % {"address": settings.BASE_URL + address}
    subject = _("You have lost your second step")
    send_later(to=person.email, subject=subject, body=_("Hello,\n\n%(words)s\n") % {"words": words})


def _may_have_one_more(person: User) -> bool:
    counter = f"lost-second-step:{person.pk}"
    cache.add(counter, 0, timeout=24 * 60 * 60)
    return int(cache.incr(counter)) <= LINKS_A_DAY


def ask(*, by: User) -> Recovery:
    """Ask colleagues to confirm; `by` has shown that they read the account's mail.

    Raises TakenError where one is under way, OrganisationError where there were too many lately, or
    too few know them.
    """
    colleagues = queries.colleagues_of(by)
    lately = Recovery.objects.filter(person=by, made_at__gt=timezone.now() - ASKED_IN)
    if len(colleagues) < NEEDED or not queries.has_second_step(by):
        raise OrganisationError(noop("There are not enough colleagues who could confirm it."))
    if lately.count() >= MOST_ASKED:
        raise OrganisationError(
            noop("You have asked several times this month. Wait, or ask for help.")
        )
    taken = noop("Your colleagues have already been asked.")
    with unique("organisations_one_recovery_at_a_time", taken):
        too_old = Recovery.objects.filter(person=by, expires_at__lte=timezone.now())
        states.move(too_old, to=Recovery.State.STOPPED)
        made = Recovery.objects.create(person=by)
        audit.record(kind="people.recovery_asked", by=by, on=by, facts={"recovery": made.key})
        _notify(made, _("You have asked two colleagues to confirm that it is you."))
        for colleague in colleagues:
            send_message(
                colleague, kind="organisations.recovery",
                subject=_("A colleague has lost their second step"),
                body=_(
                    "%(name)s cannot sign in any more. Talk to them, not by e-mail, and if you "
                    "are sure that it is them who asks, confirm it."
                ) % {"name": by.display_name},
                link=reverse("organisations:confirm_recovery", args=[made.key]),
                once=f"recovery:{made.key}:{colleague.pk}",
            )  # fmt: skip
    return made


def _notify(recovery: Recovery, words: str) -> None:
    """Tell the person of each step, with the address that stops it all."""
    body = _("%(words)s\n\nIf this was not you, stop it at this address:") % {"words": words}
    send_message(
        recovery.person, kind="organisations.recovery",
        subject=_("About your lost second step"), body=body,
        link=reverse("organisations:stop_recovery", args=[queries.stop_token(recovery)]),
    )  # fmt: skip


def confirm(*, recovery: Recovery, by: User) -> bool:
    """Say that it is them who asks. The second different colleague's word sends the link; then True.

    Raises OrganisationError for somebody who may not, or has done it, or where it is over.
    """
    with transaction.atomic():
        row = (
            Recovery.objects.select_for_update(of=("self",))
            .select_related("person")
            .get(pk=recovery.pk)
        )
        organisation = queries.colleagues_of(row.person).get(by)
        if organisation is None or row.state != Recovery.State.WAITING or _is_over(row):
            raise OrganisationError(noop("This cannot be confirmed any more, or not by you."))
        _given, is_new = RecoveryConfirmation.objects.get_or_create(
            recovery=row, by=by, defaults={"organisation_id": organisation}
        )
        if not is_new:
            raise OrganisationError(noop("You have confirmed it. Another colleague must, too."))
        audit.record(
            kind="people.recovery_confirmed", by=by, on=row.person, facts={"recovery": row.key}
        )
        enough = row.confirmations.count() >= NEEDED
        if enough:
            _send_the_way(row)
        else:
            _notify(row, _("A colleague has confirmed that it is you. Another one must, too."))
    return enough


def _is_over(recovery: Recovery) -> bool:
    return recovery.expires_at <= timezone.now()


def _send_the_way(recovery: Recovery) -> None:
    secret = secrets.token_urlsafe(24)
    states.move(
        Recovery.objects.filter(pk=recovery.pk), to=Recovery.State.CONFIRMED,
        expires_at=timezone.now() + USE_WITHIN, secret_digest=queries.digest_of(secret),
    )  # fmt: skip
    address = reverse("organisations:use_recovery", args=[recovery.key, secret])
    send_later(
        to=recovery.person.email,
        subject=_("A new second step for your account"),
        body=_(
            "Hello,\n\ntwo colleagues have confirmed that it is you. Open this address within 24 "
            "hours to remove the lost second step; then sign in and set up a new one:\n\n"
            "%(address)s\n"
        )
        % {"address": settings.BASE_URL + address},
    )
    _notify(recovery, _("Two colleagues have confirmed that it is you."))


def stop(*, recovery: Recovery, by: User) -> None:
    """Stop it: the person did not ask, or a colleague knows that it is not them. One that has ended
    stays as it is."""
    with transaction.atomic():
        this = Recovery.objects.filter(pk=recovery.pk)
        if not states.move(this, to=Recovery.State.STOPPED, secret_digest=""):
            return
        audit.record(
            kind="people.recovery_stopped", by=by, on=recovery.person,
            facts={"recovery": recovery.key},
        )  # fmt: skip
        send_message(
            recovery.person, kind="organisations.recovery",
            subject=_("About your lost second step"),
            body=_("It was stopped. Your account is as it was before."), link=reverse("people:account"),
        )  # fmt: skip


def use(*, recovery: Recovery) -> None:
    """Take the lost second step away, once, and sign the person out everywhere. Raises
    OrganisationError where the link has been used, stopped or is too old."""
    person = recovery.person
    with transaction.atomic():
        mine = Recovery.objects.filter(pk=recovery.pk, expires_at__gt=timezone.now())
        if not states.move(mine, to=Recovery.State.USED, secret_digest=""):
            raise OrganisationError(noop("This link has been used or has expired."))
        Authenticator.objects.filter(user=person).delete()
        end_sessions(of=person, by=person)
        audit.record(
            kind="people.second_step_taken_away", by=person, on=person,
            facts={"recovery": recovery.key},
        )  # fmt: skip
        send_message(
            person, kind="organisations.recovery", subject=_("Your second step was removed"),
            body=_("Sign in and set up a new one. If this was not you, tell a colleague at once."),
            link=reverse("mfa_index"),
        )  # fmt: skip
