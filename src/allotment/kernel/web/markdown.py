"""Long text that people format: Markdown in, clean HTML out."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = {
    "p", "br", "em", "strong", "ul", "ol", "li", "a", "blockquote", "h2", "h3", "h4", "hr", "code",
    "pre", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_CLASSES = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "table": "govuk-table",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "tr": "govuk-table__row",
    "blockquote": "govuk-inset-text",
}


def render_markdown(text: str) -> Markup:
    """Markdown as HTML with GOV.UK's classes; raw HTML in it is shown as text, never run."""
    html = _parser.render(text.replace("\n# ", "\n## "))
    html = html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
        set_tag_attribute_values={tag: {"class": name} for tag, name in _CLASSES.items()},
    )
    return Markup(clean)  # noqa: S704  # nh3 has just cleaned it
