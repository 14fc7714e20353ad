"""The index: documents and who may find them. The words themselves are kept by the engine."""

from django.db import models

from allotment.kernel.domain.privacy import Held, OnErase
from allotment.kernel.search.domain.documents import LONGEST_TITLE, of_person


class IndexedDocument(models.Model):
    """A document as the index keeps it. Derived: `allotment reindex` makes it all again."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=LONGEST_TITLE)
    plain_title = models.CharField(max_length=2 * LONGEST_TITLE)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=500)
    public = models.BooleanField(default=False)
    round = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="search_each_thing_once"),
        ]

    privacy = {
        "kind": "internal", "key": "internal", "title": "internal", "plain_title": "internal",
        "body": "internal", "url": "internal", "public": "internal", "round": "internal",
    }  # fmt: skip


class Reader(models.Model):
    """Somebody who may find a document that is not public: see domain.documents."""

    document = models.ForeignKey(IndexedDocument, on_delete=models.CASCADE, related_name="readers")
    who = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "who"], name="search_each_reader_once"),
        ]

    privacy = {"document": "internal", "who": "personal"}
    personal_data = (
        Held(
            "who", OnErase.DELETE, file="found by you alone or among others",
            gives=("document__title",), value=lambda person: of_person(str(person.pk)),
        ),
    )  # fmt: skip
