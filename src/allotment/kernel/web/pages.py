"""Pages that a view declares and the kernel answers: a form, a button, a list.

A view under `@allowed(…)` reads what its page needs and returns one of these. What every page of its kind
does is done here and nowhere else: parse, act, say what a rule refused, show, redirect; narrow, sort, page,
write the file. A view that returns a response of its own is left alone.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop
from allotment.kernel.web.tables import AnyRows, Asked, Shown, Table

Row = TypeVar("Row")

#: The field that says what a shared form held when its page was opened.
_OPENED_WITH = "opened_with"


class OvertakenError(RuleBrokenError):
    """Somebody else has saved the same form since the page was opened."""


class Page(Protocol):
    """What a view may return instead of a response."""

    def respond(self, request: HttpRequest) -> HttpResponseBase: ...


def _text(words: str | Callable[[Any], str], made: Any) -> str:
    return words(made) if callable(words) else words


def _in_lines(value: Any) -> str:
    """Text as it is kept: browsers end lines in their own way."""
    return str(value).replace("\r\n", "\n").strip()


def _done(
    request: HttpRequest,
    made: Any,
    message: str | Callable[[Any], str],
    then: str | Callable[[Any], str],
) -> HttpResponseBase:
    """Where one goes after the act; an act that made a response has said so itself."""
    if isinstance(made, HttpResponseBase):
        return made
    if words := _text(message, made):
        messages.success(request, words)
    return redirect(_text(then, made))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """One form on one page.

    `act` calls one service with what the valid form holds. What it returns is given to `done` (the message
    of success) and to `then` (the next address, else `back`), where these are functions. A rule that `act`
    breaks is said at the field that the refusal names, else above the form, and nothing typed is lost. A
    form without fields only asks once: there the refusal is said where one came from, `back`. `check` is
    given the valid form and may return a page to be shown first, or None to go on. `refused` is given
    the form of which a rule was broken, may renew what it carries, and returns what the page then
    shows instead. What an `is_shared` form holds at first is written by several people: what one of them
    saved since the page was opened is not replaced unseen.
    """

    form: Callable[..., forms.BaseForm] = forms.Form
    act: Callable[[Any], Any]
    then: str | Callable[[Any], str] = ""
    done: str | Callable[[Any], str] = ""
    initial: Mapping[str, Any] = field(default_factory=dict)
    heading: str = ""
    caption: str = ""
    lead: str = ""
    warning: str = ""
    button: str = ""
    back: str = ""
    template: str = "web/form.html"
    context: Mapping[str, Any] = field(default_factory=dict)
    check: Callable[[Any], HttpResponse | None] | None = None
    refused: Callable[[Any], Mapping[str, Any]] = lambda _form: {}
    is_shared: bool = False

    def respond(self, request: HttpRequest) -> HttpResponseBase:
        is_sent, instead = request.method == "POST", dict[str, Any]()
        form = self.form(
            request.POST if is_sent else None,
            request.FILES if is_sent else None,
            initial=dict(self.initial),
        )
        if self.is_shared:
            form.fields[_OPENED_WITH] = forms.CharField(
                initial=self._held, required=False, widget=forms.HiddenInput
            )
        if is_sent and form.is_valid():
            if self.check and (between := self.check(form)):
                return between
            try:
                if self.is_shared:
                    self._replace_nothing_unseen(form)
                made = self.act(form)
            except RuleBrokenError as error:
                if not form.fields and self.back:
                    messages.warning(request, error.sentence.render(_))
                    return redirect(self.back)
                instead.update(self.refused(form))
                form.add_error(
                    error.field if error.field in form.fields else None, error.sentence.render(_)
                )
            else:
                return _done(request, made, self.done, self.then or self.back)
        context = {**self._shown(), **self.context, **instead, "form": form}
        return render(request, self.template, context)

    @property
    def _held(self) -> str:
        """What the form holds at first, in short."""
        held = repr(sorted(self.initial.items()))
        return hashlib.blake2s(held.encode(errors="replace"), digest_size=8).hexdigest()

    def _replace_nothing_unseen(self, form: forms.BaseForm) -> None:
        """Raises OvertakenError once; whoever sends the form again has read it."""
        opened_with = form.cleaned_data.pop(_OPENED_WITH)
        typed = [name for name in form.changed_data if name != _OPENED_WITH]
        is_the_same = all(
            _in_lines(form[name].value()) == _in_lines(self.initial.get(name)) for name in typed
        )
        if opened_with in {"", self._held} or is_the_same:
            return
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data[_OPENED_WITH] = self._held  # type: ignore[index]
        raise OvertakenError(
            gettext_noop(
                "Somebody else has changed this since you opened it. Save again to replace what they "
                "wrote, or open the page again to see it."
            )
        )

    def _shown(self) -> dict[str, Any]:
        names = ("heading", "caption", "lead", "warning", "button", "back")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button of another page, at an address of its own; without a press it leads `back` there.

    `act`, `done` and `then` are those of a form page; a refusal is said at `back`.
    """

    act: Callable[[], Any]
    back: str
    done: str | Callable[[Any], str] = ""
    then: str | Callable[[Any], str] = ""

    def respond(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST":
            return redirect(self.back)
        try:
            made = self.act()
        except RuleBrokenError as error:
            messages.warning(request, error.sentence.render(_))
            return redirect(self.back)
        return _done(request, made, self.done, self.then or self.back)


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Generic[Row]):
    """One list on one page: `rows` answers what the address asks for.

    The page's `heading` is the table's caption, and its `title` the heading, where they are not given.
    Over the list stand `caption`, `lead` (text or markup) and a button for each of `actions`; under it
    `links` and `note`, which says who may see the page. Where the page has more, `template` extends
    `web/list.html`, and `context` is what that shows.
    """

    table: Table[Row]
    rows: Callable[[Asked], AnyRows[Row]]
    heading: str = ""
    title: str = ""
    caption: str = ""
    lead: str = ""
    note: str = ""
    back: Link | None = None
    actions: Sequence[Link] = ()
    links: Sequence[Link] = ()
    template: str = "web/list.html"
    context: Callable[[Shown[Row]], Mapping[str, Any]] = lambda _found: {}

    def respond(self, request: HttpRequest) -> HttpResponseBase:
        asked = self.table.asked(request)
        rows = self.rows(asked)
        if asked.as_file:
            return self.table.file(rows)
        found = self.table.shown(request, rows)
        context = {"page": self, "found": found, **self.context(found)}
        return render(request, self.template, context)
