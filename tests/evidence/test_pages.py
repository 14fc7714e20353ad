"""The pages of an analysis, as somebody uses them; and what hostile words do on them: nothing."""

import re
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from allotment.evidence.domain.report import tables
from allotment.evidence.models import Analysis, Correction, Edition, Review, Wording
from allotment.evidence.queries.analyses import by_call
from allotment.evidence.services import analyses, editing, publishing
from allotment.fund.models import Call
from allotment.kernel.jobs.models import Job
from tests.evidence import made
from tests.evidence.kept import _copy, in_world, of_file, people  # noqa: F401
from tests.people import People
from tests.racing import second

HOSTILE = '=1+1<script>alert("x")</script>\u202e\u0007*#[link](x)"\u2066'
PAGES = ("analysis", "themes", "labels", "preview", "review", "versions", "readings", "front",
         "pictures", "publish", "compare", "merge_themes")  # fmt: skip


@pytest.fixture
def manager(people: People) -> Client:
    client = Client()
    client.force_login(people.manager)
    return client


def page(client: Client, name: str, *parts: object) -> str:
    answer = client.get(reverse(f"evidence:{name}", args=parts))
    assert answer.status_code == 200, name
    return answer.content.decode()


def seen(analysis: Analysis) -> int:
    return Analysis.objects.get(pk=analysis.pk).version


def test_a_sentence_is_put_in_other_words(manager: Client, of_file: Analysis) -> None:
    finding = made.now(of_file).findings[0]

    manager.post(
        reverse("evidence:word", args=[of_file.key]),
        {"finding": finding.key, "choice": "replaced", "words": "We read them.",
         "seen": seen(of_file)},
    )  # fmt: skip

    assert Wording.objects.get().words == "We read them."
    assert "We read them." in page(manager, "preview", of_file.key)


def test_a_sentence_that_comes_too_late_keeps_what_was_typed(
    manager: Client, of_file: Analysis
) -> None:
    finding = made.now(of_file).findings[0]

    answer = manager.post(
        reverse("evidence:word", args=[of_file.key]),
        {"finding": finding.key, "choice": "replaced", "words": "My long sentence.", "seen": 0},
    )

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "A colleague has changed this analysis since you opened it" in shown
    assert "My long sentence." in shown
    assert not Wording.objects.exists()


def test_a_label_is_corrected_on_the_page_of_its_row(manager: Client, of_file: Analysis) -> None:
    lines = made.now(of_file).material.lines
    number = next(n for n, line in enumerate(lines) if line.labels)
    label = lines[number].labels[0]
    address = reverse("evidence:row", args=[of_file.key, number])

    manager.post(address, {f"{label.scheme}:{label.code}": "wrong", "add": "barrier:funding"})
    said = {(each.code, each.right) for each in Correction.objects.all()}
    manager.post(address, {"forget": "1"})

    assert said == {(label.code, False), ("funding", True)}
    assert not Correction.objects.exists()


def test_an_example_is_taken_out_and_another_put_in(manager: Client, of_file: Analysis) -> None:
    first = made.now(of_file).readings[0].key
    every = [line.row.key for line in made.now(of_file).material.lines]
    other = next(key for key in every if key not in {e.key for e in made.now(of_file).readings})
    address = reverse("evidence:readings", args=[of_file.key])

    manager.post(address, {"out": first, "seen": seen(of_file)})
    manager.post(address, {"into": other, "seen": seen(of_file)})

    keys = [each.key for each in made.now(of_file).readings]
    assert first not in keys
    assert keys[-1] == other


def test_a_report_is_published_from_its_page(manager: Client, of_file: Analysis) -> None:
    form = {"seen": seen(of_file), "on_0": "27", "on_1": "3", "on_2": "2026",
            "licence": made.LICENCE}  # fmt: skip

    answer = manager.post(reverse("evidence:publish", args=[of_file.key]), form)

    assert answer["Location"] == reverse("evidence:report", args=[of_file.key])
    assert Edition.objects.get().licence == made.LICENCE
    assert "Published on 27 March 2026" in page(Client(), "report", of_file.key)


def test_what_has_not_been_read_says_so_on_every_page(manager: Client, people: People) -> None:
    analysis, _job = analyses.begin_with_awards(
        owner=people.wexcombe, query="", title="Not yet", by=people.manager
    )

    for name in PAGES:
        answer = manager.get(reverse(f"evidence:{name}", args=[analysis.key]), follow=True)

        assert answer.status_code == 200, name


def test_a_reading_that_failed_says_why(manager: Client, people: People) -> None:
    analysis, job = analyses.begin_with_awards(
        owner=people.wexcombe, query="", title="Failed", by=people.manager
    )
    Job.objects.filter(pk=job.pk).update(status="failed", error="The file is broken.")

    assert "The file is broken." in page(manager, "analysis", analysis.key)


@pytest.mark.parametrize(
    ("name", "most"),
    [("analysis", 14), ("preview", 10), ("themes", 11), ("labels", 12), ("versions", 7),
     ("publish", 13), ("readings", 10)],
)  # fmt: skip
def test_a_page_costs_a_fixed_number_of_statements(
    manager: Client, of_file: Analysis, name: str, most: int
) -> None:
    counts = []
    for _each in range(2):
        page(manager, name, of_file.key)  # what takes long is kept from then on
        with CaptureQueriesContext(connection) as queries:
            page(manager, name, of_file.key)
        counts.append(len(queries))
        made.read(of_file)

    assert counts[0] == counts[1]
    assert counts[0] <= most


def _hostile(people: People) -> Analysis:
    """An analysis in which every text that anybody gave is hostile."""
    grants = [
        grant | {"title": f"{HOSTILE} {grant['title']}",
                 "description": f"{grant['description']} {HOSTILE}",
                 "recipientOrganization": [{"id": f"GB-CHC-{n}", "name": f"{HOSTILE} {n}"}],
                 "grantProgramme": [{"title": f"{HOSTILE} programme"}]}
        for n, grant in enumerate(made.some_grants(people))
    ]  # fmt: skip
    upload = made.grants_file(grants, name=f"{HOSTILE}.json")
    analysis, _job = analyses.begin_with_file(
        owner=people.wexcombe, upload=upload, title=HOSTILE, by=people.manager
    )
    made.read(analysis, people.manager)
    analyses.rename(
        analysis=analysis, title=HOSTILE, foreword=f"{HOSTILE}\n\n{HOSTILE}",
        seen=seen(analysis), by=people.manager,
    )  # fmt: skip
    finding = made.now(analysis).findings[0]
    editing.word(
        analysis=analysis, finding=finding.key, choice="replaced", words=HOSTILE,
        rests_on=finding.figures, seen=seen(analysis), by=people.manager,
    )  # fmt: skip
    editing.change_themes(
        analysis=analysis, verb="rename", themes=[made.now(analysis).themes[0].key], name=HOSTILE,
        seen=seen(analysis), by=people.manager,
    )  # fmt: skip
    editing.add_picture(
        analysis=analysis, upload=SimpleUploadedFile(f"{HOSTILE}.png", made.png()),
        alternative=HOSTILE, caption=HOSTILE, seen=seen(analysis), by=people.manager,
    )  # fmt: skip
    return analysis


def test_hostile_words_are_words_on_every_page(manager: Client, people: People) -> None:
    analysis = _hostile(people)
    edition = made.published(analysis, people.manager)
    theme = made.now(analysis).themes[0].key
    addresses = [reverse(f"evidence:{name}", args=[analysis.key]) for name in PAGES]
    addresses += [
        reverse("evidence:theme", args=[analysis.key, theme]),
        reverse("evidence:row", args=[analysis.key, 0]),
        reverse("evidence:beside", args=[analysis.key, analysis.key]),
        reverse("evidence:report", args=[analysis.key]),
        reverse("evidence:edition", args=[analysis.key, edition.number]),
        reverse("evidence:reports"),
        reverse("evidence:analyses"),
    ]

    for address in addresses:
        answer = manager.get(address)

        shown = answer.content.decode()
        assert answer.status_code == 200, address
        assert "<script>alert" not in shown, address
        assert 'alert("x")' not in shown, address


def test_hostile_words_are_no_formulas_in_a_table(people: People) -> None:
    analysis = _hostile(people)
    edition = made.published(analysis, people.manager)

    for table in tables(made.now(analysis).report):
        address = reverse("evidence:data", args=[analysis.key, edition.number, table.key])
        content = b"".join(Client().get(address).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]

        assert not re.search(r'(^|,|\n)"?[=+@]', content), table.key


def test_hostile_words_make_no_pdf_and_no_file_name_odd(people: People) -> None:
    analysis = _hostile(people)
    edition = made.published(analysis, people.manager)

    answer = Client().get(reverse("evidence:pdf", args=[analysis.key, edition.number]))

    name = answer["Content-Disposition"]
    assert name == f'inline; filename="report-{analysis.key}-1.pdf"'
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/JavaScript" not in str(pdf.Root.get("/Names", ""))
        assert all("/A" not in each for p in pdf.pages for each in p.get("/Annots", [])
                   if str(each.get("/A", {}).get("/S", "")) == "/JavaScript")  # fmt: skip


@pytest.mark.parametrize(
    "words", ["Croeso i’r ŷd", "Zażółć gęślą jaźń", "محلے کی مدد", "社区 帮助", "Help 🧵🪡 👩‍🔧", "𓀀 \ue000"]
)  # fmt: skip
def test_words_in_any_script_make_a_pdf(people: People, of_file: Analysis, words: str) -> None:
    analyses.rename(
        analysis=of_file, title=words, foreword=words, seen=seen(of_file), by=people.manager
    )
    edition = made.published(of_file, people.manager)

    answer = Client().get(reverse("evidence:pdf", args=[of_file.key, edition.number]))

    assert answer.content.startswith(b"%PDF")
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) > 2


def test_a_review_is_asked_and_answered_on_its_pages(
    manager: Client, people: People, of_file: Analysis
) -> None:
    colleague = Client()
    colleague.force_login(people.board)

    manager.post(
        reverse("evidence:ask_for_review", args=[of_file.key]),
        {"reviewer": str(people.board.pk), "note": HOSTILE},
    )
    colleague.post(
        reverse("evidence:answer_review", args=[of_file.key]),
        {"verdict": "changes", "comment": HOSTILE, "seen": seen(of_file)},
    )

    shown = page(manager, "review", of_file.key)
    assert Review.objects.get().verdict == "changes"
    assert "Needs changes" in shown
    assert "<script>alert" not in shown


def test_somebody_who_left_is_asked_for_no_review(
    manager: Client, people: People, of_file: Analysis
) -> None:
    people.board.memberships.update(ended_at=timezone.now())

    answer = manager.post(
        reverse("evidence:ask_for_review", args=[of_file.key]),
        {"reviewer": str(people.board.pk), "note": ""},
    )

    assert answer.status_code == 200
    assert not Review.objects.exists()


def test_a_sentence_says_what_has_become_of_it(
    manager: Client, people: People, of_file: Analysis
) -> None:
    first, second, third, fourth = made.now(of_file).findings[:4]
    for finding, choice in ((first, "accepted"), (second, "replaced"), (third, "dropped")):
        editing.word(
            analysis=of_file, finding=finding.key, choice=choice, words="Ours.",
            rests_on=finding.figures, seen=seen(of_file), by=people.manager,
        )  # fmt: skip

    shown = page(manager, "analysis", of_file.key)

    for finding, said in (
        (first, "Used as it is"), (second, "Replaced"), (third, "Left out"),
        (fourth, "Not looked at yet"),
    ):  # fmt: skip
        part = shown.partition(f'id="finding-{finding.key}"')[2].partition("</summary>")[0]
        assert f'summary-text">{said}<' in part, finding.key


@pytest.mark.parametrize("who", ["board", "auditor", "finance"])
def test_who_only_reads_is_offered_no_beginning(
    people: People, of_file: Analysis, who: str
) -> None:
    reader = Client()
    reader.force_login(getattr(people, who))
    beginning = reverse("evidence:new")

    shown = [page(reader, "analyses"), page(reader, "compare", of_file.key)]
    of_file.delete()
    empty = page(reader, "analyses")

    assert all(beginning not in each for each in (*shown, empty))
    assert "A fund manager can have one made." in shown[1]
    assert "Nothing has been analysed yet." in empty


def test_who_manages_is_offered_a_beginning(manager: Client, of_file: Analysis) -> None:
    for shown in (page(manager, "analyses"), page(manager, "compare", of_file.key)):
        assert reverse("evidence:new") in shown


@pytest.mark.parametrize(
    ("who", "sees"),
    [("manager", True), ("board", True), ("auditor", True), ("finance", True),
     ("entrant", False), (None, False)],
)  # fmt: skip
def test_a_way_leads_from_reports_to_analyses_for_those_who_may(
    people: People, who: str | None, sees: bool
) -> None:
    client = Client()
    if who:
        client.force_login(getattr(people, who))

    shown = page(client, "reports")

    assert (f'href="{reverse("evidence:analyses")}"' in shown) is sees


def _sent_again(client: Client, address: str, given: dict[str, object]) -> bool:
    """What is typed comes too late; is it kept, with the version that now stands, and then taken?"""
    shown = client.post(address, {**given, "seen": 0}).content.decode()
    assert "govuk-error-summary" in shown
    now = re.search(r'name="seen" value="(\d+)"', shown)
    assert now is not None
    return client.post(address, {**given, "seen": now[1]}).status_code == 302


def test_what_came_too_late_can_be_sent_again(manager: Client, of_file: Analysis) -> None:
    finding = made.now(of_file).findings[0].key
    one, other, third = (each.key for each in made.now(of_file).themes[:3])

    assert _sent_again(
        manager, reverse("evidence:word", args=[of_file.key]),
        {"finding": finding, "choice": "replaced", "words": "Ours."},
    )  # fmt: skip
    assert _sent_again(
        manager, reverse("evidence:front", args=[of_file.key]), {"title": "Anew", "foreword": ""}
    )
    assert _sent_again(
        manager, reverse("evidence:theme", args=[of_file.key, third]), {"name": "Third"}
    )
    assert _sent_again(
        manager, reverse("evidence:merge_themes", args=[of_file.key]),
        {"themes": [one, other], "name": "Both"},
    )  # fmt: skip


def test_what_came_too_late_stands_beside_what_a_colleague_wrote(
    manager: Client, people: People, of_file: Analysis
) -> None:
    finding = made.now(of_file).findings[0]
    editing.word(
        analysis=of_file, finding=finding.key, choice="replaced", words="A colleague's words.",
        rests_on=finding.figures, seen=seen(of_file), by=people.manager,
    )  # fmt: skip

    shown = manager.post(
        reverse("evidence:word", args=[of_file.key]),
        {"finding": finding.key, "choice": "replaced", "words": "My words.", "seen": 0},
    ).content.decode()

    assert "Current text: A colleague" in shown
    assert "My words." in shown


def test_every_part_is_reached_from_the_preview_by_those_who_edit(
    manager: Client, people: People, of_file: Analysis
) -> None:
    reader = Client()
    reader.force_login(people.board)

    publishing = reverse("evidence:publish", args=[of_file.key])

    assert publishing in page(manager, "preview", of_file.key)
    assert publishing not in page(reader, "preview", of_file.key)


def test_who_only_reads_is_not_told_to_correct_labels(
    manager: Client, people: People, of_file: Analysis
) -> None:
    reader = Client()
    reader.force_login(people.board)

    assert "to correct it" in page(manager, "labels", of_file.key)
    assert "to correct it" not in page(reader, "labels", of_file.key)


def test_each_button_says_what_it_takes_out(
    manager: Client, people: People, of_file: Analysis
) -> None:
    editing.add_picture(
        analysis=of_file, upload=SimpleUploadedFile("a.png", made.png()),
        alternative="A garden", caption="", seen=seen(of_file), by=people.manager,
    )  # fmt: skip
    first = made.now(of_file).readings[0].title

    assert f'hidden">: {first}</span>' in page(manager, "readings", of_file.key)
    assert 'hidden">: A garden</span>' in page(manager, "pictures", of_file.key)


def test_no_two_open_tables_of_two_reports_side_by_side_have_one_name(
    manager: Client, people: People, of_file: Analysis
) -> None:
    other = made.of_file(people)
    Analysis.objects.filter(pk=other.pk).update(title="Another one")

    shown = re.sub("(?s)<figure.*?</figure>", "", page(manager, "beside", of_file.key, other.key))

    names = re.findall(r'role="region" aria-label="([^"]*)"', shown)
    assert names
    assert len(names) == len(set(names))


def test_a_text_in_another_language_says_so_on_its_page(people: People, manager: Client) -> None:
    welsh = "Clwb cinio i bobl hŷn yn y pentref, gyda gwirfoddolwyr yn coginio bob wythnos i bawb."
    grants = made.some_grants(people)[:3]
    grants[0] = grants[0] | {"title": "Clwb cinio", "description": welsh}
    analysis = made.of_file(people, grants, "Of three")
    lines = made.now(analysis).material.lines

    pages = [
        manager.get(reverse("evidence:row", args=[analysis.key, n])).content.decode()
        for n in range(len(lines))
    ]

    assert [line.row.text == welsh for line in lines] == [
        "another language than English (Welsh)" in shown for shown in pages
    ]


def test_a_call_shows_each_of_its_analyses_by_one_statement(
    people: People, closed_call: Call
) -> None:
    made.sent_entries(people, closed_call, [{"title": f"Idea {n}"} for n in range(3)])
    counts = []
    for number in range(1, 4):
        made.of_call(people, closed_call, f"Reading {number}")
        with CaptureQueriesContext(connection) as queries:
            shown = by_call(people.manager, [closed_call.key])
        counts.append((len(shown[closed_call.key]), len(queries)))

    assert [found for found, _statements in counts] == [1, 2, 3]
    assert len({statements for _found, statements in counts[1:]}) == 1


def test_who_takes_back_an_edition_second_reads_why_not(
    manager: Client, of_file: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "seen": seen(of_file),
        "on_0": "1",
        "on_1": "3",
        "on_2": "2026",
        "licence": made.LICENCE,
    }
    manager.post(reverse("evidence:publish", args=[of_file.key]), given)
    second(monkeypatch, publishing, "take_back")

    answer = manager.post(
        reverse("evidence:take_back", args=[of_file.key, 1]), {"because": "A wrong figure."}
    )

    shown = answer.content.decode()
    assert "This edition has already been withdrawn." in shown
    assert "A wrong figure." in shown


def test_a_button_that_does_not_say_what_was_seen_changes_nothing(
    manager: Client, of_file: Analysis
) -> None:
    before = seen(of_file)

    answer = manager.post(
        reverse("evidence:undo_themes", args=[of_file.key]), {"seen": "x"}, follow=True
    )

    assert "A colleague has changed this analysis since you opened it" in answer.content.decode()
    assert seen(of_file) == before
