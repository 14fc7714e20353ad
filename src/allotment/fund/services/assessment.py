"""Screening, assigning, declaring conflicts, scoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.domain import moves
from allotment.fund.domain.moves import AssessmentState, CallState, EntryState
from allotment.fund.domain.ranking import check_score
from allotment.fund.models import Assignment, Call, Conflict, Criterion, Entry, Score
from allotment.fund.permissions import is_of
from allotment.fund.queries import calls as call_queries
from allotment.fund.services import entries as entry_services, looking
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import (
    RuleBrokenError,
    Sentence,
    gettext_noop as noop,
    sentence,
)
from allotment.kernel.guards import states
from allotment.kernel.notify.services import send_message
from allotment.kernel.people.models import User
from allotment.kernel.privacy.queries import emptied

#: So many characters a reason or the feedback may have.
LONGEST = 20_000
DECIDED = noop("The call is decided, so it takes no more scores.")


class AssessmentError(RuleBrokenError):
    """What was asked cannot be done; the sentence says why."""


class ScreeningError(AssessmentError):
    """The entry cannot be screened so."""

    field = "reason"


class SheetNotReadyError(AssessmentError):
    """Scores or reasons are missing. `problems` has (criterion key, sentence) for each."""

    def __init__(self, problems: list[tuple[str, Sentence]]) -> None:
        super().__init__(noop("Some scores or reasons are missing."))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Given:
    """A score as an assessor gives it: None without `unable` means not scored yet."""

    score: int | None
    unable: bool
    reason: str


def screen(*, entry: Entry, by: User, eligible: bool, reason: str = "", seen: str = "") -> None:
    """Say whether an entry is eligible. One that is not needs a reason, which the applicant reads.

    `seen` is the entry's state when the person saw it, if they did: ScreeningError where a
    colleague has screened it otherwise meanwhile.
    """
    with transaction.atomic():
        call = _lock_call(entry.call_id)
        locked = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        to = EntryState.ELIGIBLE if eligible else EntryState.INELIGIBLE
        if (locked.state, locked.screening_reason) == (to, reason):
            return
        if seen and seen != locked.state:
            raise ScreeningError(
                noop("Somebody else has screened this entry since you opened it. Check it again.")
            )
        if call.state not in {CallState.CLOSED, CallState.DECIDING}:
            raise ScreeningError(noop("Entries are screened once the call has closed."))
        entry_services.must_be_unsealed(call)
        if is_of(by, entry):
            raise ScreeningError(
                noop("You have worked on this entry, so somebody else screens it.")
            )
        looking.begin_to_read(call)
        if not eligible and not reason.strip():
            raise ScreeningError(noop("Say why the entry is not eligible."))
        entry_services.move(
            entry,
            to=to,
            kind="fund.entry_screened",
            by=by,
            why=reason,
            screening_reason=reason,
        )


def assign(*, entry: Entry, assessor: User, by: User | None) -> Assignment:
    """Give an eligible entry to an assessor of the funder; given already stays as it is."""
    with transaction.atomic():
        call = _lock_call(entry.call_id)
        locked = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        if locked.state != EntryState.ELIGIBLE:
            raise AssessmentError(noop("Only eligible entries can be assigned to assessors."))
        if call.state == CallState.DECIDED:
            raise AssessmentError(DECIDED)
        entry_services.must_be_unsealed(call)
        if not assessor.has_role(entry.call.funder_id, "fund.assessor"):
            raise AssessmentError(noop("This person is not an assessor of this funder."))
        if is_of(assessor, entry):
            raise AssessmentError(noop("Assessors cannot score their own entries."))
        if Conflict.objects.filter(entry=entry, person=assessor).exists():
            raise AssessmentError(noop("They have declared a conflict of interest in this entry."))
        row, made = Assignment.objects.get_or_create(
            entry=entry, assessor=assessor, defaults={"assigned_by": by}
        )
        if made:
            audit.record(
                kind="fund.assessor_assigned", by=by, on=entry, chain=entry.call.funder,
                facts={"assessor": str(assessor.pk)},
            )  # fmt: skip
            send_message(
                assessor,
                kind="fund.assigned",
                subject=_("You have an entry to score"),
                body=_("You have been assigned an entry in “%(call)s” to score.")
                % {"call": entry.call.title},
                link=reverse("fund:work"),
                once=f"assigned:{row.key}",
            )
    return row


def unassign(*, assignment: Assignment, by: User | None) -> None:
    """Take an assessor off an entry that they have not begun to score. `by` None: they have left."""
    with transaction.atomic():
        locked = _lock(assignment)
        if locked.state != AssessmentState.ASSIGNED:
            raise AssessmentError(
                noop("They have started, so what they declared and scored must stay on record.")
            )
        locked.delete()
        audit.record(
            kind="fund.assessor_unassigned", by=by, on=assignment.entry,
            chain=assignment.entry.call.funder, facts={"assessor": str(assignment.assessor_id)},
        )  # fmt: skip


def assign_evenly(*, call: Call, by: User) -> int:
    """Fill every eligible entry up to the call's number of assessors, least loaded first.

    Returns how many assignments were made. Entries are taken by age, assessors by load and name;
    nobody gets their own organisation's entry or one in which they have a conflict of interest.
    """
    made = 0
    with transaction.atomic():
        _lock_call(call.pk)
        list(
            Entry.objects.select_for_update(no_key=True)
            .filter(call=call)
            .order_by("pk")
            .values_list("pk")
        )
        assessors = list(
            User.objects.filter(
                memberships__organisation_id=call.funder_id,
                memberships__role="fund.assessor",
                memberships__ended_at=None,
            ).order_by("name")
        )
        rows = list(Assignment.objects.filter(entry__call=call))
        load = {a.pk: 0 for a in assessors}
        taken: dict[int, set[object]] = {}
        active: dict[int, int] = {}
        for entry_id, person in Conflict.objects.filter(entry__call=call).values_list(
            "entry_id", "person_id"
        ):
            taken.setdefault(entry_id, set()).add(person)
        for row in rows:
            taken.setdefault(row.entry_id, set()).add(row.assessor_id)
            if row.state != AssessmentState.STEPPED_BACK:
                load[row.assessor_id] = load.get(row.assessor_id, 0) + 1
                active[row.entry_id] = active.get(row.entry_id, 0) + 1
        for entry in call.entries.filter(state=EntryState.ELIGIBLE).order_by("made_at"):
            free = [
                a
                for a in sorted(assessors, key=lambda a: load[a.pk])
                if a.pk not in taken.get(entry.pk, set()) and not is_of(a, entry)
            ]
            for assessor in free[: max(0, call.assessors_per_entry - active.get(entry.pk, 0))]:
                entry.call = call
                assign(entry=entry, assessor=assessor, by=by)
                load[assessor.pk] += 1
                made += 1
    return made


def _lock_call(call: int) -> Call:
    """The call as it is now. Locked, so that its state stays while something is judged."""
    return (
        Call.objects.select_for_update(of=("self",), no_key=True)
        .select_related("funder")
        .get(pk=call)
    )


def _lock(assignment: Assignment) -> Assignment:
    """The assignment as it is now, locked after its call and entry. Raises AssessmentError where it is
    gone."""
    _lock_call(assignment.entry.call_id)
    Entry.objects.select_for_update(no_key=True).get(pk=assignment.entry_id)
    locked = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("entry__call__funder")
        .filter(pk=assignment.pk)
        .first()
    )
    if locked is None:
        raise AssessmentError(noop("This entry has been assigned to somebody else."))
    return locked


def move(
    assignment: Assignment, *, to: AssessmentState, kind: str, by: User, **also: object
) -> None:
    """Change an assessment's state and write the audit line. Raises MoveNotAllowedError."""
    locked = _lock(assignment)
    moves.check_move(moves.ASSESSMENT_MOVES, locked.state, to)
    states.move_row(assignment, to=to, **also)
    audit.record(
        kind=kind, by=by, on=assignment.entry, chain=assignment.entry.call.funder,
        facts={"assignment": assignment.key},
    )  # fmt: skip


def declare(*, assignment: Assignment, by: User, conflict: str) -> None:
    """Declare a conflict of interest, or ("") that there is none, before the entry can be read.

    A conflict is declared whenever it is found, also after the scores were submitted: from then on
    they count no more. It keeps the person from deciding the entry, too.
    """
    with transaction.atomic():
        if conflict.strip():
            _step_back(assignment, by=by, conflict=conflict.strip())
            Conflict.objects.get_or_create(
                entry=assignment.entry, person=by, defaults={"what": conflict.strip()}
            )
        else:
            move(
                assignment, to=AssessmentState.READING, kind="fund.no_conflict_declared", by=by,
                declared_at=timezone.now(),
            )  # fmt: skip


def _step_back(assignment: Assignment, *, by: User, conflict: str) -> None:
    _must_not_be_emptied(assignment.entry)
    move(
        assignment, to=AssessmentState.STEPPED_BACK, kind="fund.conflict_declared", by=by,
        conflict=conflict, declared_at=timezone.now(),
    )  # fmt: skip
    _ask_for_another(assignment)


def _must_not_be_emptied(entry: Entry) -> None:
    if emptied("fund.entry").filter(thing=entry.key).exists():
        raise AssessmentError(
            noop("The retention period of this entry has ended, so nothing can be added to it.")
        )


def _ask_for_another(assignment: Assignment) -> None:
    """Tell the managers of a conflict of interest: somebody else must score the entry."""
    entry = Entry.objects.select_related("call").get(pk=assignment.entry_id)
    left = entry.assignments.exclude(state=AssessmentState.STEPPED_BACK).count()
    values = {
        "entry": entry.title, "call": entry.call.title, "n": left,
        "wanted": entry.call.assessors_per_entry,
    }  # fmt: skip
    news = _(
        "An assessor of “%(entry)s” (%(call)s) has declared a conflict of interest. Scores that "
        "they gave do not count."
    )
    if entry.state == EntryState.ELIGIBLE:
        subject = _("An entry needs another assessor")
        next_step = _("Of %(wanted)s assessors it now has %(n)s: assign somebody else.")
    else:
        subject = _("A conflict of interest was found late")
        next_step = _("The entry has been decided: check whether the decision stands.")
    for manager in call_queries.managers_of(entry.call):
        send_message(
            manager,
            kind="fund.stepped_back",
            subject=subject,
            body=f"{news} {next_step}" % values,
            link=reverse("fund:received", args=[entry.key]),
            once=f"stepped_back:{assignment.key}:{manager.pk}",
        )


def save_scores(
    *, assignment: Assignment, by: User, given: Mapping[str, Given], comment: str | None = None
) -> None:
    """Keep scores and reasons as they are typed. Raises BadScoreError for one off the scale, and
    AssessmentError where a text is too long, or the scores stand."""
    del by  # the permission has been asked; a draft writes no audit line
    with transaction.atomic():
        locked = _lock(assignment)
        _must_be_reading(locked)
        if any(
            len(text) > LONGEST for text in [*(g.reason for g in given.values()), comment or ""]
        ):
            raise AssessmentError(noop("A text may have up to {most} characters."), most=LONGEST)
        criteria = {c.key: c for c in Criterion.objects.filter(call=assignment.entry.call_id)}
        for key, one in given.items():
            if key not in criteria:
                continue
            if not one.unable:
                check_score(criteria[key].as_domain(), one.score)
            Score.objects.update_or_create(
                assignment=assignment,
                criterion=criteria[key],
                defaults={
                    "score": None if one.unable else one.score,
                    "unable": one.unable,
                    "reason": one.reason,
                },
            )
        if comment is not None:
            Assignment.objects.filter(pk=assignment.pk).update(comment=comment)


def _must_be_reading(assignment: Assignment) -> None:
    if assignment.state != AssessmentState.READING:
        raise AssessmentError(noop("These scores can no longer be changed."))
    if assignment.entry.call.state == CallState.DECIDED:
        raise AssessmentError(DECIDED)
    entry_services.must_be_unsealed(assignment.entry.call)


def submit_scores(*, assignment: Assignment, by: User) -> None:
    """Submit scores: each criterion scored or marked "not able to judge", each with a reason."""
    with transaction.atomic():
        locked = _lock(assignment)
        _must_be_reading(locked)
        rows = {s.criterion_id: s for s in locked.scores.all()}
        problems = _gaps(list(locked.entry.call.criteria.all()), rows)
        if problems:
            raise SheetNotReadyError(problems)
        move(
            locked, to=AssessmentState.SUBMITTED, kind="fund.scores_submitted", by=by,
            submitted_at=timezone.now(),
        )  # fmt: skip


def save_and_submit(
    *, assignment: Assignment, by: User, given: Mapping[str, Given], comment: str | None = None
) -> None:
    """Save what was typed and submit it in one step, so that no earlier save comes in between.

    Raises SheetNotReadyError; what was typed is kept all the same.
    """
    gaps: SheetNotReadyError | None = None
    with transaction.atomic():
        save_scores(assignment=assignment, by=by, given=given, comment=comment)
        try:
            submit_scores(assignment=assignment, by=by)
        except SheetNotReadyError as error:
            gaps = error
    if gaps is not None:
        raise gaps
    assignment.refresh_from_db()


def _gaps(criteria: Sequence[Criterion], rows: Mapping[int, Score]) -> list[tuple[str, Sentence]]:
    problems: list[tuple[str, Sentence]] = []
    for criterion in criteria:
        row = rows.get(criterion.pk)
        if row is None or (row.score is None and not row.unable):
            problems.append(
                (
                    criterion.key,
                    sentence(
                        noop("{name}: give a score, or say that you cannot judge it."),
                        name=criterion.name,
                    ),
                )
            )
        elif not row.reason.strip():
            problems.append(
                (criterion.key, sentence(noop("{name}: say why."), name=criterion.name))
            )
    return problems


def declare_conflict(*, entry: Entry, by: User, what: str) -> Conflict:
    """A board member or manager declares a conflict in an entry, and decides it no more.

    Where they also scored it, they step back from that.
    """
    if not what.strip():
        raise AssessmentError(noop("Say what the conflict is."))
    with transaction.atomic():
        _lock_call(entry.call_id)
        Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        _must_not_be_emptied(entry)
        theirs = Assignment.objects.select_for_update().filter(entry=entry, assessor=by)
        sheets = list(theirs.exclude(state=AssessmentState.STEPPED_BACK))
        row, made = Conflict.objects.get_or_create(
            entry=entry, person=by, defaults={"what": what.strip()}
        )
        if made:
            audit.record(
                kind="fund.conflict_declared", by=by, on=entry, chain=entry.call.funder,
                facts={"person": str(by.pk)},
            )  # fmt: skip
            for sheet in sheets:
                _step_back(sheet, by=by, conflict=what.strip())
    return row
