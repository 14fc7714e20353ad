"""Files of an entry: added and taken away from the page of their section."""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.fund.domain.questions import Kind
from allotment.fund.forms.entrant import read_section
from allotment.fund.models import Entry
from allotment.fund.queries import entries as queries
from allotment.fund.services import drafts, entry_files
from allotment.fund.views.entrant import is_kept, section_of, section_page, too_late
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.files.models import StoredFile
from allotment.kernel.people.models import User
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Button


@dataclasses.dataclass(frozen=True, slots=True)
class EntryQuestion:
    """An entry with the key of the question that the address names, and of a file or ""."""

    entry: Entry
    question: str
    file: str = ""


def _fetch_question(user: User, key: str, question: str, file: str = "") -> EntryQuestion:
    return EntryQuestion(queries.own(user, key), question, file)


def _section_of(entry: Entry, question: str) -> str:
    for each in queries.asked(entry.call):
        if any(q.key == question and q.kind is Kind.FILE for q in each.questions):
            return str(each.section.key)
    raise Http404


@allowed("fund.write_section", fetch=_fetch_question)
def add_file(request: HttpRequest, place: EntryQuestion) -> HttpResponseBase:
    """Keep a file, and with it whatever was typed on the page."""
    upload = request.FILES.get(f"file-{place.question}")
    if request.method != "POST":
        messages.warning(request, _(entry_files.CHOOSE_A_FILE))
    return _and_keep_typed(
        request,
        place,
        lambda: entry_files.add(
            entry=place.entry,
            by=person_of(request),
            question=place.question,
            upload=upload if isinstance(upload, UploadedFile) else None,
        ),
        done=lambda stored: _("%(name)s has been added.") % {"name": stored.name},
    )


@allowed("fund.write_section", fetch=_fetch_question)
def remove_file(request: HttpRequest, place: EntryQuestion) -> HttpResponseBase:
    """Take a file away, and keep whatever was typed on the page."""
    return _and_keep_typed(
        request,
        place,
        lambda: drafts.remove_file(
            entry=place.entry, by=person_of(request), question=place.question, key=place.file
        ),
        done=_named(place, _("%(name)s has been removed. You can put it back below.")),
    )


@allowed("fund.write_section", fetch=_fetch_question)
def put_file_back(request: HttpRequest, place: EntryQuestion) -> HttpResponseBase:
    """Put a file back that was taken away, and keep whatever was typed on the page."""
    return _and_keep_typed(
        request,
        place,
        lambda: entry_files.put_back(
            entry=place.entry, by=person_of(request), question=place.question, key=place.file
        ),
        done=_named(place, _("%(name)s is back.")),
    )


def _named(place: EntryQuestion, sentence: str) -> str:
    """The sentence with the name of the file; "" where the entry has no such file."""
    found = StoredFile.objects.filter(about_kind="fund.entry", about_key=place.entry.key)
    stored = found.filter(key=place.file).first()
    return sentence % {"name": stored.name} if stored else ""


def _and_keep_typed(
    request: HttpRequest,
    place: EntryQuestion,
    act: Callable[[], Any],
    done: str | Callable[[Any], str],
) -> HttpResponseBase:
    section = _section_of(place.entry, place.question)
    page = reverse("fund:section", args=[place.entry.key, section])
    if request.method != "POST":
        return redirect(page)
    here, _following = section_of(place.entry, section)
    try:
        typed = read_section(request.POST, here.questions)
        saved = drafts.save(entry=place.entry, by=person_of(request), **typed)
    except RuleBrokenError as error:
        return too_late(request, place.entry, error, here)
    answer = Button(act=act, done=done, back=page).respond(request)
    if is_kept(saved):
        return answer
    here, _following = section_of(place.entry, section)
    return section_page(request, place.entry, here, saved)
