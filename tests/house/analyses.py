"""Analyses for the world: of a call, of the register and of a file, with all that hangs on them."""

from typing import Any

from allotment.evidence.domain.report import tables
from allotment.evidence.models import Analysis, Edition, Picture
from allotment.evidence.services import analyses, editing, publishing
from allotment.fund.models import Call
from tests.evidence import made
from tests.people import People


def analysed(people: People, call: Call) -> dict[str, dict[str, Any]]:
    """Makes them, and gives the parts of the addresses of evidence."""
    of_call = made.of_call(people, call, "What the entries say")
    of_register = _of_register(people)
    of_file = made.of_file(people, title="What a file of grants says")
    _worked_on(people, of_call)
    edition = _published(people, of_call)
    picture = Picture.objects.get(analysis=of_call)
    editing.correct(
        analysis=of_file, row=made.now(of_file).material.lines[0].row.key,
        verdicts=[("barrier", "funding", True, False)],
        by=people.manager,
    )  # fmt: skip
    shown = made.now(of_file)
    themed = {
        "key": of_file.key,
        "theme": shown.themes[0].key,
        "table": next(tables(shown.report)).key,
    }
    in_edition = {
        "key": of_call.key,
        "number": edition.number,
        "table": next(tables(made.now(of_call).report)).key,
        "file": picture.stored.key,
    }
    return {
        "evidence:": in_edition,
        "evidence:theme": themed,
        "evidence:themes": themed,
        "evidence:labels": themed,
        "evidence:split_theme": themed,
        "evidence:draft_data": themed,
        "evidence:of_call": {"key": call.key},
        "evidence:remove": {"key": of_register.key},
        "evidence:row": {"key": of_call.key, "number": 0},
        "evidence:beside": {"key": of_call.key, "other": of_file.key},
        "evidence:remove_picture": {"key": of_call.key, "number": picture.pk},
    }


def _of_register(people: People) -> Analysis:
    found, _job = analyses.begin_with_awards(
        owner=people.wexcombe, query="", title=people.named("What awards say"), by=people.manager
    )
    made.read(found, people.manager)
    return found


def _worked_on(people: People, analysis: Analysis) -> None:
    """A foreword, a sentence in other words, a label corrected, a picture, two reviews."""
    analyses.rename(
        analysis=analysis, title=analysis.title, foreword=people.named("Thank you all."), seen=2,
        by=people.manager,
    )  # fmt: skip
    finding = made.now(analysis).findings[0]
    editing.word(
        analysis=analysis, finding=finding.key, choice="replaced",
        words=people.named("One idea came."), rests_on=finding.figures, seen=3, by=people.manager,
    )  # fmt: skip
    line = made.now(analysis).material.lines[0]
    editing.correct(
        analysis=analysis, row=line.row.key, verdicts=[("barrier", "funding", True, False)],
        by=people.manager,
    )  # fmt: skip
    editing.add_picture(
        analysis=analysis, upload=made.picture_file(), seen=4, by=people.manager,
        alternative=people.named("People mend a chair."), caption=people.named("At the library"),
    )  # fmt: skip
    given = publishing.ask_for_review(
        analysis=analysis, reviewer=people.auditor, note=people.named("Is it right?"),
        by=people.manager,
    )  # fmt: skip
    publishing.answer_review(
        review=given, verdict="ready", comment=people.named("It is."), seen=5, by=people.auditor
    )
    publishing.ask_for_review(
        analysis=analysis, reviewer=people.board, note=people.named("Please look."),
        by=people.manager,
    )  # fmt: skip


def _published(people: People, analysis: Analysis) -> Edition:
    """Two editions, of which the first was taken back; the second is given."""
    first = made.published(analysis, people.manager)
    publishing.take_back(
        edition=first, because=people.named("A figure was wrong."), by=people.manager
    )
    return made.published(analysis, people.manager, changes=people.named("The figure is right."))
