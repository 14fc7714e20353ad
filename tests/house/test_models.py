"""Every model of ours: each field classified for privacy, each row's organisation said.

A field that can hold words, or that names a person, is classified by hand beside the model: `privacy`
gives public, internal, personal or special (the special categories of data protection law). What can
hold neither is internal unless the model says otherwise: keys, numbers, moments, yes or no, and
references to other rows. What becomes of each personal field, `personal_data` says beside it.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from allotment.kernel.domain.privacy import Elsewhere, Held, OnErase
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User

CLASSES = {"public", "internal", "personal", "special"}
HOLDS_WORDS = (
    models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField,
    models.GenericIPAddressField, models.DurationField,
)  # fmt: skip

#: Rows that belong to no organisation, and why.
SITE_WIDE = {
    "organisations.Organisation": "organisations are site-wide",
    "organisations.Recovery": "belongs to its person, who may work for several",
    "people.User": "a person may work for several, or for none",
    "audit.AuditLine": "belongs to a chain, which names the funder or the site",
    "audit.ChainHead": "is the head of a chain, which names the funder or the site",
    "jobs.Job": "belongs to whoever started it, or to the site",
    "jobs.OutboxLine": "lives until it is delivered; the thing that it names says whose it is",
    "jobs.WorkerBeat": "a process of the site's own",
    "notify.Message": "belongs to its reader",
    "notify.BouncedAddress": "an address, whoever writes to it",
    "notify.Mail": "belongs to its reader, and lives for days",
    "files.StoredFile": "belongs to the thing that about_kind and about_key name, never null",
    "search.IndexedDocument": "derived; its readers name organisations",
    "search.Reader": "derived; names an organisation, a role in it, or a person",
    "privacy.RetentionRule": "holds for the whole site",
    "privacy.Emptied": "belongs to the thing that it names, never null",
    "register.Award": "published by any funder, of this site or not",
    "register.AwardVersion": "belongs to a published award",
    "register.AwardPlace": "belongs to a published award",
    "register.AwardArea": "belongs to a published award",
    "register.ApiKey": "belongs to a person",
    "register.PartiesApart": "two organisations as published",
    "register.Tally": "counts published awards of any funder",
    "register.Party": "an organisation as published, on this site or not",
    "register.TableAnswers": "said of headings, whichever funder has them",
    "register.ImportRun": "started by the site keeper, of any funder's file",
}


def ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("allotment.")]


def labels() -> list[str]:
    return [model._meta.label for model in ours()]


def must_be_classified(field: "models.Field[Any, Any]") -> bool:
    if field.primary_key or field.name == "key":
        return False
    if field.remote_field is not None:
        return field.related_model is User
    return isinstance(field, HOLDS_WORDS) and not field.choices


@pytest.mark.parametrize("label", labels())
def test_every_field_is_classified_for_privacy(label: str) -> None:
    model = apps.get_model(label)
    said: dict[str, str] = getattr(model, "privacy", {})
    fields = [*model._meta.fields, *model._meta.many_to_many]

    missing = {f.name for f in fields if must_be_classified(f)} - said.keys()

    assert not missing, f"say in {label}.privacy whether these are personal"
    assert said.keys() <= {f.name for f in fields}, "a field that is no more"
    assert set(said.values()) <= CLASSES


@pytest.mark.parametrize("label", labels())
def test_every_reference_to_a_person_is_personal(label: str) -> None:
    model = apps.get_model(label)
    people = {f.name for f in model._meta.fields if f.related_model is User}

    assert all(model.privacy[name] == "personal" for name in people)  # type: ignore[attr-defined]


def answered_for(model: type[models.Model]) -> Iterator[str]:
    """The fields whose fate is declared: all of a row that is deleted."""
    for each in getattr(model, "personal_data", ()):
        if isinstance(each, Elsewhere):
            yield from each.fields
        elif each.on_erase is OnErase.DELETE:
            yield from (field.name for field in model._meta.fields)
        else:
            yield from (each.by.split("__")[0], *each.words)
            yield from (name for name in each.gives if each.on_erase is OnErase.KEEP)


def not_answered_for(model: type[models.Model]) -> set[str]:
    said: dict[str, str] = getattr(model, "privacy", {})
    personal = {name for name, kind in said.items() if kind in {"personal", "special"}}
    return personal - set(answered_for(model))


@pytest.mark.parametrize("label", labels())
def test_what_happens_to_every_personal_field_is_declared(label: str) -> None:
    model = apps.get_model(label)

    assert not not_answered_for(model), f"say in {label}.personal_data what becomes of these"
    assert set(answered_for(model)) <= {
        *(field.name for field in model._meta.fields),
        *(name for held in getattr(model, "personal_data", ()) if isinstance(held, Held)
          for name in held.gives if "__" in name),
    }  # fmt: skip


def test_a_model_that_names_a_person_and_declares_nothing_would_be_seen() -> None:
    class Diary:
        class _meta:
            fields = [models.TextField(name="words"), models.TextField(name="writer")]

        privacy = {"words": "personal", "writer": "personal", "place": "internal"}

    assert not_answered_for(Diary) == {"words", "writer"}  # type: ignore[arg-type]
    Diary.personal_data = (Held("writer__pk", OnErase.BLANK),)  # type: ignore[attr-defined]
    assert not_answered_for(Diary) == {"words"}  # type: ignore[arg-type]


def path_to_organisation(model: type[models.Model]) -> str | None:
    """The shortest way to the row's organisation by columns that are never null."""
    waiting: deque[tuple[type[models.Model], str]] = deque([(model, "")])
    seen = {model}
    while waiting:
        at, path = waiting.popleft()
        for field in at._meta.fields:
            target = field.related_model
            if field.remote_field is None or field.null or not isinstance(target, type):
                continue
            step = f"{path}__{field.name}".lstrip("_")
            if target is Organisation:
                return step
            if target not in seen and target is not User:
                seen.add(target)
                waiting.append((target, step))
    return None


@pytest.mark.parametrize("label", labels())
def test_every_row_says_whose_it_is_in_a_column_that_is_never_null(label: str) -> None:
    path = path_to_organisation(apps.get_model(label))

    if label in SITE_WIDE:
        assert path is None, f"{label} says whose it is by {path}: take it off the list"
    else:
        assert path is not None, f"{label} must say whose it is, or why it is nobody's"


def test_the_list_of_site_wide_models_names_no_model_that_is_no_more() -> None:
    assert SITE_WIDE.keys() <= set(labels())


def test_the_ways_to_the_organisation_are_the_ones_that_queries_use() -> None:
    assert path_to_organisation(apps.get_model("fund.Submission")) == "entry__call__funder"
    assert path_to_organisation(apps.get_model("fund.Score")) == "criterion__call__funder"
    assert path_to_organisation(apps.get_model("money.Posting")) == "funder"


def test_every_check_of_ours_would_see_an_unclassified_field() -> None:
    field = models.TextField(name="diary")

    assert must_be_classified(field)
    assert must_be_classified(models.ForeignKey(User, on_delete=models.CASCADE))
    assert not must_be_classified(models.IntegerField(name="count"))
