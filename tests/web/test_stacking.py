"""Tables carry their headings into their cells, for phones."""

from hypothesis import given, strategies as st
from markupsafe import Markup, escape

from allotment.kernel.web.stacking import stacked

TABLE = """<table class="govuk-table"><thead><tr>
<th scope="col">Entry</th><th scope="col"><a href="?sort=who">Who</a></th><th scope="col">Asks for</th>
</tr></thead><tbody>
<tr><th scope="row">A table</th><td class="x">Mill Lane</td><td>£700</td></tr>
<tr><td colspan="3">Here the money ends</td></tr>
</tbody><tfoot><tr><th scope="row" colspan="2">Together</th><td>£700</td></tr></tfoot></table>"""


def test_each_cell_says_its_heading() -> None:
    html = stacked(TABLE)

    assert '<td class="x" data-label="Who">Mill Lane</td>' in html
    assert html.count('data-label="Asks for"') == 2
    assert 'class="govuk-table app-stack"' in html


def test_row_headings_and_cells_across_columns_stay() -> None:
    html = stacked(TABLE)

    assert '<th scope="row">A table</th>' in html
    assert '<td colspan="3">Here the money ends</td>' in html


def test_without_headings_nothing_changes() -> None:
    plain = "<table><tbody><tr><td>1</td></tr></tbody></table>"

    assert stacked(plain) == plain


@given(st.text())
def test_no_heading_breaks_out_of_the_attribute(words: str) -> None:
    table = Markup(
        "<table><thead><tr><th>{}</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    ).format(words)

    body = stacked(table).split("</thead>")[1]

    label = body.removeprefix("<tbody><tr><td").removesuffix(">1</td></tr></tbody></table>")
    said = " ".join(words.split())
    assert label in {"", f' data-label="{escape(said)}"'}
