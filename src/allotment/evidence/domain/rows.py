"""What is analysed: one row an entry or award, from whatever it was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from allotment.kernel.domain.sentences import gettext_noop as _

SEED = 2010
"""The seed of whatever is drawn by chance, where nobody chose another."""


class Fact(StrEnum):
    """What a row may tell, beside its title. A source that carries none of it says so."""

    TEXT = "text"
    ASKED = "asked"
    GIVEN = "given"
    TEAM = "team"
    MONTHS = "months"
    SCORE = "score"
    YEAR = "year"
    PROGRAMME = "programme"
    KIND = "kind"
    PLACE = "place"
    TIER = "tier"
    PARTNERS = "partners"
    OUTCOME = "outcome"
    EVIDENCE = "evidence"
    BARRIER = "barrier"
    REPLICABILITY = "replicability"


FACT_LABELS = {
    Fact.TEXT: _("What it is, in words"),
    Fact.ASKED: _("Money asked for"),
    Fact.GIVEN: _("Money awarded"),
    Fact.TEAM: _("How many people did it"),
    Fact.MONTHS: _("How long it took, in months"),
    Fact.SCORE: _("Assessors’ score"),
    Fact.YEAR: _("Year"),
    Fact.PROGRAMME: _("Programme"),
    Fact.KIND: _("Kind of organisation"),
    Fact.PLACE: _("Where it was"),
    Fact.TIER: _("Tier of council"),
    Fact.PARTNERS: _("Who else took part"),
    Fact.OUTCOME: _("What got better"),
    Fact.EVIDENCE: _("How they know"),
    Fact.BARRIER: _("What stood in the way"),
    Fact.REPLICABILITY: _("Whether others could do it"),
}


KIND_LABELS = {
    "council": _("Councils"),
    "charity": _("Charities"),
    "community_group": _("Community groups"),
    "company": _("Companies and mutuals"),
    "school": _("Schools, colleges and universities"),
    "health": _("Health bodies"),
    "police": _("Police"),
    "funder": _("Foundations and other funders"),
    "sole_project": _("Projects of one person"),
    "individual": _("Individuals"),
    "other": _("Other organisations"),
}

TIER_LABELS = {
    "district": _("District councils"),
    "county": _("County councils"),
    "unitary": _("Unitary councils"),
    "metropolitan": _("Metropolitan boroughs"),
    "london": _("London boroughs"),
    "scotland": _("Councils in Scotland"),
    "wales": _("Councils in Wales"),
    "northern-ireland": _("Councils in Northern Ireland"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One entry or award. Amounts are pence of GBP, `score` is out of 100, None is not known.

    `key` names it in its source and is unique there; `who` is the applicant or recipient and empty
    for an individual; `kind` is one of `KIND_LABELS` or empty, `region` and `council` are GSS codes.
    `tier` (one of `TIER_LABELS`) is the applicant's, where that is a council, else that of the area
    that is helped. `is_public` says that title and recipient are published already; what is not
    public stands in no report. `is_person` says that it was made by, or goes to, an individual.
    `named` are partners that were given as organisations, by their names.
    """

    key: str
    title: str
    text: str = ""
    outcome: str = ""
    evidence: str = ""
    barrier: str = ""
    replicability: str = ""
    partners: str = ""
    named: tuple[str, ...] = ()
    asked: int | None = None
    given: int | None = None
    team: float | None = None
    months: float | None = None
    score: float | None = None
    year: int | None = None
    programme: str = ""
    funder: str = ""
    who: str = ""
    who_ref: str = ""
    kind: str = ""
    place: str = ""
    region: str = ""
    council: str = ""
    tier: str = ""
    is_public: bool = False
    is_person: bool = False

    @property
    def words(self) -> str:
        """Title and text, as they are read for what they are about."""
        return f"{self.title}. {self.text}" if self.text else self.title

    @property
    def has_unpublished_facts(self) -> bool:
        """Whether it tells what is published of no award: other answers, team size, score."""
        answers = (self.outcome, self.evidence, self.barrier, self.replicability, self.partners)
        return any(answers) or bool(self.named) or self.team is not None or self.score is not None

    @property
    def is_closed(self) -> bool:
        """Whether something is told of it that nobody has published."""
        return not self.is_public or self.has_unpublished_facts


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a source that are not analysed, and why ("drafts", "amount in another currency")."""

    why: str
    count: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """All rows of one source. `carried` is what its questions or columns ask for at all."""

    name: str
    rows: Sequence[Row]
    carried: frozenset[Fact]
    left_out: Sequence[LeftOut] = ()
