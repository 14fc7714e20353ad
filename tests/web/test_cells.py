"""Links in cells and templates, and macros that Python calls."""

from types import SimpleNamespace

from django.template import engines

from allotment.kernel.web.cells import macro, to


def test_a_link_escapes_what_it_is_given_and_says_what_it_is_about() -> None:
    template = engines["jinja2"].from_string('{{ link("A < B", "/a/?b=1&c=2", "of <C>") }}')

    assert template.render() == (
        '<a class="govuk-link" href="/a/?b=1&amp;c=2">A &lt; B'
        '<span class="govuk-visually-hidden"> of &lt;C&gt;</span></a>'
    )


def test_an_address_is_made_of_attributes_of_the_row() -> None:
    row = SimpleNamespace(entry=SimpleNamespace(key="abcdefghjkmn"))

    assert to("fund:received", "entry.key")(row) == "/received/abcdefghjkmn/"


def test_a_macro_of_a_template_draws_safe_markup() -> None:
    drawn = macro("web/parts.html", "tag")("<New>", "green")

    assert '<strong class="govuk-tag govuk-tag--green">' in drawn
    assert "&lt;New&gt;" in drawn
