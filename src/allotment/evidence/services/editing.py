"""What people say about an analysis: its sentences, themes, labels, entries to read, pictures."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from allotment.evidence.models import Analysis, Correction, Pick, Picture, ThemeEdit, Wording
from allotment.evidence.services.analyses import AnalysisError, hold, noted
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.files import services as files
from allotment.kernel.people.models import User

PICTURE = "evidence.picture"
PICTURE_TYPES = ("image/jpeg", "image/png")
MOST_PICTURES = 10
MOST_PICKS = 10


def word(
    *,
    analysis: Analysis,
    finding: str,
    choice: str,
    words: str,
    rests_on: Sequence[Sequence[str]],
    seen: int,
    by: User,
) -> None:
    """Accept, replace or drop a computed sentence, by the figures that it rests on now; the choice ""
    takes back what was said of it."""
    with transaction.atomic():
        hold(analysis, seen=seen)
        if not choice:
            Wording.objects.filter(analysis=analysis, finding=finding).delete()
        else:
            Wording.objects.update_or_create(
                analysis=analysis,
                finding=finding,
                defaults={
                    "choice": choice,
                    "words": words if choice == Wording.Choice.REPLACED else "",
                    "rests_on": [list(pair) for pair in rests_on],
                    "by": by,
                },
            )
        noted(analysis, by=by, what=f"words:{finding}")


def change_themes(
    *, analysis: Analysis, verb: str, themes: Sequence[str], name: str, seen: int, by: User
) -> ThemeEdit:
    """Rename, merge or split themes; done again in each new run."""
    with transaction.atomic():
        hold(analysis, seen=seen)
        last = ThemeEdit.objects.filter(analysis=analysis).aggregate(last=Max("number"))["last"]
        made = ThemeEdit.objects.create(
            analysis=analysis, number=(last or 0) + 1, verb=verb, themes=list(themes),
            name=name, by=by,
        )  # fmt: skip
        noted(analysis, by=by, what=f"themes:{verb}")
        return made


def undo_theme_change(*, analysis: Analysis, seen: int, by: User) -> None:
    """Take back the last change to the themes; nothing where there is none."""
    with transaction.atomic():
        hold(analysis, seen=seen)
        last = ThemeEdit.objects.filter(analysis=analysis).order_by("-number").first()
        if last is not None:
            last.delete()
            noted(analysis, by=by, what="themes:undo")


def correct(
    *,
    analysis: Analysis,
    row: str,
    verdicts: Sequence[tuple[str, str, bool, bool]],
    by: User,
) -> None:
    """Say of labels of a row whether they are right: (scheme, code, right, found by the machine)."""
    with transaction.atomic():
        for scheme, code, right, by_machine in verdicts:
            Correction.objects.update_or_create(
                owner=analysis.owner,
                row=row,
                scheme=scheme,
                code=code,
                defaults={"right": right, "by_machine": by_machine, "by": by},
            )
        audit.record(
            kind="evidence.label_corrected", by=by, on=analysis, chain=analysis.owner,
            facts={"labels": len(verdicts)},
        )  # fmt: skip


def forget_corrections(*, analysis: Analysis, row: str, by: User) -> None:
    """Take back all that was said of a row's labels."""
    with transaction.atomic():
        gone, _each = Correction.objects.filter(owner=analysis.owner, row=row).delete()
        audit.record(
            kind="evidence.label_corrected", by=by, on=analysis, chain=analysis.owner,
            facts={"labels": -gone},
        )  # fmt: skip


def choose(*, analysis: Analysis, rows: Sequence[str], seen: int, by: User) -> None:
    """Choose the entries to read, in this order; none: those that are computed."""
    if len(rows) > MOST_PICKS:
        raise AnalysisError(noop("Choose {most} at most."), most=MOST_PICKS)
    with transaction.atomic():
        hold(analysis, seen=seen)
        Pick.objects.filter(analysis=analysis).delete()
        Pick.objects.bulk_create(
            [Pick(analysis=analysis, row=row, place=place) for place, row in enumerate(rows)]
        )
        noted(analysis, by=by, what="readings")


def add_picture(
    *,
    analysis: Analysis,
    upload: "UploadedFile[Any]",
    alternative: str,
    caption: str,
    seen: int,
    by: User,
) -> None:
    """Add a picture. Raises UnsafeFileError where it cannot be kept, AnalysisError where it is none
    or one too many."""
    with transaction.atomic():
        hold(analysis, seen=seen)
        place = Picture.objects.filter(analysis=analysis).count()
        if place >= MOST_PICTURES:
            raise AnalysisError(noop("A report has {most} pictures at most."), most=MOST_PICTURES)
        stored = files.keep(upload=upload, about_kind=PICTURE, about_key=analysis.key, by=by)
        if stored.content_type not in PICTURE_TYPES:
            raise AnalysisError(noop("Choose a picture: JPEG or PNG."))
        Picture.objects.create(
            analysis=analysis, stored=stored, alternative=alternative, caption=caption, place=place
        )
        noted(analysis, by=by, what="picture added")


def remove_picture(*, picture: Picture, seen: int, by: User) -> None:
    """Take a picture out of the report to come. Where an edition shows it, its file stays."""
    with transaction.atomic():
        analysis = picture.analysis
        hold(analysis, seen=seen)
        stored = picture.stored
        picture.delete()
        if not analysis.editions.exists():
            files.remove(stored=stored)
        noted(analysis, by=by, what="picture removed")
