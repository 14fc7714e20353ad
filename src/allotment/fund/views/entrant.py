"""What those who enter see and do."""

import dataclasses
import uuid
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.fund.domain.questions import Kind
from allotment.fund.forms.entrant import StartForm, WithdrawForm, read_answers, read_section
from allotment.fund.models import Call, Entry
from allotment.fund.permissions import WRITERS
from allotment.fund.queries import (
    awards as award_queries,
    calls as call_queries,
    entries as queries,
    lists as list_queries,
    removed_files,
)
from allotment.fund.queries.entries import DraftItem, DraftSection
from allotment.fund.services import drafts, entries as services
from allotment.fund.views.lists import entries as lists
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.organisations import queries as organisations
from allotment.kernel.people.models import User
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import FormPage, ListPage


@allowed("people.own_account")
def my_entries(request: HttpRequest) -> ListPage[list_queries.MyEntry]:
    """The person's entries."""
    return ListPage(
        table=lists.mine(),
        rows=partial(list_queries.mine, person_of(request)),
        template="fund/my_entries.html",
    )


@allowed("fund.enter", fetch=call_queries.one)
def start(request: HttpRequest, call: Call) -> FormPage | HttpResponse:
    """Choose for whom one enters, and begin."""
    if call_queries.phase(call) != "open":
        return _not_open(request, call)
    own = {each.key: each for each in organisations.with_roles(person_of(request), *WRITERS)}
    return FormPage(
        form=partial(StartForm, organisations=list(own.values())),
        act=lambda form: services.start(
            call=call,
            by=person_of(request),
            token=form.cleaned_data["token"],
            organisation=own.get(form.cleaned_data["organisation"]),
        ),
        then=lambda entry: reverse("fund:entry", args=[entry.key]),
        template="fund/start.html",
        context={"call": call, "has_organisations": bool(own)},
    )


def _not_open(request: HttpRequest, call: Call) -> HttpResponse:
    return render(
        request,
        "web/message.html",
        {
            "heading": _("This call is not open"),
            "paragraphs": [_("Its page says when it opens or opened, and when it closes.")],
            "links": [(_("Back to the call"), reverse("fund:call", args=[call.key]))],
        },
        status=409,
    )


@allowed("fund.write_entry", fetch=queries.own)
def entry(request: HttpRequest, entry: Entry) -> HttpResponse:
    """The task list of an entry: its sections, and what can be done next."""
    sections = queries.draft(entry)
    last = queries.latest(entry)
    changed = last is not None and queries.sent_answers(last) != queries.typed_of(sections)
    award = award_queries.standing_of(entry)
    return render(
        request,
        "fund/entry.html",
        {
            "entry": entry,
            "sections": sections,
            "done": sum(s.status == "done" for s in sections),
            "writable": entry.is_writable,
            "last": last,
            "changed": changed,
            "award": award,
            "published": award_queries.in_register([award.key]).get(award.key) if award else None,
            "letters": award_queries.letters_about(entry),
        },
    )


def section_of(entry: Entry, key: str) -> tuple[DraftSection, DraftSection | None]:
    sections = queries.draft(entry)
    for n, each in enumerate(sections):
        if each.section.key == key:
            return each, sections[n + 1] if n + 1 < len(sections) else None
    raise Http404


@dataclasses.dataclass(frozen=True, slots=True)
class EntrySection:
    """An entry with the key of the section that the address names."""

    entry: Entry
    key: str


def _fetch_section(user: User, key: str, section: str) -> EntrySection:
    return EntrySection(queries.own(user, key), section)


@allowed("fund.write_section", fetch=_fetch_section)
def section(request: HttpRequest, place: EntrySection) -> HttpResponse:
    """One page of the form. Saving never loses what was typed, whatever is wrong with it."""
    entry = place.entry
    here, _following = section_of(entry, place.key)
    if request.method != "POST":
        if not entry.is_writable:
            return redirect("fund:entry", key=entry.key)
        return section_page(request, entry, here, None)
    try:
        typed = read_section(request.POST, here.questions)
        saved = drafts.save(entry=entry, by=person_of(request), **typed)
    except RuleBrokenError as error:
        return too_late(request, entry, error, here)
    here, following = section_of(entry, place.key)
    if is_kept(saved) and not _problems(here):
        if "stay" in request.POST:
            messages.success(request, _("Saved."))
            return redirect("fund:section", key=entry.key, section=place.key)
        if following is None:
            return redirect("fund:entry", key=entry.key)
        return redirect("fund:section", key=entry.key, section=following.section.key)
    if "stay" in request.POST and is_kept(saved):
        messages.warning(request, _("Saved. Some answers below still need correcting."))
    return section_page(request, entry, here, saved)


def is_kept(saved: drafts.Saved) -> bool:
    """Was everything that was typed saved?"""
    return not saved.clashes and not saved.refused


def section_page(
    request: HttpRequest, entry: Entry, here: DraftSection, saved: drafts.Saved | None
) -> HttpResponse:
    """The page of a section, with what was typed where that could not be saved."""
    return render(
        request,
        "fund/section.html",
        {
            "entry": entry,
            "here": here,
            "items": _as_typed(here, saved),
            "pressed": saved is not None,
            "clashes": {c.question: c for c in saved.clashes} if saved else {},
            "has_errors": saved is not None,
            "stored": queries.files_of(entry, here),
            "removed": removed_files.by_question(entry, _file_questions(here)),
        },
    )


def _file_questions(here: DraftSection) -> list[str]:
    return [i.question.key for i in here.items if i.question.kind is Kind.FILE]


def _problems(here: DraftSection) -> bool:
    return any(item.answer.draft_problems for item in here.items)


def _as_typed(here: DraftSection, saved: drafts.Saved | None) -> list[DraftItem]:
    """The section's items, but with what the person typed where that could not be saved."""
    from allotment.fund.domain.parsing import parse_answer

    if saved is None:
        return list(here.items)
    clashes = {c.question: c for c in saved.clashes}
    items: list[DraftItem] = []
    for item in here.items:
        key = item.question.key
        if key in clashes:
            yours = parse_answer(item.question, clashes[key].yours)
            items.append(DraftItem(item.question, yours, clashes[key].version))
        elif key in saved.refused:
            items.append(DraftItem(item.question, saved.refused[key], item.version))
        else:
            items.append(item)
    return items


def too_late(
    request: HttpRequest, entry: Entry, error: RuleBrokenError, here: DraftSection
) -> HttpResponse:
    """Too late to save: say so, and show what was typed, so that it is not lost."""
    typed = read_answers(request.POST, here.questions)
    return render(
        request,
        "fund/too_late.html",
        {
            "entry": entry,
            "why": error.sentence.render(_),
            "typed": [(q.text, typed[q.key]) for q in here.questions if typed.get(q.key)],
        },
        status=409,
    )


@allowed("fund.write_section", fetch=_fetch_section)
def autosave(request: HttpRequest, place: EntrySection) -> HttpResponse:
    """Save while somebody types; answers with new versions and one line that says so."""
    if request.method != "POST":
        raise Http404
    here, _following = section_of(place.entry, place.key)
    try:
        typed = read_section(request.POST, here.questions)
        saved = drafts.save(entry=place.entry, by=person_of(request), **typed)
    except RuleBrokenError as error:
        return render(request, "fund/autosaved.html", {"problem": error.sentence.render(_)})
    return render(
        request,
        "fund/autosaved.html",
        {"saved": saved, "texts": {q.key: q.label for q in here.questions}},
    )


@allowed("fund.write_entry", fetch=queries.own)
def check(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Check the answers, then send them."""
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            services.submit(
                entry=entry,
                by=person_of(request),
                token=request.POST.get("token", "")[:40] or uuid.uuid4().hex,
            )
        except RuleBrokenError as error:
            problems = [(key, sentence.render(_)) for key, sentence in error.problems]
        else:
            return redirect("fund:receipt", key=entry.key)
    sections = queries.draft(entry)
    return render(
        request,
        "fund/check.html",
        {
            "entry": entry,
            "shown": queries.shown(entry.call, entry, queries.typed_of(sections)),
            "where": {i.question.key: s.section.key for s in sections for i in s.items},
            "ready": all(s.status == "done" for s in sections),
            "writable": entry.is_writable,
            "problems": problems,
            "has_errors": bool(problems),
            "last_sent_at": queries.last_sent_at(entry),
            "token": uuid.uuid4().hex,
        },
    )


@allowed("fund.write_entry", fetch=queries.own)
def receipt(request: HttpRequest, entry: Entry) -> HttpResponse:
    """What was sent, when, and the digest that proves it."""
    last = queries.latest(entry)
    if last is None:
        return redirect("fund:entry", key=entry.key)
    from allotment.fund.domain.receipt import digest_in_groups

    return render(
        request,
        "fund/receipt.html",
        {
            "entry": entry,
            "last": last,
            "digest": digest_in_groups(last.digest),
            "shown": queries.shown(entry.call, entry, queries.sent_answers(last)),
            "writable": entry.is_writable,
        },
    )


@allowed("fund.write_entry", fetch=queries.own)
def document(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Exactly what was sent, as the canonical JSON that the digest is of."""
    from allotment.fund.domain.receipt import canonical_json

    last = queries.latest(entry)
    if last is None:
        raise Http404
    response = HttpResponse(canonical_json(last.document), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{entry.reference}.json"'
    return response


@allowed("fund.write_entry", fetch=queries.own)
def withdraw(request: HttpRequest, entry: Entry) -> FormPage:
    return FormPage(
        form=WithdrawForm,
        act=lambda form: services.withdraw(
            entry=entry, by=person_of(request), why=form.cleaned_data["why"]
        ),
        done=_("The entry has been withdrawn."),
        heading=_("Withdraw this entry?"),
        caption=entry.title or entry.reference,
        lead=_("It will not be judged, and this cannot be undone. What you sent is kept."),
        warning=_("You cannot undo this."),
        button=_("Withdraw the entry"),
        back=reverse("fund:entry", args=[entry.key]),
    )
