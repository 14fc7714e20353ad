"""Pages that a view declares: a form, a button, a list; and a rule that no form could show."""

from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from allotment.config import urls as site
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.web.pages import Button, FormPage, Link, ListPage
from allotment.kernel.web.rows import Listed
from allotment.kernel.web.tables import Column, Empty, Table
from tests.withstand.forms_of import forms_of

DONE: list[Any] = []


class NameForm(forms.Form):
    name = forms.CharField(label="Name")
    colour = forms.CharField(label="Colour", required=False)


class NameTakenError(RuleBrokenError):
    field = "name"


def _add(form: NameForm) -> str:
    name = form.cleaned_data["name"]
    if name == "taken":
        raise NameTakenError("{name} is taken.", name=name)
    if name == "closed":
        raise RuleBrokenError("Names are closed.")
    DONE.append(name)
    return str(name)


@allowed(PUBLIC)
def add(request: HttpRequest) -> FormPage:
    return FormPage(
        form=NameForm, act=_add, done=lambda name: f"{name} is added.",
        then=lambda name: f"/names/{name}/", heading="Add a name", button="Add",
        initial={"colour": "green"},
    )  # fmt: skip


def _renewed(form: NameForm) -> dict[str, str]:
    form.data = {**form.data.dict(), "colour": "as it is now"}  # type: ignore[attr-defined]
    return {"heading": "Somebody was quicker"}


@allowed(PUBLIC)
def change(request: HttpRequest) -> FormPage:
    return FormPage(form=NameForm, act=_add, then="/", heading="Change", refused=_renewed)


KEPT = {"name": "Ada", "colour": "green"}


@allowed(PUBLIC)
def shared(request: HttpRequest) -> FormPage:
    return FormPage(
        form=NameForm, initial=dict(KEPT), act=lambda form: KEPT.update(form.cleaned_data),
        then="/", heading="Change", is_shared=True,
    )  # fmt: skip


def _refuse(*_given: Any) -> None:
    raise RuleBrokenError("It is too late for {what}.", what="that")


@allowed(PUBLIC)
def ask(request: HttpRequest) -> FormPage:
    return FormPage(act=_refuse, then="/", back="/names/", heading="Close names?", button="Close")


@allowed(PUBLIC)
def sure(request: HttpRequest) -> FormPage:
    return FormPage(act=lambda _form: DONE.append("sure"), done="Done.", back="/names/")


@allowed(PUBLIC)
def press(request: HttpRequest) -> Button:
    late = request.POST.get("late")
    act = _refuse if late else lambda: DONE.append("pressed")
    return Button(act=act, done="Pressed.", back="/names/")


@allowed(PUBLIC)
def names(request: HttpRequest) -> ListPage[str]:
    table: Table[str] = Table(
        name="names", caption="Names", usual="name", empty=Empty("No names."),
        counted=lambda _n: "%(n)s names", columns=[Column("Name", str, sort="name")],
    )  # fmt: skip
    return ListPage(
        table=table,
        rows=lambda asked: Listed(["<Ada>", "Bea"], asked, {"name": str}, str),
        title="Names of Wexcombe", caption="Wexcombe", lead="Everybody.", note="For everybody.",
        back=Link("Home", "/"), actions=[Link("Add", "/add/")], links=[Link("Change", "/change/")],
    )  # fmt: skip


@allowed(PUBLIC)
def forgets(request: HttpRequest) -> HttpResponse:
    """A view that does not catch what its service refuses."""
    _refuse()
    return HttpResponse()


class Addresses:
    urlpatterns = [
        path("add/", add), path("change/", change), path("ask/", ask), path("sure/", sure),
        path("press/", press), path("names/", names), path("shared/", shared),
        path("forgets/", forgets),
        *site.urlpatterns,
    ]  # fmt: skip
    handler400, handler403 = site.handler400, site.handler403
    handler404, handler500 = site.handler404, site.handler500


@pytest.fixture
def client(db: None, settings: Any, client: Client) -> Client:
    settings.ROOT_URLCONF = Addresses
    DONE.clear()
    return client


def said(answer: HttpResponse) -> list[str]:
    return [str(each) for each in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


def test_a_form_page_shows_its_form_with_what_it_holds_at_first(client: Client) -> None:
    page = client.get("/add/").content.decode()

    assert "Add a name" in page
    assert 'value="green"' in page


def test_a_valid_form_acts_once_says_so_and_leads_on(client: Client) -> None:
    answer = client.post("/add/", {"name": "Wexcombe"})

    assert DONE == ["Wexcombe"]
    assert answer.headers["Location"] == "/names/Wexcombe/"
    assert said(answer) == ["Wexcombe is added."]


def test_a_wrong_form_does_not_act_and_keeps_what_was_typed(client: Client) -> None:
    page = client.post("/add/", {"name": "", "colour": "mauve"}).content.decode()

    assert DONE == []
    assert 'value="mauve"' in page
    assert 'href="#id_name"' in page


def test_the_title_of_a_page_with_a_wrong_form_says_so_first(client: Client) -> None:
    titles = [
        page.content.decode().split("<title>")[1].split("</title>")[0].split()
        for page in (client.get("/add/"), client.post("/add/", {"name": ""}))
    ]

    assert [words[0] for words in titles] == ["Add", "Error:"]


@pytest.mark.parametrize(
    ("name", "sentence", "at"),
    [("taken", "taken is taken.", "#id_name"), ("closed", "Names are closed.", "")],
)
def test_a_refusal_is_said_at_its_field_or_above_the_form(
    client: Client, name: str, sentence: str, at: str
) -> None:
    answer = client.post("/add/", {"name": name, "colour": "mauve"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert ('href="#id_name"' in page) is bool(at)
    assert 'value="mauve"' in page


def test_a_refused_form_may_be_renewed_and_its_page_say_something_else(client: Client) -> None:
    page = client.post("/change/", {"name": "taken", "colour": "mauve"}).content.decode()
    wrong = client.post("/change/", {"name": "", "colour": "mauve"}).content.decode()

    assert "Somebody was quicker" in page
    assert 'value="as it is now"' in page
    assert "taken is taken." in page
    assert "Somebody was quicker" not in wrong
    assert 'value="mauve"' in wrong


def test_a_page_that_only_asks_says_the_refusal_where_one_came_from(client: Client) -> None:
    answer = client.post("/ask/")

    assert answer.headers["Location"] == "/names/"
    assert said(answer) == ["It is too late for that."]


def test_a_page_that_names_no_next_one_leads_back(client: Client) -> None:
    answer = client.post("/sure/")

    assert DONE == ["sure"]
    assert answer.headers["Location"] == "/names/"


def test_a_button_acts_only_when_it_is_pressed(client: Client) -> None:
    looked = client.get("/press/")
    before = list(DONE)
    pressed = client.post("/press/")

    assert looked.headers["Location"] == pressed.headers["Location"] == "/names/"
    assert (before, DONE) == ([], ["pressed"])
    assert said(pressed) == ["Pressed."]


def test_a_button_that_is_refused_says_why(client: Client) -> None:
    answer = client.post("/press/", {"late": "yes"})

    assert said(answer) == ["It is too late for that."]


def test_a_list_page_needs_no_template_of_its_own(client: Client) -> None:
    page = client.get("/names/").content.decode()
    file = client.get("/names/?format=csv")

    shown = [
        "Names of Wexcombe –", 'href="/" class="govuk-back-link">Home</a>',
        '<span class="govuk-caption-l">Wexcombe</span>', '<h1 class="govuk-heading-l">Names</h1>',
        '<p class="govuk-body">Everybody.</p>', 'href="/add/"', "<strong>2 names</strong>",
        '<th scope="row" class="govuk-table__header">&lt;Ada&gt;</th>',
        '<a class="govuk-link" href="/change/">Change</a>',
        '<p class="govuk-hint">For everybody.</p>',
    ]  # fmt: skip
    places = [page.find(each) for each in shown]
    assert -1 not in places, shown[places.index(-1)]
    assert places == sorted(places)
    assert b"".join(file.streaming_content).decode("utf-8-sig").split() == ["Name", "<Ada>", "Bea"]  # type: ignore[attr-defined]


def test_a_rule_that_nobody_caught_is_a_page_with_its_sentence(client: Client) -> None:
    answer = client.get("/forgets/")

    assert answer.status_code == 409
    assert "It is too late for that." in answer.content.decode()


def test_a_refusal_has_its_one_problem_by_field() -> None:
    error = NameTakenError("{name} is taken.", name="Wexcombe")

    assert [(field, str(sentence)) for field, sentence in error.problems] == [
        ("name", "Wexcombe is taken.")
    ]


def test_every_error_of_a_service_that_a_person_may_meet_is_a_kind_of_rule_broken() -> None:
    """What a view catches is one family; others are faults, or are turned into one where they arise."""
    import ast
    from pathlib import Path

    import allotment

    root = Path(allotment.__file__).parent
    views = [*root.rglob("views/*.py"), *root.rglob("views.py")]
    caught = {
        f"{view.relative_to(root)}: {ast.unparse(each.type)}"
        for view in views
        for each in ast.walk(ast.parse(view.read_text()))
        if isinstance(each, ast.ExceptHandler) and each.type is not None
    }

    assert len(views) > 30
    assert {each for each in caught if each.endswith("Error")} <= {
        f"{path}: RuleBrokenError" for path in {each.split(":")[0] for each in caught}
    }


def test_what_a_colleague_saved_in_the_meantime_is_not_replaced_unnoticed(client: Client) -> None:
    KEPT.update(name="Ada", colour="green")
    opened = forms_of(client.get("/shared/").content.decode())[-1][1]

    first = client.post("/shared/", {**opened, "colour": "red"})
    again = client.post("/shared/", {**opened, "colour": "red"})
    other = client.post("/shared/", {**opened, "name": "Bee, in many words"})

    assert (first.status_code, again.status_code) == (302, 302)
    assert KEPT == {"name": "Ada", "colour": "red"}
    page = other.content.decode()
    assert "Somebody else has changed this since you opened it" in page
    assert 'value="Bee, in many words"' in page

    client.post("/shared/", forms_of(page)[-1][1])
    assert KEPT == {"name": "Bee, in many words", "colour": "green"}


WORDS = "<b>Many words</b> that took an hour"


def test_what_was_typed_is_given_back_where_nobody_is_signed_in_any_more(client: Client) -> None:
    answer = client.post("/account/profile/", {"access_needs": WORDS, "name": "Ada", "token": "x1"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "You have been signed out" in page
    assert "&lt;b&gt;Many words&lt;/b&gt; that took an hour" in page
    assert 'href="/account/login/?next=/account/profile/"' in page
    assert answer["Cache-Control"] == "no-store"
    assert client.post("/account/profile/", {"name": "Ada"}).status_code == 302


def test_a_password_is_never_given_back(client: Client) -> None:
    answer = client.post("/account/profile/", {"password": "three secret words", "why": WORDS})

    assert "three secret words" not in answer.content.decode()


def test_a_refused_form_gives_back_what_was_typed(client: Client) -> None:
    late = client.post("/forgets/", {"why": WORDS})

    assert late.status_code == 409
    assert "that took an hour" in late.content.decode()
    assert "that took an hour" not in client.get("/forgets/", {"why": WORDS}).content.decode()
