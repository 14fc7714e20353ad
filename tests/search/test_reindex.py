"""The whole index can be made anew from what the modules own."""

from collections.abc import Iterable, Sequence

import pytest
from django.contrib.auth.models import AnonymousUser

from allotment.cli import main
from allotment.kernel.search import sources
from allotment.kernel.search.domain.documents import Document
from allotment.kernel.search.models import IndexedDocument
from allotment.kernel.search.queries.search import find
from allotment.kernel.search.services import index_many, refresh, reindex
from allotment.kernel.search.services.index import BATCH
from tests.search.conftest import Shelf

pytestmark = pytest.mark.django_db


def keys(typed: str) -> list[str]:
    return sorted(hit.key for hit in find(AnonymousUser(), typed).hits)


def test_refreshing_takes_what_the_source_gives_and_drops_what_it_does_not(shelf: Shelf) -> None:
    shelf.put("1", "Needle one")
    shelf.put("2", "Needle two")
    index_many(shelf.documents(None))
    del shelf.things["1"]
    shelf.put("2", "Pin two")
    shelf.put("3", "Needle three")

    refresh(shelf.kind, ["1", "2", "3"])

    assert keys("needle") == ["3"]
    assert keys("pin") == ["2"]


def test_reindexing_corrects_whatever_is_wrong(shelf: Shelf) -> None:
    shelf.put("1", "Needle")
    shelf.put("2", "Gone")
    index_many(shelf.documents(None))
    IndexedDocument.objects.filter(key="1").update(title="Wrong")
    del shelf.things["2"]

    assert reindex() == {shelf.kind: 1}

    assert keys("needle") == ["1"]
    assert find(AnonymousUser(), "needle").hits[0].title == "Needle"
    assert keys("gone") == []


def test_reindexing_forgets_kinds_that_no_module_has_any_more(shelf: Shelf) -> None:
    shelf.put("1", "Needle")
    index_many(shelf.documents(None))
    sources._sources.clear()

    assert reindex() == {}
    assert not IndexedDocument.objects.exists()


def test_more_than_a_batch_is_indexed_and_dropped(shelf: Shelf) -> None:
    for number in range(BATCH + 1):
        shelf.put(str(number), f"Thing {number}")
    assert reindex() == {shelf.kind: BATCH + 1}

    shelf.things = {}

    assert reindex([shelf.kind]) == {shelf.kind: 0}
    assert not IndexedDocument.objects.exists()


def test_what_changes_while_the_index_is_made_again_stands_as_it_was_changed(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put("1", "Needle old")
    shelf.put("2", "Needle two")
    index_many(shelf.documents(None))
    all_of_them = list(shelf.documents(None))

    def meanwhile(keys: Sequence[str] | None) -> Iterable[Document]:
        if keys is not None:
            yield from shelf.documents(keys)
            return
        yield from all_of_them
        shelf.put("1", "Needle new")
        shelf.put("3", "Needle three")
        refresh(shelf.kind, ["1", "3"])

    sources.source(shelf.kind, name="Things")(meanwhile)

    reindex()

    titles = {hit.title for hit in find(AnonymousUser(), "needle").hits}
    assert titles == {"Needle new", "Needle two", "Needle three"}


def test_an_unknown_kind_is_said_to_be_unknown(shelf: Shelf) -> None:
    with pytest.raises(sources.UnknownKindError):
        refresh("test.other", ["1"])


def test_the_command_says_how_many_there_are(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf.put("1", "Needle")

    with pytest.raises(SystemExit) as ended:
        main(["reindex"])

    assert ended.value.code == 0
    assert capsys.readouterr().out.split() == ["1", "test.thing"]


def test_the_command_says_which_kinds_there_are(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["reindex", "calls"])

    assert ended.value.code == 1
    assert "There are: test.thing" in capsys.readouterr().err
