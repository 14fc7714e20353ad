"""Every word that people read goes through gettext; and no template lets in what it should not.

The pages of the world are shown in a pseudo-language that puts ⟦…⟧ around every text. What then
stands outside these brackets is data, or a text that nobody can translate. Data is told from text by
what the database holds: the columns of `DATA` are written by people (names, titles, answers), all
others are not, so that a state such as "draft" shown as it is stored is found.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import models
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from allotment.evidence.domain import packing
from allotment.evidence.domain.report import tables
from allotment.evidence.models import Analysis, Edition, Picture, Review, Run, Wording
from allotment.evidence.queries.composed import composed
from allotment.evidence.readers.taxonomy import read_taxonomy
from allotment.fund.models import (
    Call,
    Clarification,
    Criterion,
    Decision,
    Entry,
    LateChange,
    Question,
    RemovedPart,
    Score,
    Section,
    Submission,
)
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.files.models import StoredFile
from allotment.kernel.jobs import registry
from allotment.kernel.notify.models import Message
from allotment.kernel.organisations.models import Invitation, MailDomain, Organisation
from allotment.kernel.people.models import User
from allotment.kernel.web.charts import _shortened
from allotment.money.models import Pot
from allotment.register.domain.standard.columns import heading_at, single_columns
from allotment.register.models import ApiKey, Award as PublishedAward, ImportRun, Party
from tests.databases import Worlds
from tests.house.kept import make_whole_world, people
from tests.house.test_access import ROLES, _address, _client, _read, addresses
from tests.house.world import World

__all__ = ["people"]

OPEN, CLOSE = "⟦", "⟧"
TEMPLATES = sorted((Path(settings.PACKAGE)).rglob("templates/**/*.html"))
#: Packages' addresses with templates of ours, as the role that uses them.
SIGNING_IN = [
    ("/account/login/", "visitor"), ("/account/signup/", "visitor"),
    ("/account/password/reset/", "visitor"), ("/account/login/code/", "visitor"),
    ("/account/email/", "entrant"), ("/account/password/set/", "entrant"),
    ("/account/2fa/", "newcomer"), ("/account/logout/", "entrant"), ("/nothing/here/", "visitor"),
]  # fmt: skip
#: Columns that people write in their own words.
DATA: list[tuple[type[models.Model], list[str]]] = [
    (ImportRun, ["file_name"]),
    (User, ["name", "email"]),
    (Organisation, ["name", "org_id", "key"]),
    (Invitation, ["email"]),
    (MailDomain, ["name"]),
    (Pot, ["name", "source"]),
    (Call, ["title", "summary", "purpose", "who_may_enter", "contact", "appeal", "privacy_notice",
            "reference_prefix"]),
    (Section, ["title", "intro", "key"]),
    (Question, ["text", "short", "guidance", "options", "key"]),
    (Clarification, ["question", "answer"]),
    (Decision, ["reason"]),
    (LateChange, ["why"]),
    (RemovedPart, ["text"]),
    (Score, ["reason"]),
    (Criterion, ["name", "asks", "descriptors"]),
    (Entry, ["reference", "title", "key"]),
    (Submission, ["document", "digest"]),
    (Message, ["subject", "body"]),
    (StoredFile, ["name"]),
    (ApiKey, ["name"]),
    (Analysis, ["title", "foreword"]),
    (Wording, ["words"]),
    (Picture, ["alternative", "caption"]),
    (Review, ["note", "comment"]),
    (Edition, ["title", "changes", "taken_back_because"]),
    (AuditLine, ["why"]),
    (Party, ["name", "identifier"]),
    (PublishedAward, ["title", "description", "recipient_name", "funder_name", "identifier",
                      "programme", "key", "document"]),
]  # fmt: skip
#: What is neither text nor a row: the site's own name, amounts, times, codes of forms of numbers.
NOT_TEXT = re.compile(
    r"https?://\S+|\d{1,2}(:\d\d)?(am|pm)|\b[0-9a-f]{8,}\b|\b[A-Z0-9]{2,4}-[A-Za-z0-9]+-\S+|\([A-Z]{3}\)"
)
SHOWN_ATTRIBUTES = {"aria-label", "alt", "title", "placeholder", "data-failed", "summary", "label"}
#: Not shown, or the words of a machine and not of people.
HIDDEN = {"script", "style", "template", "code", "pre"}


def put_brackets(text: str) -> str:
    """The text in the pseudo-language, its blanks at either end left outside."""
    inner = text.strip()
    return text.replace(inner, f"{OPEN}{inner}{CLOSE}", 1) if inner else text


@pytest.fixture(scope="module")
def in_world(worlds: Worlds, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A world made in the pseudo-language: what it holds of texts of the site has brackets, too."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        speak_pseudo(patch)
        with worlds.entered("world in brackets", make_whole_world):
            yield


@pytest.fixture
def world(in_world: None, db: None, worlds: Worlds, settings: Any) -> World:
    made: World = worlds.copy_of("world in brackets", settings.MEDIA_ROOT)
    return made


@pytest.fixture
def pseudo_language(monkeypatch: pytest.MonkeyPatch) -> None:
    speak_pseudo(monkeypatch)


def speak_pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put brackets around every text that goes through gettext."""
    catalogue: Any = translation._trans  # type: ignore[attr-defined]  # not in the stubs

    def one(text: str) -> str:
        return put_brackets(text)

    def many(one: str, other: str, count: int) -> str:
        return put_brackets(one if count == 1 else other)

    monkeypatch.setattr(catalogue, "gettext", one)
    monkeypatch.setattr(catalogue, "pgettext", lambda _context, text: put_brackets(text))
    monkeypatch.setattr(catalogue, "ngettext", many)
    monkeypatch.setattr(catalogue, "npgettext", lambda _c, a, b, count: many(a, b, count))


class Page(HTMLParser):
    """Collects what a person sees or hears of a page: texts, and attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in HIDDEN
        given = dict(attributes)
        self.texts += [given[name] or "" for name in SHOWN_ATTRIBUTES & given.keys()]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.texts.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


def without_brackets(text: str) -> str:
    """What stands outside every pair of brackets; data that a text quotes may have its own."""
    outside, depth = [], 0
    for letter in text:
        depth += letter == OPEN
        if depth == 0:
            outside.append(letter)
        depth -= letter == CLOSE
    return "".join(outside)


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)


def texts_read() -> Iterator[str]:
    """What analyses have read: texts of rows, the words of their themes; and the labels' names."""
    for run in Run.objects.all():
        summary = packing.summary(bytes(run.summary))
        for line in packing.lines(bytes(run.lines)):
            row = line.row
            yield from (row.title, row.text, row.funder, row.programme, row.who)
            yield from (label.sentence for label in line.labels)
        for theme in summary.themes:
            yield from (theme.name, ", ".join(theme.terms), ", ".join(theme.terms[:6]))
    for analysis in Analysis.objects.select_related("owner"):
        now = composed(analysis)
        if now is None:
            continue
        yield from (each.words for each in now.readings)
        for block in tables(now.report):
            if block.key.endswith("-sentences"):
                yield from (cell for row in block.rows for cell in row[1:])
    for scheme in read_taxonomy().schemes:
        for category in scheme.categories:
            yield category.name
            yield _shortened(category.name)


def data_of_the_world() -> list[str]:
    """Every text that people wrote, longest first; also line by line and sentence by sentence."""
    found: set[str] = {settings.SITE_NAME, *texts_read()}
    for model, columns in DATA:
        for row in model._default_manager.values_list(*columns):
            for text in leaves(list(row)):
                plain = " ".join(without_brackets(text).split())
                found |= {plain, *(" ".join(line.split()) for line in text.splitlines())}
    return sorted((text for text in found if text), key=len, reverse=True)


def foreign_on(address: str) -> list[str]:
    """What one page has of the standard's own headings, which are no text of the site."""
    if not address.startswith("/register/import/"):
        return []
    columns = (heading_at(column.path) for column in single_columns())
    found = {heading.replace(":0:", ":") for heading in columns}
    return sorted({*found, "own.csv", "Ref", "Sum", "A1"}, key=len, reverse=True)


def untranslated(html: str, data: list[str]) -> list[str]:
    page = Page()
    page.feed(html)
    found = []
    for text in page.texts:
        left = " ".join(without_brackets(text).split())
        if not re.search(r"[A-Za-z]{2}", left):
            continue
        for known in data:
            if known in left:
                left = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", left)
        left = NOT_TEXT.sub(" ", left)
        if re.search(r"[A-Za-z]{2}", left):
            found.append(" ".join(text.split())[:120])
    return found


def visits(table: dict[str, list[str]]) -> Iterator[tuple[str, list[str], str]]:
    """Each address as up to two roles that may see it: one from outside, one from inside."""
    inside = ("manager", "board", "assessor", "finance", "keeper", "administrator", "auditor")
    outside = ("visitor", "entrant", "newcomer")
    for name, converters in addresses():
        for roles in (outside, inside):
            for role in roles:
                if name in table and table[name][ROLES.index(role)] == "200":
                    yield name, converters, role
                    break


def test_every_text_of_every_page_can_be_translated(
    world: World, pseudo_language: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients: dict[str, Client] = {role: _client(world.people, role) for role in ROLES}
    made_up = [  # kinds of work that other tests have brought along
        str(each.title) for each in registry._handlers.values()
        if each.run.__module__.startswith("tests.")
    ]  # fmt: skip
    data = [*data_of_the_world(), *registry._handlers, *made_up]
    wanted = [(_address(world, name, parts), role) for name, parts, role in visits(_read())]

    seen = 0
    problems: set[str] = set()
    for address, role in [*wanted, *SIGNING_IN]:
        response = clients[role].get(address)
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        seen += response.status_code == 200
        html = response.content.decode()
        problems |= {
            f"{address} as {role}: {text}"
            for text in untranslated(html, [*foreign_on(address), *data])
        }

    assert seen > 60, "the pages were not shown"
    assert not problems, "\n".join(["", *sorted(problems)])


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>⟦Hello⟧ Erin</p>", []),
        ("<p>Hello</p>", ["Hello"]),
        ("<p>⟦Hello⟧ there</p>", ["⟦Hello⟧ there"]),
        ("<p>⟦Hello ⟦you⟧ there⟧</p>", []),
        ("<b aria-label='Close'>×</b>", ["Close"]),
        ("<input type=submit value='Go on'>", ["Go on"]),
        ("<p>£12,500 · 2:30pm</p>", []),
        ("<script>alert()</script>", []),
        ("<title>Page – ⟦x⟧</title>", ["Page – ⟦x⟧"]),
        ("<p>Erinaceous</p>", ["Erinaceous"]),
        ("<p>draft</p>", ["draft"]),
    ],
)
def test_the_check_tells_texts_from_data(html: str, found: list[str]) -> None:
    assert untranslated(html, ["Erin"]) == found


FORBIDDEN: dict[str, Callable[[str], list[str]]] = {
    "marks something as safe": re.compile(r"\|\s*safe\b|Markup\(|autoescape\s+false").findall,
    "has a style of its own": re.compile(r"\sstyle\s*=").findall,
    "has a script of its own": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I).findall,
    "has a script inside": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>", re.I
    ).findall,
    "has a style sheet inside": re.compile(r"<style\b", re.I).findall,
    "has an address of another site": re.compile(
        r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//(?!www\.legislation\.gov\.uk)", re.I
    ).findall,
    "reloads itself": re.compile(r"http-equiv\s*=\s*[\"']refresh", re.I).findall,
    "runs a script as an address": re.compile(r"javascript:", re.I).findall,
    "has a form that posts without the token": re.compile(
        r"<form[^>]*method=[\"']post[\"'](?:(?!</form>).)*", re.I | re.S
    ).findall,
}


#: Exceptions, each with its reason.
ALLOWED = {
    ("marks something as safe", "activate_form.html"): "the QR code, drawn by segno",
    ("reloads itself", "login_redirect.html"): "goes on at once, to where the person asked to go",
    (
        "has a form that posts without the token",
        "stop.html",
    ): "the address itself shows that one may",
}


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_template_does_what_none_may(rule: str) -> None:
    found = {}
    for template in TEMPLATES:
        hits = FORBIDDEN[rule](template.read_text())
        if "token" in rule:
            hits = [hit for hit in hits if "csrf_input" not in hit]
        if hits and (rule, template.name) not in ALLOWED:
            found[template.name] = hits

    assert len(TEMPLATES) > 50
    assert found == {}
