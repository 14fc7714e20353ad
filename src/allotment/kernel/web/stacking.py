"""Tables that a phone shows as a list of rows, each cell behind the words of its heading.

The words stand in the cells' `data-label`, which the style sheet shows where the screen is narrow.
They are put there once for every table, from its own headings, so that no template repeats them.
"""

import re

from markupsafe import Markup, escape

_HEAD = re.compile(r"<thead\b.*?</thead>", re.S)
_HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.S)
_OPENING = re.compile(r"<(tr|td|th)\b([^>]*)>")
_SPAN = re.compile(r'colspan="(\d+)"')


def stacked(table: str) -> Markup:
    """A rendered table (one, with a <thead>) whose body cells say their heading in `data-label`.

    The row's own heading and cells across several columns stay as they are.
    """
    html = str(table)
    head = _HEAD.search(html)
    if head is None:
        return Markup(html)  # noqa: S704  # rendered, escaped HTML comes in and goes out
    headings = [Markup(text).striptags() for text in _HEADING.findall(head[0])]  # noqa: S704
    before = html[: head.end()].replace('class="govuk-table"', 'class="govuk-table app-stack"', 1)
    body = _labelled(html[head.end() :], headings)
    return Markup(before + body)  # noqa: S704


def _labelled(body: str, headings: list[str]) -> str:
    column = 0

    def label(match: re.Match[str]) -> str:
        nonlocal column
        tag, attributes = match[1], match[2]
        if tag == "tr":
            column = 0
            return match[0]
        here, across = column, _SPAN.search(attributes)
        column += int(across[1]) if across else 1
        if across or 'scope="row"' in attributes or here >= len(headings) or not headings[here]:
            return match[0]
        return f'<{tag}{attributes} data-label="{escape(headings[here])}">'

    return _OPENING.sub(label, body)
