"""What nobody published stands in no public page, PDF, table, search or e-mail."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from allotment.evidence.domain import packing
from allotment.evidence.domain.report import tables
from allotment.evidence.models import Analysis, Edition
from allotment.evidence.services import publishing
from allotment.fund.domain.moves import Outcome
from allotment.fund.models import Award, Call, Decision, Entry
from allotment.fund.services.publishing import publish
from allotment.kernel.guards.rows import writing
from allotment.kernel.notify.models import Mail, Message
from allotment.kernel.search.models import IndexedDocument
from allotment.kernel.search.services import reindex
from allotment.money.models import Pot
from allotment.money.services import ledger
from tests.evidence import made
from tests.people import People

COUNT = 24
PUBLISHED = 6
#: By the answer in which they stand: those of an award's title and summary are published with it.
WORDS = {
    "title": "Xylotitle", "what": "Xylosummary", "partners": "Xylopartner", "outcome": "Xylooutcome",
    "evidence": "Xyloevidence", "barrier": "Xylobarrier",
}  # fmt: skip


def secret(part: str, n: int) -> str:
    """A word that stands in one answer of one entry alone."""
    return f"{WORDS[part]}{chr(ord('a') + n)}"


def _answers(call: Call) -> list[dict[str, Any]]:
    by_meaning = {q.meaning: q.key for q in call.questions.exclude(meaning="")}
    found = []
    for n in range(COUNT):
        title, text = made.KINDS[n % 2]
        found.append({
            "title": f"{title} {secret('title', n)}",
            by_meaning["summary"]: f"{text} Ask {secret('what', n)} about the debts and the refuge.",
            by_meaning["partners"]: f"Volunteers of {secret('partners', n)} and Wexcombe Repair Café.",
            by_meaning["outcome"]: f"Debts fell and women were safe, says {secret('outcome', n)}.",
            by_meaning["evidence"]: f"We counted with {secret('evidence', n)}.",
            by_meaning["barrier"]: f"Money was short, {secret('barrier', n)} said. No funding.",
            by_meaning["team_size"]: str(3 + n % 4),
            by_meaning["duration"]: "6",
        })  # fmt: skip
    return found


def _award(entry: Entry, people: People, pot: Pot) -> None:
    ledger.commit(pot=pot, reference=entry.reference, pence=1_000, once=entry.reference,
                  label=entry.title, by=people.board)  # fmt: skip
    with writing("fund"):
        decision = Decision.objects.create(
            entry=entry, number=1, outcome=Outcome.FUND, amount=1_000, pot=pot, reason="Good."
        )
    award = Award.objects.create(
        entry=entry,
        decision=decision,
        amount=1_000,
        state=Award.State.ACCEPTED,
        answered_at=timezone.now(),
    )
    publish(award.key)


@pytest.fixture
def call(closed_call: Call, people: People) -> Call:
    made.sent_entries(people, closed_call, _answers(closed_call))
    return closed_call


def _reviewed_and_published(call: Call, people: People) -> Edition:
    analysis = made.of_call(people, call)
    publishing.ask_for_review(
        analysis=analysis, reviewer=people.board, note="Please look.", by=people.manager
    )
    edition = made.published(analysis, people.manager)
    reindex()
    return edition


def _pdf_words(content: bytes) -> str:
    """What a PDF says, by the text that its own marks replace its glyphs with."""
    with pikepdf.open(BytesIO(content)) as pdf:
        found = [str(pdf.docinfo), str(pdf.open_metadata())]
        found += [_page_words(page) for page in pdf.pages]
    return "\n".join(found)


def _page_words(page: Any) -> str:
    maps = {}
    for name, font in page.Resources.get("/Font", {}).items():
        maps[name] = _glyphs(bytes(font.ToUnicode.read_bytes()).decode("latin-1"))
    said, glyphs = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            glyphs = maps[str(operands[0])]
        for string in _strings(operands) if str(operator) in {"Tj", "TJ"} else ():
            codes = [string[at : at + 2].hex() for at in range(0, len(string), 2)]
            said += [glyphs.get(code, "?") for code in codes]
    return "".join(said)


def _strings(operands: Any) -> Iterator[bytes]:
    for operand in operands:
        for each in operand if isinstance(operand, pikepdf.Array) else [operand]:
            if isinstance(each, pikepdf.String):
                yield bytes(each)


def _glyphs(cmap: str) -> dict[str, str]:
    pairs = re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", cmap)
    return {code.lower(): bytes.fromhex(to).decode("utf-16-be") for code, to in pairs}


def _public(edition: Edition) -> Iterator[tuple[str, str]]:
    """(where, what it says) of every public output of a report."""
    key, visitor = edition.analysis.key, Client()
    for name, parts in (("report", [key]), ("edition", [key, edition.number]), ("reports", [])):
        yield name, visitor.get(reverse(f"evidence:{name}", args=parts)).content.decode()
    pdf = visitor.get(reverse("evidence:pdf", args=[key, edition.number]))
    yield "pdf", _pdf_words(pdf.content)
    for table in tables(packing.report(bytes(edition.document))):
        answer = visitor.get(reverse("evidence:data", args=[key, edition.number, table.key]))
        yield f"{table.key}.csv", b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    for found in IndexedDocument.objects.filter(kind="evidence.report").values():
        yield "search", str(found)
    for mail in [
        *Mail.objects.values("subject", "body"),
        *Message.objects.values("subject", "body"),
    ]:
        yield "mail", str(mail)
    yield "document", str(packing.report(bytes(edition.document)))


def _told(edition: Edition) -> dict[str, set[str]]:
    """Which secret words are told, and where."""
    words = re.compile("|".join(WORDS.values()).join(("(?:", ")[a-x]")), re.IGNORECASE)
    found: dict[str, set[str]] = {}
    for where, text in _public(edition):
        for word in words.findall(text):
            found.setdefault(word.capitalize(), set()).add(where)
    return found


def test_entries_that_nobody_published_are_shown_nowhere(call: Call, people: People) -> None:
    edition = _reviewed_and_published(call, people)

    said = " ".join(text for _where, text in _public(edition))

    assert _told(edition) == {}
    assert people.entrant.name not in said
    assert people.entrant.email not in said
    assert "SENT-" not in said
    assert people.repair_cafe.name not in said


def test_of_published_awards_title_and_summary_alone_are_told(
    call: Call, people: People, pot: Pot
) -> None:
    chosen = list(call.entries.order_by("reference"))[:PUBLISHED]
    for entry in chosen:
        _award(entry, people, pot)
    edition = _reviewed_and_published(call, people)

    told = _told(edition)

    allowed = {secret(part, n) for part in ("title", "what") for n in range(PUBLISHED)}
    shown = [where for word in told for where in told[word]]
    assert {"report", "pdf", "document"} <= set(shown), "nothing was looked at"
    assert set(told) <= allowed, told


def test_where_every_entry_was_published_their_other_answers_are_not(
    call: Call, people: People, pot: Pot
) -> None:
    for entry in call.entries.all():
        _award(entry, people, pot)
    edition = _reviewed_and_published(call, people)

    told = _told(edition)

    assert not {w for w in told if not w.startswith((WORDS["title"], WORDS["what"]))}
    team = [text for where, text in _public(edition) if where == "team.csv"]
    assert len(team) == 1
    assert "Lowest" not in team[0]


def test_a_word_of_an_entry_that_is_looked_for_finds_no_report(call: Call, people: People) -> None:
    edition = _reviewed_and_published(call, people)
    visitor = Client()

    by_title = visitor.get(reverse("search:find"), {"q": edition.title}).content.decode()
    by_secret = visitor.get(reverse("search:find"), {"q": secret("title", 3)}).content.decode()

    address = reverse("evidence:report", args=[edition.analysis.key])
    assert address in by_title
    assert address not in by_secret


def test_counts_below_five_are_hidden_in_tables_and_cannot_be_worked_out(
    call: Call, people: People
) -> None:
    kinds = ["charity"] * 3 + ["school"] * 8 + ["company"] * 13
    for entry, kind in zip(call.entries.order_by("reference"), kinds, strict=True):
        entry.organisation = type(people.repair_cafe).objects.create(
            name=f"O {entry.pk}", kind=kind
        )
        entry.save(update_fields=["organisation"])
    edition = _reviewed_and_published(call, people)

    table = next(text for where, text in _public(edition) if where == "kinds.csv")
    rows = table.splitlines()[1:]

    counts = dict(row.rsplit(",", 1) for row in rows)
    assert counts["Charities"] == "hidden"
    assert sum(count == "hidden" for count in counts.values()) == 2


def test_without_a_second_step_a_call_is_not_read_beside_a_file(
    call: Call, people: People, of_file: Analysis
) -> None:
    from allauth.mfa.models import Authenticator

    of_call = made.of_call(people, call)
    client = Client()
    client.force_login(people.manager)
    address = reverse("evidence:beside", args=[of_file.key, of_call.key])
    with_step = client.get(address).status_code
    Authenticator.objects.all().delete()

    without = client.get(address)

    assert with_step == 200
    assert without.status_code == 404
