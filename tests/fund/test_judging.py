"""From the closed call to the accepted award: screen, assign, score, decide, tell, answer."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest

from allotment.fund.domain.moves import MoveNotAllowedError, Outcome
from allotment.fund.models import Assignment, Award, Call, Decision, Entry, Letter
from allotment.fund.queries import assessment as queries
from allotment.fund.services import assessment, awards, calls, decisions, drafts, entries, letters
from allotment.fund.services.assessment import Given
from allotment.kernel.notify.models import Message
from allotment.kernel.permissions import Refused
from allotment.money.domain.ledger import LedgerError
from allotment.money.models import Pot
from tests.fund.conftest import answer_everything, close
from tests.people import People
from tests.withstand.forms_of import forms_of


@pytest.fixture
def sent(
    people: People, open_call: Call, start_entry: Callable[..., Entry]
) -> Callable[..., Entry]:
    """`sent("1,240")` gives an entry that asked for so much, sent in time."""

    def send(asks: str = "1,240", title: str = "A mending table", **given: object) -> Entry:
        entry = start_entry(**given)
        by = entry.owner
        assert by is not None
        answers = answer_everything(open_call) | {
            open_call.title_question: title,
            open_call.amount_question: asks,
        }
        drafts.save(entry=entry, by=by, answers=answers, versions={})
        entries.submit(entry=entry, by=by, token=entry.key)
        entry.refresh_from_db()
        return entry

    return send


def judge(people: People, entry: Entry, score: int, by: str = "assessor") -> Assignment:
    """Let an assessor give the same score on every criterion, and hand in."""
    person = getattr(people, by)
    assignment = assessment.assign(entry=entry, assessor=person, by=people.manager)
    assessment.declare(assignment=assignment, by=person, conflict="")
    given = {c.key: Given(score, False, "Because.") for c in entry.call.criteria.all()}
    assessment.save_scores(assignment=assignment, by=person, given=given, comment="Well done.")
    assessment.submit_scores(assignment=assignment, by=person)
    return assignment


@pytest.fixture
def with_board(people: People, open_call: Call, sent: Callable[..., Entry]) -> tuple[Entry, Entry]:
    """Two judged entries of a call that the board is deciding: 8,000 and 3,000 pounds of 10,000."""
    Call.objects.filter(pk=open_call.pk).update(largest_award=800_000, smallest_award=0)
    open_call.refresh_from_db()
    first, second = sent("8,000", "First"), sent("3,000", "Second")
    close(open_call)
    for entry, score in ((first, 5), (second, 3)):
        entry.refresh_from_db()
        assessment.screen(entry=entry, by=people.manager, eligible=True)
        judge(people, entry, score)
    calls.hand_to_board(call=open_call, by=people.manager)
    for entry in (first, second):
        entry.refresh_from_db()
    return first, second


def test_an_entry_is_not_screened_while_the_call_is_open(
    people: People, sent: Callable[..., Entry]
) -> None:
    entry = sent()

    with pytest.raises(assessment.AssessmentError, match="once the call has closed"):
        assessment.screen(entry=entry, by=people.manager, eligible=True)


def test_an_ineligible_entry_needs_a_reason(
    people: People, open_call: Call, sent: Callable[..., Entry]
) -> None:
    entry = sent()
    close(open_call)
    entry.refresh_from_db()

    with pytest.raises(assessment.AssessmentError, match="Say why"):
        assessment.screen(entry=entry, by=people.manager, eligible=False)


def test_nothing_can_be_read_before_the_conflict_is_declared(
    people: People, open_call: Call, sent: Callable[..., Entry], as_person
) -> None:
    entry = sent(title="Secret garden of words")
    close(open_call)
    entry.refresh_from_db()
    assessment.screen(entry=entry, by=people.manager, eligible=True)
    assignment = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)
    client = as_person(people.assessor)

    before = client.get(f"/assess/{assignment.key}/").content.decode()
    client.post(f"/assess/{assignment.key}/", {"conflict": "no", "what": ""})
    after = client.get(f"/assess/{assignment.key}/").content.decode()

    answer = "We opened a mending table at the library"
    assert answer not in before
    assert answer in after


def test_who_steps_back_sees_the_entry_no_more(
    people: People, open_call: Call, sent: Callable[..., Entry]
) -> None:
    entry = sent()
    close(open_call)
    entry.refresh_from_db()
    assessment.screen(entry=entry, by=people.manager, eligible=True)
    assignment = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)

    assessment.declare(assignment=assignment, by=people.assessor, conflict="My sister runs it.")

    with pytest.raises(Assignment.DoesNotExist):
        queries.assignment(people.assessor, assignment.key)


def test_assessors_see_other_scores_only_after_submitting_their_own(
    people: People, open_call: Call, sent: Callable[..., Entry]
) -> None:
    entry = sent()
    close(open_call)
    entry.refresh_from_db()
    assessment.screen(entry=entry, by=people.manager, eligible=True)
    judge(people, entry, 4)
    mine = assessment.assign(entry=entry, assessor=people.second_assessor, by=people.manager)
    assessment.declare(assignment=mine, by=people.second_assessor, conflict="")

    assert queries.others_scores(mine) == []

    judge_rest = {c.key: Given(None, True, "Not my field.") for c in open_call.criteria.all()}
    assessment.save_scores(assignment=mine, by=people.second_assessor, given=judge_rest)
    assessment.submit_scores(assignment=mine, by=people.second_assessor)
    mine.refresh_from_db()

    assert {s.score for s in queries.others_scores(mine)} == {4}
    ranked = queries.ranked_list(open_call)
    assert ranked.entries[0].ranked.standing.n == 1


def test_scores_are_submitted_only_when_each_has_a_value_and_a_reason(
    people: People, open_call: Call, sent: Callable[..., Entry]
) -> None:
    entry = sent()
    close(open_call)
    entry.refresh_from_db()
    assessment.screen(entry=entry, by=people.manager, eligible=True)
    assignment = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)
    assessment.declare(assignment=assignment, by=people.assessor, conflict="")
    first = open_call.criteria.first()
    assert first is not None
    assessment.save_scores(
        assignment=assignment, by=people.assessor, given={first.key: Given(4, False, "")}
    )

    with pytest.raises(assessment.SheetNotReadyError) as caught:
        assessment.submit_scores(assignment=assignment, by=people.assessor)

    assert len(caught.value.problems) == open_call.criteria.count()


def test_nobody_assesses_their_own_entry(
    people: People, open_call: Call, sent: Callable[..., Entry]
) -> None:
    entry = sent(by=people.assessor, organisation=None)
    close(open_call)
    entry.refresh_from_db()
    assessment.screen(entry=entry, by=people.manager, eligible=True)

    with pytest.raises(assessment.AssessmentError, match="their own entries"):
        assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)


def test_gaps_are_filled_evenly(
    people: People, open_call: Call, sent: Callable[..., Entry]
) -> None:
    Call.objects.filter(pk=open_call.pk).update(assessors_per_entry=1)
    open_call.refresh_from_db()
    people.assessor, people.second_assessor  # noqa: B018  # they exist
    some = [sent(title=f"Idea {n}") for n in range(4)]
    close(open_call)
    for entry in some:
        entry.refresh_from_db()
        assessment.screen(entry=entry, by=people.manager, eligible=True)

    made = assessment.assign_evenly(call=open_call, by=people.manager)
    again = assessment.assign_evenly(call=open_call, by=people.manager)

    assert made == 4
    assert again == 0
    assert [load.given for load in queries.loads(open_call)] == [2, 2]


def test_a_decision_commits_the_money_it_awards(
    people: People, with_board: tuple[Entry, Entry], pot: Pot
) -> None:
    first, _second = with_board

    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=700_000, pot=pot, reason="Good."
    )

    pot.refresh_from_db()
    assert (pot.available, pot.committed) == (300_000, 700_000)


def test_a_pot_cannot_be_overspent_by_decisions(
    people: People, with_board: tuple[Entry, Entry], pot: Pot
) -> None:
    first, second = with_board
    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=800_000, pot=pot, reason="Good."
    )

    with pytest.raises(LedgerError, match="£2,000"):
        decisions.decide(
            entry=second, by=people.board, outcome=Outcome.FUND, amount=300_000, pot=pot,
            reason="Good too.",
        )  # fmt: skip

    assert not Decision.objects.filter(entry=second).exists()


def test_a_correction_is_a_new_line_and_moves_the_money(
    people: People, with_board: tuple[Entry, Entry], pot: Pot
) -> None:
    first, _second = with_board
    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=800_000, pot=pot, reason="Good."
    )

    decisions.decide(entry=first, by=people.board, outcome=Outcome.RESERVE, reason="Wait.")

    pot.refresh_from_db()
    assert pot.available == 1_000_000
    assert list(first.decisions.order_by("number").values_list("outcome", flat=True)) == [
        "fund", "reserve",
    ]  # fmt: skip


def test_who_has_a_conflict_cannot_decide(
    people: People, with_board: tuple[Entry, Entry], pot: Pot
) -> None:
    first, _second = with_board
    assessment.declare_conflict(entry=first, by=people.board, what="I chair it.")

    with pytest.raises(Refused, match="conflict of interest"):
        decisions.decide(entry=first, by=people.board, outcome=Outcome.DECLINE, reason="No.")


def test_two_who_decide_at_once_are_told_of_each_other(
    people: People, with_board: tuple[Entry, Entry], pot: Pot
) -> None:
    first, _second = with_board
    decisions.decide(entry=first, by=people.board, outcome=Outcome.DECLINE, reason="No.", seen=0)

    with pytest.raises(decisions.DecisionError, match="since you opened it"):
        decisions.decide(
            entry=first, by=people.manager, outcome=Outcome.RESERVE, reason="Maybe.", seen=0
        )


def test_letters_go_out_once(
    people: People, with_board: tuple[Entry, Entry], pot: Pot, open_call: Call
) -> None:
    first, second = with_board
    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=700_000, pot=pot, reason="Good."
    )
    decisions.decide(entry=second, by=people.board, outcome=Outcome.DECLINE, reason="Not now.")

    sent = letters.send_letters(call=open_call, by=people.manager)
    again = letters.send_letters(call=open_call, by=people.manager)

    assert (sent, again) == (2, 0)
    assert Letter.objects.count() == 2
    bodies = list(Letter.objects.order_by("pk").values_list("body", flat=True))
    assert any("£7,000" in body and "Well done." in body for body in bodies)
    assert Message.objects.filter(kind="fund.letter", person=people.entrant).count() == 2


def test_a_decision_corrected_after_the_letter_gets_a_new_letter(
    people: People, with_board: tuple[Entry, Entry], pot: Pot, open_call: Call
) -> None:
    first, _second = with_board
    decisions.decide(entry=first, by=people.board, outcome=Outcome.DECLINE, reason="No.")
    letters.send_letters(call=open_call, by=people.manager)

    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=100_000, pot=pot,
        reason="We had added it up wrongly.",
    )  # fmt: skip
    sent = letters.send_letters(call=open_call, by=people.manager)

    first.refresh_from_db()
    assert sent == 1
    assert first.state == "offered"


def test_an_offer_taken_back_cannot_be_accepted(
    people: People, with_board: tuple[Entry, Entry], pot: Pot, open_call: Call
) -> None:
    first, _second = with_board
    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=700_000, pot=pot, reason="Good."
    )
    letters.send_letters(call=open_call, by=people.manager)
    award = Award.objects.get()

    decisions.decide(entry=first, by=people.board, outcome=Outcome.DECLINE, reason="A mistake.")

    with pytest.raises(decisions.DecisionError, match="taken back"):
        awards.accept(award=award, by=people.entrant)


def test_turning_down_gives_the_money_back(
    people: People, with_board: tuple[Entry, Entry], pot: Pot, open_call: Call
) -> None:
    first, _second = with_board
    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=700_000, pot=pot, reason="Good."
    )
    letters.send_letters(call=open_call, by=people.manager)

    awards.turn_down(award=Award.objects.get(), by=people.entrant, why="We found other money.")

    pot.refresh_from_db()
    first.refresh_from_db()
    assert pot.available == 1_000_000
    assert first.state == "turned_down"
    with pytest.raises((MoveNotAllowedError, decisions.DecisionError)):
        awards.accept(award=Award.objects.get(), by=people.entrant)


def test_the_whole_way_by_page(
    people: People, open_call: Call, sent: Callable[..., Entry], as_person, pot: Pot
) -> None:
    entry = sent()
    close(open_call)
    manager, board = as_person(people.manager), as_person(people.board)
    assessor, entrant = as_person(people.assessor), as_person(people.entrant)
    manage, received = f"/manage/{open_call.key}", f"/received/{entry.key}"

    assert manager.get(f"{manage}/entries/").status_code == 200
    assert manager.get(f"{received}/").status_code == 200
    manager.post(f"{received}/screen/", {"eligible": "yes", "reason": ""})
    manager.post(f"{received}/assign/", {"assessor": str(people.assessor.pk)})
    assignment = Assignment.objects.get()
    assert entry.title in assessor.get("/assess/").content.decode()
    assessor.post(f"/assess/{assignment.key}/", {"conflict": "no", "what": ""})
    sheet: dict[str, str] = {"submit": "1", "comment": "Lovely."}
    for criterion in open_call.criteria.all():
        sheet |= {f"score-{criterion.key}": "4", f"reason-{criterion.key}": "Clear."}
    assert assessor.post(f"/assess/{assignment.key}/", sheet).status_code == 302
    assert "No other assessor" in assessor.get(f"/assess/{assignment.key}/").content.decode()
    manager.post(f"{manage}/to-board/")
    assert entry.title in board.get(f"{manage}/ranking/").content.decode()
    assert board.get(f"{received}/decide/").status_code == 200
    decided = board.post(
        f"{received}/decide/",
        {"outcome": "fund", "amount": "1,000", "pot": str(pot.pk), "reason": "Good.", "seen": "0"},
    )
    assert decided.status_code == 302
    assert "£1,000" in manager.get(f"{manage}/letters/").content.decode()
    page = manager.get(f"{manage}/letters/").content.decode()
    manager.post(f"{manage}/letters/", next(f for _a, f in forms_of(page) if "seal" in f))
    award = Award.objects.get()
    assert "£1,000" in entrant.get(f"/entries/{entry.key}/offer/{award.key}/").content.decode()
    entrant.post(f"/entries/{entry.key}/offer/{award.key}/", {"answer": "accept"})
    manager.post(f"{manage}/close-decisions/", {"came_of_it": "Ten ideas."})
    public = as_person(None).get(f"/calls/{open_call.key}/").content.decode()
    assert "A mending table" in public
    assert "£1,000" in public
    assert manager.get(f"{manage}/").status_code == 200
    assert "rank" in board.get(f"{manage}/ranking/?format=csv").getvalue().decode().lower()


def test_the_board_pack_is_a_tagged_pdf_with_hostile_text_as_text(
    people: People, with_board: tuple[Entry, Entry], as_person
) -> None:
    first, _second = with_board
    Entry.objects.filter(pk=first.pk).update(title="#panic() *bold* <b>$x$ \\ /* ]")

    response = as_person(people.board).get(f"/manage/{first.call.key}/board-pack.pdf")

    assert response.status_code == 200
    with pikepdf.open(BytesIO(response.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert "Board pack" in str(pdf.docinfo["/Title"])
