"""What entries and grants may be about: schemes of categories, each with words that say so."""

from dataclasses import dataclass
from enum import StrEnum

from allotment.kernel.domain.sentences import gettext_noop as _


class Scheme(StrEnum):
    """What a text is read for."""

    SERVICE = "service"
    OUTCOME = "outcome"
    BARRIER = "barrier"


SCHEME_LABELS = {
    Scheme.SERVICE: _("Service area"),
    Scheme.OUTCOME: _("Outcome"),
    Scheme.BARRIER: _("Barrier"),
}


@dataclass(frozen=True, slots=True)
class Category:
    """One category, its description in a sentence or two, and its phrases (see `phrases`).

    `says` tell of it on their own, `titles` too but only in a title; of `hints` it takes two different
    ones. None of them counts inside a phrase of `unless`. Of two categories that are found, the one of
    greater `weight` comes sooner.
    """

    code: str
    name: str
    description: str
    says: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Categories:
    """The categories of one scheme.

    Where a scheme has `context` and a text is not the answer to its question, a phrase counts only in
    a sentence that holds one of `context` too.
    """

    scheme: Scheme
    categories: tuple[Category, ...]
    context: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order of the file."""
        return tuple(each.code for each in self.categories)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The schemes: service areas, outcomes, barriers."""

    service: Categories
    outcome: Categories
    barrier: Categories

    @property
    def schemes(self) -> tuple[Categories, Categories, Categories]:
        """All three, in the order in which they are reported."""
        return self.service, self.outcome, self.barrier

    def named(self, scheme: Scheme, code: str) -> str:
        """A category's name; its code where it stands in the taxonomy no more."""
        for each in self.schemes[list(Scheme).index(scheme)].categories:
            if each.code == code:
                return each.name
        return code
