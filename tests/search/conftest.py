"""A source of documents for these tests alone."""

from collections.abc import Iterable, Sequence

import pytest

from allotment.kernel.search import sources
from allotment.kernel.search.domain.documents import EVERYBODY, Audience, Document


class Shelf:
    """Things that can be found, as a module would own them."""

    kind = "test.thing"

    def __init__(self) -> None:
        self.things: dict[str, Document] = {}

    def put(self, key: str, title: str, body: str = "", audience: Audience = EVERYBODY) -> Document:
        self.things[key] = Document(self.kind, key, title, f"/things/{key}/", body, audience)
        return self.things[key]

    def documents(self, keys: Sequence[str] | None) -> Iterable[Document]:
        return [t for key, t in self.things.items() if keys is None or key in keys]


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made = Shelf()
    monkeypatch.setattr(sources, "_sources", {})
    sources.source(made.kind, name="Things")(made.documents)
    return made
