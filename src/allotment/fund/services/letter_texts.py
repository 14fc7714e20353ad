"""A funder's own words for a call's letters."""

from django.db import transaction

from allotment.fund.domain.letters import LetterError, LetterKind, LetterText, check_wording
from allotment.fund.models import Call, LetterWording
from allotment.kernel.audit import services as audit
from allotment.kernel.people.models import User


def write_own(*, call: Call, kind: LetterKind, text: LetterText, by: User) -> None:
    """Let a call's letters of a kind say this from now on; letters that were sent stay as sent.

    LetterError where the words cannot become a letter (`domain.letters.check_wording`).
    """
    for problems in check_wording(kind, text).values():
        if problems:
            raise LetterError(problems[0])
    with transaction.atomic():
        LetterWording.objects.update_or_create(
            call=call,
            kind=kind,
            defaults={"subject": text.subject, "body": text.body, "changed_by": by},
        )
        audit.record(
            kind="fund.letter_text_changed", by=by, on=call, chain=call.funder,
            facts={"letter": kind.value},
        )  # fmt: skip


def use_usual(*, call: Call, kind: LetterKind, by: User) -> None:
    """Let a call's letters of a kind say what they usually say; nothing happens where they do."""
    with transaction.atomic():
        gone, _rows = LetterWording.objects.filter(call=call, kind=kind).delete()
        if gone:
            audit.record(
                kind="fund.letter_text_changed", by=by, on=call, chain=call.funder,
                facts={"letter": kind.value, "usual": True},
            )  # fmt: skip
