"""Who may do what in the fund. The same rules, as querysets, are in `queries.visible`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from allotment.fund.domain.moves import AssessmentState, CallState
from allotment.fund.models import Assignment, Award, Call, Conflict, Entry, LateChange
from allotment.kernel.organisations.permissions import holds
from allotment.kernel.people.models import User
from allotment.kernel.permissions import define, is_signed_in, predicate

MANAGERS = ("fund.manager",)
BOARD = ("fund.board",)
FINANCE = ("money.finance",)
ASSESSORS = ("fund.assessor",)
READERS = ("fund.manager", "fund.board", "site.auditor", "money.finance")
STAFF = (*READERS, "fund.assessor")
#: Members and administrators of an organisation write its entries.
WRITERS = ("organisations.member", "organisations.administrator")


def _call(thing: Any) -> Call | None:
    if isinstance(thing, Call):
        return thing
    found = getattr(thing, "call", None)
    if isinstance(found, Call):
        return found
    entry = getattr(thing, "entry", None)
    return entry.call if isinstance(entry, Entry) else None


def _funder_id(thing: Any) -> int | None:
    call = _call(thing)
    return call.funder_id if call is not None else None


manages = holds(*MANAGERS, of=_funder_id)
sits_on_board = holds(*BOARD, of=_funder_id)
reads = holds(*READERS, of=_funder_id)
audits = holds("site.auditor", of=_funder_id)
works_for_fund = holds(*STAFF, of=_funder_id)
assesses = holds(*ASSESSORS, of=_funder_id)


@predicate
def writes_entry(user: User, entry: Entry | None = None) -> bool:
    if entry is None or not user.is_authenticated:
        return False
    if entry.owner_id == user.pk and entry.on_paper_by_id is None:
        return True
    if entry.organisation_id is not None:
        return user.has_role(entry.organisation_id, *WRITERS)
    return False


@predicate
def entered_it_on_paper(user: User, entry: Entry | None = None) -> bool:
    """Whoever typed it: to colleagues it is sealed like every entry, unless that person has left."""
    if entry is None or entry.on_paper_by is None or not user.is_authenticated:
        return False
    funder = entry.call.funder_id
    return user.has_role(funder, *MANAGERS) and (
        entry.on_paper_by_id == user.pk or not entry.on_paper_by.has_role(funder, *MANAGERS)
    )


def is_of(user: User, entry: Entry) -> bool:
    """Does the person write the entry, or have they typed it from paper?"""
    return entry.on_paper_by_id == user.pk or writes_entry.test(user, entry)


@predicate
def writes_its_entry(user: User, thing: Any = None) -> bool:
    entry = getattr(thing, "entry", None)
    return writes_entry.test(user, entry) or entered_it_on_paper.test(user, entry)


@predicate
def answers_for_award(user: User, award: Award | None = None) -> bool:
    """The applicant; of a paper entry, any of the funder's managers, as the applicant tells them."""
    return award is not None and (
        writes_entry.test(user, award.entry)
        or (award.entry.on_paper_by_id is not None and manages.test(user, award.entry))
    )


@predicate
def is_the_assessor(user: User, assignment: Assignment | None = None) -> bool:
    """Whoever has left the funder, or assesses no more, reads nothing that was once given to them."""
    return (
        assignment is not None
        and assignment.assessor_id == user.pk
        and assesses.test(user, assignment)
    )


@predicate
def has_declared(_user: User, assignment: Assignment | None = None) -> bool:
    return assignment is not None and assignment.state in {
        AssessmentState.READING,
        AssessmentState.SUBMITTED,
    }


@predicate
def has_no_conflict(user: User, entry: Entry | None = None) -> bool:
    if entry is None:
        return True
    if is_of(user, entry):
        return False
    return not Conflict.objects.filter(entry=entry, person=user).exists()


@predicate
def is_a_second_person(user: User, change: LateChange | None = None) -> bool:
    return change is None or change.asked_by_id != user.pk


@predicate
def has_no_conflict_there(user: User, change: LateChange | None = None) -> bool:
    return change is None or has_no_conflict.test(user, change.entry)


def _why_not_answer_late_change(user: User, change: LateChange) -> str:
    if not manages.test(user, change) and not sits_on_board.test(user, change):
        return str(_("Only fund managers and board members of this funder allow a late change."))
    if not is_a_second_person.test(user, change):
        return str(_("You asked for this late change, so somebody else allows or refuses it."))
    return str(_("You have typed this entry or have an interest in it, so others answer."))


@predicate
def call_is_draft(_user: User, call: Call | None = None) -> bool:
    return call is not None and call.state == CallState.DRAFT


@predicate
def its_call_is_draft(_user: User, part: Any = None) -> bool:
    call = _call(part)
    return call is not None and call.state == CallState.DRAFT


@predicate
def entry_is_being_decided(_user: User, entry: Entry | None = None) -> bool:
    return entry is not None and entry.call.state in {CallState.DECIDING, CallState.DECIDED}


def _why_not_decide(user: User, entry: Entry) -> str:
    if not sits_on_board.test(user, entry) and not manages.test(user, entry):
        return str(_("Only members of this funder's board decide."))
    if not has_no_conflict.test(user, entry):
        return str(_("You have a conflict of interest in this entry, so others decide it."))
    return str(_("The call is not with the board yet, so nothing can be decided."))


define(
    "fund.see_managed_calls",
    works_for_fund,
    because=_("Only people who work for a funder can manage its calls."),
    description="see the funder's calls from the inside",
)
define(
    "fund.make_call",
    manages,
    because=_("Only a fund manager makes calls."),
    description="start a call",
)
define(
    "fund.see_call_inside",
    reads,
    because=_("Only people who work for this funder see this."),
    description="see a call from the inside",
)
define(
    "fund.change_call",
    manages & call_is_draft,
    because=lambda user, call: str(
        _("Only a fund manager of this funder changes the call.")
        if not manages.test(user, call)
        else _("The call is open: its rules change only by a published amendment.")
    ),
    description="change a call that is a draft",
)
define(
    "fund.change_form",
    manages & its_call_is_draft,
    because=lambda user, part: str(
        _("The call is open: its questions and criteria are fixed.")
        if manages.test(user, part)
        else _("Only a fund manager of this funder changes the form.")
    ),
    description="change the form and criteria of a call that is a draft",
)
define(
    "fund.run_call",
    manages,
    because=_("Only a fund manager of this funder can do that."),
    description="open a call, amend it, answer questions, extend deadlines, close it",
    mfa=True,
)
define(
    "fund.answer_late_change",
    (manages | sits_on_board) & is_a_second_person & has_no_conflict_there,
    because=_why_not_answer_late_change,
    description="allow or refuse a late change of an entry that somebody else asked for",
    mfa=True,
)
define("fund.ask", is_signed_in, because=_("Sign in first."), description="ask about a call")
define("fund.enter", is_signed_in, because=_("Sign in first."), description="start an entry")
define(
    "fund.write_entry",
    writes_entry | entered_it_on_paper,
    because=_("Only the people who wrote this entry can change it."),
    description="work on an entry, send it and withdraw it",
)
define(
    "fund.write_section",
    writes_its_entry,
    because=_("Only the people who wrote this entry can change it."),
    description="work on one section of an entry, and add files",
)
define(
    "fund.read_entries",
    reads,
    because=_("Only people who work for this funder read its entries."),
    description="read a call's entries after it has closed",
    mfa=True,
)
define(
    "fund.screen",
    manages,
    because=_("Only a fund manager of this funder screens entries and assigns assessors."),
    description="screen entries and assign assessors",
    mfa=True,
)
define(
    "fund.assess",
    is_the_assessor,
    because=_("Only the assessor to whom it was assigned scores this entry."),
    description="declare conflicts and score an entry assigned to them",
    mfa=True,
)
define(
    "fund.see_ranking",
    reads,
    because=_("Only people who work for this funder see the ranked list."),
    description="see the ranked list",
    mfa=True,
)
define(
    "fund.declare_conflict",
    manages | sits_on_board,
    because=_("Only board members and fund managers declare conflicts here."),
    description="declare a conflict of interest in an entry",
)
define(
    "fund.read_conflicts",
    manages | audits,
    because=_("Only fund managers and auditors read what conflict somebody has."),
    description="read which conflicts of interest were declared",
    mfa=True,
)
define(
    "fund.decide",
    (sits_on_board | manages) & has_no_conflict & entry_is_being_decided,
    because=_why_not_decide,
    description="decide an entry in which they have no conflict of interest",
    mfa=True,
)
define(
    "fund.send_letters",
    manages,
    because=_("Only a fund manager of this funder sends letters."),
    description="preview and send the letters",
    mfa=True,
)
define(
    "fund.disclose",
    manages,
    because=_("Only a fund manager of this funder answers requests for information."),
    description="answer a request for information about a call's entries",
    mfa=True,
)
define(
    "fund.answer_offer",
    answers_for_award,
    because=_("Only the people who entered answer the offer."),
    description="accept or turn down an offer",
)
