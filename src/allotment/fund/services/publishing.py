"""An accepted award enters the register and the open data."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from allotment.fund.domain.questions import Meaning
from allotment.fund.models import Award, Question
from allotment.fund.queries.entries import latest, sent_answers
from allotment.kernel.organisations.models import Organisation
from allotment.register.domain.own_awards import Body, HelpedPlace, OwnAward
from allotment.register.services.awards import publish_award


def publish(key: str) -> str:
    """Publish the accepted award with this key; published again, nothing changes.

    Gives the award's key in the register. Only organisations are named, never people.
    """
    award = Award.objects.select_related(
        "entry", "entry__call", "entry__call__funder", "entry__organisation", "decision"
    ).get(key=key, state=Award.State.ACCEPTED)
    entry, call = award.entry, award.entry.call
    answers = _by_meaning(award)
    months = answers.get(Meaning.DURATION)
    return publish_award(
        award=OwnAward(
            key=award.key,
            funder=_body(call.funder),
            recipient=_body(entry.organisation) if entry.organisation else None,
            title=entry.title,
            description=str(answers.get(Meaning.SUMMARY) or entry.title),
            amount_pence=award.amount,
            award_date=localdate(award.decision.made_at),
            applied_pence=entry.asked or None,
            programme=call.title,
            programme_url=settings.BASE_URL + reverse("fund:call", args=[call.key]),
            months=int(months) if isinstance(months, str) and months.isdecimal() else None,
            places=_places(answers.get(Meaning.PLACE)),
        ),
        funder=call.funder,
        by=award.answered_by,
    )


def _by_meaning(award: Award) -> dict[str, Any]:
    submission = latest(award.entry)
    typed = sent_answers(submission) if submission else {}
    carrying = Question.objects.filter(call=award.entry.call).exclude(meaning="")
    return {row.meaning: typed.get(row.key) for row in carrying}


def _body(organisation: Organisation) -> Body:
    return Body(organisation.key, organisation.org_id, organisation.name)


def _places(answer: Any) -> tuple[HelpedPlace, ...]:
    """The place that was picked from the list; one that was only typed has no code to publish."""
    if not isinstance(answer, dict) or not answer.get("code"):
        return ()
    return (HelpedPlace(answer["code"], "LAD", answer.get("text", "")),)
