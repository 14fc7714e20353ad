"""Files of an entry: added and taken away from the page of their section."""

import dataclasses
from collections.abc import Callable

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from allotment.fund.domain.questions import Kind
from allotment.fund.forms.entrant import read_section
from allotment.fund.models import Entry
from allotment.fund.queries import entries as queries
from allotment.fund.services import entries as services
from allotment.fund.services import entry_files
from allotment.fund.views.entrant import is_kept, section_of, section_page, too_late
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.files import services as files
from allotment.kernel.files.domain import UnsafeFileError
from allotment.kernel.files.models import StoredFile
from allotment.kernel.people.models import User
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed


@dataclasses.dataclass(frozen=True, slots=True)
class EntryQuestion:
    """An entry with the key of the question that the address names, and of a file or ""."""

    entry: Entry
    question: str
    file: str = ""


#: What is done with a file of the entry.
Act = Callable[[HttpRequest, EntryQuestion], None]


def _fetch_question(user: User, key: str, question: str, file: str = "") -> EntryQuestion:
    return EntryQuestion(queries.own(user, key), question, file)


def _section_of(entry: Entry, question: str) -> str:
    for each in queries.asked(entry.call):
        if any(q.key == question and q.kind is Kind.FILE for q in each.questions):
            return str(each.section.key)
    raise Http404


@allowed("fund.write_section", fetch=_fetch_question)
def add_file(request: HttpRequest, place: EntryQuestion) -> HttpResponse:
    """Keep a file, and with it whatever was typed on the page."""
    if request.method == "POST":
        return _and_keep_typed(request, place, _add)
    messages.warning(request, _("Choose a file first, then press “Add the file”."))
    section = _section_of(place.entry, place.question)
    return redirect("fund:section", key=place.entry.key, section=section)


@allowed("fund.write_section", fetch=_fetch_question)
def remove_file(request: HttpRequest, place: EntryQuestion) -> HttpResponse:
    """Take a file away, and keep whatever was typed on the page."""
    if request.method == "POST":
        return _and_keep_typed(request, place, _remove)
    section = _section_of(place.entry, place.question)
    return redirect("fund:section", key=place.entry.key, section=section)


@allowed("fund.write_section", fetch=_fetch_question)
def put_file_back(request: HttpRequest, place: EntryQuestion) -> HttpResponse:
    """Put a file back that was taken away, and keep whatever was typed on the page."""
    if request.method == "POST":
        return _and_keep_typed(request, place, _put_back)
    section = _section_of(place.entry, place.question)
    return redirect("fund:section", key=place.entry.key, section=section)


def _and_keep_typed(request: HttpRequest, place: EntryQuestion, act: Act) -> HttpResponse:
    section = _section_of(place.entry, place.question)
    here, _following = section_of(place.entry, section)
    try:
        typed = read_section(request.POST, here.questions)
        saved = services.save(entry=place.entry, by=person_of(request), **typed)
    except RuleBrokenError as error:
        return too_late(request, place.entry, error, here)
    act(request, place)
    if is_kept(saved):
        return redirect("fund:section", key=place.entry.key, section=section)
    here, _following = section_of(place.entry, section)
    return section_page(request, place.entry, here, saved)


def _add(request: HttpRequest, place: EntryQuestion) -> None:
    upload = request.FILES.get(f"file-{place.question}")
    if not isinstance(upload, UploadedFile):
        messages.warning(request, _("Choose a file first, then press “Add the file”."))
        return
    try:
        stored = files.keep(
            upload=upload, about_kind="fund.entry", about_key=place.entry.key, by=person_of(request)
        )
    except UnsafeFileError as error:
        messages.warning(request, str(error))
        return
    try:
        services.add_file(
            entry=place.entry, by=person_of(request), question=place.question, stored=stored
        )
    except RuleBrokenError as error:
        files.remove(stored=stored)
        messages.warning(request, error.sentence.render(_))
    else:
        messages.success(request, _("%(name)s has been added.") % {"name": stored.name})


def _named(place: EntryQuestion) -> StoredFile | None:
    found = StoredFile.objects.filter(about_kind="fund.entry", about_key=place.entry.key)
    return found.filter(key=place.file).first()


def _remove(request: HttpRequest, place: EntryQuestion) -> None:
    named = _named(place)
    try:
        services.remove_file(
            entry=place.entry, by=person_of(request), question=place.question, key=place.file
        )
    except RuleBrokenError as error:
        messages.warning(request, error.sentence.render(_))
        return
    if named is not None:
        messages.success(
            request,
            _("%(name)s has been removed. You can put it back below.") % {"name": named.name},
        )


def _put_back(request: HttpRequest, place: EntryQuestion) -> None:
    named = _named(place)
    try:
        entry_files.put_back(
            entry=place.entry, by=person_of(request), question=place.question, key=place.file
        )
    except RuleBrokenError as error:
        messages.warning(request, error.sentence.render(_))
        return
    if named is not None:
        messages.success(request, _("%(name)s is back.") % {"name": named.name})
