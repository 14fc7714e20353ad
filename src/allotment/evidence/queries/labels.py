"""The labels of an analysis, for those who look at them and correct them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allotment.evidence.domain.labels import BY_LABELS, By
from allotment.evidence.domain.languages import ENGLISH, name_of_language
from allotment.evidence.domain.lines import AnalysedRow, Labelled
from allotment.evidence.domain.rows import FACT_LABELS, Fact
from allotment.evidence.domain.taxonomy import SCHEME_LABELS, Scheme, Taxonomy
from allotment.evidence.models import Analysis, Correction
from allotment.evidence.queries.composed import Composed, composed
from allotment.kernel.web.tables import Asked

_TEXTS = (
    (Fact.TEXT, "text"),
    (Fact.OUTCOME, "outcome"),
    (Fact.EVIDENCE, "evidence"),
    (Fact.BARRIER, "barrier"),
    (Fact.REPLICABILITY, "replicability"),
    (Fact.PARTNERS, "partners"),
)

Comparable = dict[str, dict[tuple[str, str], bool]]


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row as the list shows it. `number` is its place among all rows."""

    number: int
    key: str
    title: str
    theme_key: str
    theme: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    givers: tuple[str, ...]
    is_checked: bool


@dataclass(frozen=True, slots=True)
class Labelling:
    """All rows of an analysis, and what they can be narrowed by."""

    rows: tuple[LabelledRow, ...]
    themes: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]
    givers: tuple[tuple[str, str], ...]
    precision: str


def labelling(analysis: Analysis) -> Labelling | None:
    """Every row with its labels; None before the source has been read."""
    now = composed(analysis)
    if now is None:
        return None
    verdicts = _verdicts(analysis)
    material = now.material
    return Labelling(
        rows=tuple(_row(now, number, line, verdicts) for number, line in enumerate(material.lines)),
        themes=tuple((each.key, each.name) for each in now.themes),
        choices=choices(material.taxonomy),
        givers=tuple((by.value, _(label)) for by, label in BY_LABELS.items()),
        precision=material.render(material.summary.precision[0].sentence),
    )


def narrowed(found: Labelling, asked: Asked) -> Iterator[LabelledRow]:
    """The rows that the address asks for."""
    text = asked["text"].casefold()
    for row in found.rows:
        if (
            text in row.title.casefold()
            and asked["theme"] in ("", row.theme_key)
            and (not asked["label"] or asked["label"] in row.labels)
            and (not asked["by"] or asked["by"] in row.givers)
            and (not asked["checked"] or (asked["checked"] == "yes") == row.is_checked)
        ):
            yield row


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """A label of a row with the sentence that says so; `said` is "right", "wrong" or empty."""

    scheme: str
    scheme_name: str
    code: str
    name: str
    given_by: str
    sentence: str
    verdict: str
    is_of_machine: bool


@dataclass(frozen=True, slots=True)
class RowPage:
    """One row with its texts and labels; `choices` are labels that it does not have, `language` is
    named where it is not English."""

    number: int
    next_number: int | None
    key: str
    title: str
    texts: tuple[tuple[str, str], ...]
    labels: tuple[ShownLabel, ...]
    choices: tuple[tuple[str, str], ...]
    is_checked: bool
    language: str


def row_page(analysis: Analysis, number: int) -> RowPage | None:
    """The row of that number; None where there is none."""
    now = composed(analysis)
    if now is None or not 0 <= number < len(now.material.lines):
        return None
    line = now.material.lines[number]
    verdicts = _verdicts(analysis, line.row.key).get(line.row.key, {})
    labels = tuple(_label(now.material.taxonomy, each, verdicts) for each in _with(line, verdicts))
    has = {f"{each.scheme}:{each.code}" for each in labels}
    following = number + 1 if number + 1 < len(now.material.lines) else None
    return RowPage(
        number=number,
        next_number=following,
        key=line.row.key,
        title=line.row.title,
        texts=tuple(
            (_(FACT_LABELS[fact]), getattr(line.row, name))
            for fact, name in _TEXTS
            if getattr(line.row, name).strip()
        ),
        labels=labels,
        choices=tuple(
            (value, name) for value, name in choices(now.material.taxonomy) if value not in has
        ),
        is_checked=bool(verdicts),
        language=""
        if line.language == ENGLISH
        else now.material.render(name_of_language(line.language)),
    )


def choices(taxonomy: Taxonomy) -> tuple[tuple[str, str], ...]:
    """Every label that there is: its value and its name."""
    return tuple(
        (f"{each.scheme.value}:{one.code}", f"{_(SCHEME_LABELS[each.scheme])}: {one.name}")
        for each in taxonomy.schemes
        for one in each.categories
    )


def _verdicts(analysis: Analysis, row: str = "") -> Comparable:
    corrections = Correction.objects.filter(owner=analysis.owner_id)
    if row:
        corrections = corrections.filter(row=row)
    found: Comparable = {}
    for key, scheme, code, right in corrections.values_list("row", "scheme", "code", "right"):
        found.setdefault(key, {})[scheme, code] = right
    return found


def _with(line: AnalysedRow, verdicts: dict[tuple[str, str], bool]) -> list[Labelled]:
    """The row's labels, with those that a person added since it was read."""
    has = {(each.scheme, each.code) for each in line.labels}
    added = [
        Labelled(scheme, code, 1.0, By.PERSON.value, "")
        for (scheme, code), right in sorted(verdicts.items())
        if right and (scheme, code) not in has
    ]
    return [*line.labels, *added]


def _row(now: Composed, number: int, line: AnalysedRow, verdicts: Comparable) -> LabelledRow:
    mine = verdicts.get(line.row.key, {})
    kept = [each for each in _with(line, mine) if mine.get((each.scheme, each.code), True)]
    theme = now.material.theme_of(line)
    taxonomy = now.material.taxonomy
    return LabelledRow(
        number=number,
        key=line.row.key,
        title=line.row.title,
        theme_key=theme,
        theme=now.material.theme_names.get(theme, ""),
        names=tuple(taxonomy.named(Scheme(each.scheme), each.code) for each in kept),
        labels=tuple(f"{each.scheme}:{each.code}" for each in kept),
        givers=tuple(each.by for each in kept),
        is_checked=bool(mine),
    )


def _label(
    taxonomy: Taxonomy, label: Labelled, verdicts: dict[tuple[str, str], bool]
) -> ShownLabel:
    right = verdicts.get((label.scheme, label.code))
    return ShownLabel(
        scheme=label.scheme,
        scheme_name=_(SCHEME_LABELS[Scheme(label.scheme)]),
        code=label.code,
        name=taxonomy.named(Scheme(label.scheme), label.code),
        given_by=_(BY_LABELS[By(label.by)]),
        sentence=label.sentence,
        verdict="" if right is None else "right" if right else "wrong",
        is_of_machine=label.by != By.PERSON,
    )
