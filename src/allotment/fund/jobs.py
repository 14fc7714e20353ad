"""What the fund does by the clock, and what takes too long for somebody to wait for."""

import datetime as dt
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from allotment.fund.models import Call
from allotment.fund.queries import decisions as decision_queries, packs as pack_queries
from allotment.fund.services import calls, indexing, letters, packs
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.jobs.registry import Onward, every, job
from allotment.kernel.jobs.services import Cancelled, PermanentError
from allotment.kernel.people.models import User
from allotment.kernel.permissions import may
from allotment.kernel.web.formats import moment


@every(dt.timedelta(minutes=1), "fund.close_due_calls", title=gettext_lazy("Closing calls"))
def close_due_calls(_progress: Any) -> dict[str, int]:
    """Close the calls whose deadline has passed, and let the funder's people find their entries.

    Entries were refused from that moment anyway.
    """
    return {"closed": calls.close_due_calls(), "found": indexing.index_received()}


def _call(job: Any) -> Call:
    return Call.objects.select_related("funder").get(key=job.payload["call"])


def _sends_letters(user: Any, job: Any) -> bool:
    return bool(may(user, "fund.send_letters", _call(job)))


def _sees_ranking(user: Any, job: Any) -> bool:
    return bool(may(user, "fund.see_ranking", _call(job)))


def _after_letters(job: Any) -> Onward:
    """How many were sent, what became of the others, and the way back."""
    call = _call(job)
    back = _("Back to %(call)s") % {"call": call.title}
    inside = (back, reverse("fund:inside", args=[call.key]))
    if job.is_under_way:
        return Onward("", [inside])
    marks = [decision_queries.Mark.read(text) for text in job.payload["marks"]]
    sent = len(decision_queries.sent_letters(marks, until=job.ended_at))
    left = len(marks) - sent
    sentences = [ngettext("%(n)s letter was sent.", "%(n)s letters were sent.", sent)
            % {"n": f"{sent:,}"}]  # fmt: skip
    links = [(_("Letters sent"), reverse("fund:letters_sent", args=[call.key])), inside]
    if left:
        sentences.append(_left(left, changed=job.status == "done"))
        waiting = (_("Letters waiting to be sent"), reverse("fund:letters", args=[call.key]))
        links.insert(0, waiting)
    return Onward(" ".join(sentences), links)


def _left(left: int, *, changed: bool) -> str:
    words = (
        ngettext(
            "%(n)s decision has changed since, so its letter was not sent.",
            "%(n)s decisions have changed since, so their letters were not sent.",
            left,
        )
        if changed
        else ngettext(
            "%(n)s letter was not sent and is waiting.",
            "%(n)s letters were not sent and are waiting.",
            left,
        )
    )
    return words % {"n": f"{left:,}"}


@job(
    letters.JOB,
    title=gettext_lazy("Sending letters"),
    onward=_after_letters,
    watched_by=_sends_letters,
)
def send_letters(
    progress: Any, *, call: str, by: str, marks: list[str], wording: str, language: str, seal: str
) -> None:
    """Send a batch of letters in the language in which they were looked at; `seal` names the batch."""
    of = Call.objects.select_related("funder").get(key=call)
    batch = letters.Batch(tuple(map(decision_queries.Mark.read, marks)), wording)
    with translation.override(language):
        try:
            letters.send_letters(
                call=of, by=User.objects.get(pk=by), batch=batch, on_progress=progress.update
            )
        except Cancelled:
            letters.note_stopped(call=of, batch=batch)
            raise
        except RuleBrokenError as error:
            raise PermanentError(error.sentence.render(_)) from error


def _after_pack(job: Any) -> Onward:
    """The file, if it is still the newest, and the way back."""
    call = _call(job)
    ranking = (_("Ranked list"), reverse("fund:ranking", args=[call.key]))
    if job.status != "done":
        return Onward("", [ranking])
    made = pack_queries.newest(call)
    if made is None or made.key != job.result["file"]:
        return Onward(_("This pack has been removed, or a newer one was made since."), [ranking])
    link = _("Download the board pack (PDF, %(size)s)") % {"size": filesizeformat(made.size)}
    return Onward(
        _("It shows %(call)s as it was on %(when)s.")
        % {"call": call.title, "when": moment(made.made_at)},
        [(link, reverse("files:download", args=[made.key])), ranking],
    )


@job(
    packs.JOB,
    title=gettext_lazy("Making the board pack"),
    onward=_after_pack,
    watched_by=_sees_ranking,
)
def make_pack(progress: Any, *, call: str, language: str) -> dict[str, str]:
    """Make the board pack of a large call."""
    of = Call.objects.select_related("funder").get(key=call)
    with translation.override(language):
        return {"file": packs.make(call=of, on_progress=progress.update).key}
