"""Published reports, which anybody may read."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, ngettext

from allotment.evidence.domain.report import Photo, tables
from allotment.evidence.forms.publishing import LICENCES
from allotment.evidence.models import Edition
from allotment.evidence.queries import editions as queries
from allotment.evidence.queries.editions import Published
from allotment.evidence.views.blocks import drawn
from allotment.evidence.writers import report as writer
from allotment.kernel.files.models import StoredFile
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.web.cells import to
from allotment.kernel.web.formats import date
from allotment.kernel.web.pages import ListPage
from allotment.kernel.web.tables import Column, Empty, Filter, Table, csv_response


def _table() -> Table[Edition]:
    return Table(
        name="reports",
        caption=_("Reports"),
        usual="-published",
        columns=[
            Column(_("Report"), "title", sort="title", href=to("evidence:report", "analysis.key")),
            Column(_("Funder"), "analysis.owner.name", sort="funder"),
            Column(_("Published"), "published_on", sort="published", show=date),
            Column(_("Licence"), "licence", on_page=False),
            Column(
                _("Address"),
                lambda each: reverse("evidence:report", args=[each.analysis.key]),
                on_page=False,
            ),
        ],
        filters=[Filter("text", _("Words in the title or the funder's name"))],
        empty=Empty(
            _(
                "No report has been published yet. Reports appear here when funders "
                "publish what their entries or awards say."
            )
        ),
        counted=lambda n: ngettext("%(n)s report", "%(n)s reports", n),
    )


@allowed(PUBLIC)
def reports(request: HttpRequest) -> ListPage[Edition]:
    """What funders have published of what their entries and awards say."""
    return ListPage(
        table=_table(),
        rows=queries.listed,
        lead=_("What entries and awards say, as funders have published it."),
        template="evidence/reports.html",
        context=lambda _found: {"may_see_analyses": bool(may(request.user, "evidence.list"))},
    )


@allowed(PUBLIC, fetch=queries.shown)
def report(request: HttpRequest, found: Published) -> HttpResponse:
    """A report as it stands now."""
    return _page(request, found)


@allowed(PUBLIC, fetch=queries.one)
def edition(request: HttpRequest, found: Published) -> HttpResponse:
    """One edition; the page says where there is a newer one."""
    return _page(request, found)


def _page(request: HttpRequest, found: Published) -> HttpResponse:
    edition = found.edition
    key, number = edition.analysis.key, edition.number
    if edition.taken_back_at is not None:
        context = {
            "heading": _("This report was withdrawn"),
            "paragraphs": [
                _("“%(title)s” was withdrawn on %(when)s.")
                % {"title": edition.title, "when": date(edition.taken_back_at)},
                edition.taken_back_because,
            ],
        }
        return render(request, "web/message.html", context, status=410)
    return render(
        request,
        "evidence/report.html",
        {
            "edition": edition,
            "report": found.report,
            "newest": found.newest,
            "editions": queries.editions_of(key),
            "licence": LICENCES.get(edition.licence, edition.licence),
            "drawn": drawn,
            "picture": lambda file: reverse("evidence:picture", args=[key, number, file]),
            "data": lambda table: reverse("evidence:data", args=[key, number, table]),
        },
    )


def _standing(user: object, key: str, number: int) -> Published:
    """One that was taken back has no files any more."""
    found = queries.one(user, key, number)
    if found.edition.taken_back_at is not None:
        raise Edition.DoesNotExist
    return found


@allowed(PUBLIC, fetch=_standing)
def pdf(_request: HttpRequest, found: Published) -> HttpResponse:
    """An edition as a PDF."""
    edition = found.edition
    with translation.override(edition.language):
        content = writer.pdf(found.report, imprint(edition), bytes_of)
    return pdf_response(content, f"report-{edition.analysis.key}-{edition.number}.pdf")


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF that a browser shows or keeps."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def imprint(edition: Edition) -> list[str]:
    """What stands below the title of the PDF."""
    sentences = [
        _("Published on %(when)s. Edition %(number)d.")
        % {"when": date(edition.published_on), "number": edition.number},
        _("Licence: %(licence)s") % {"licence": edition.licence},
    ]
    if edition.changes:
        sentences.append(_("What has changed: %(changes)s") % {"changes": edition.changes})
    return sentences


def bytes_of(file: str) -> bytes:
    """A picture's bytes by the key of its file."""
    stored = StoredFile.objects.get(key=file)
    with default_storage.open(stored.path) as content:
        return bytes(content.read())


@allowed(PUBLIC, fetch=lambda user, key, number, table: (_standing(user, key, number), table))
def data(_request: HttpRequest, asked: tuple[Published, str]) -> HttpResponseBase:
    """The figures of one chart or table as CSV."""
    found, table = asked
    for block in tables(found.report):
        if block.key == table:
            return csv_response(table, block.headings, block.rows)
    raise Http404


@allowed(PUBLIC, fetch=lambda user, key, number, file: (_standing(user, key, number), file))
def picture(_request: HttpRequest, asked: tuple[Published, str]) -> HttpResponseBase:
    """A picture that stands in an edition."""
    found, file = asked
    shown = {
        block.file
        for section in found.report.sections
        for block in section.blocks
        if isinstance(block, Photo)
    }
    stored = StoredFile.objects.filter(key=file).first() if file in shown else None
    if stored is None or not stored.is_ready:
        raise Http404
    return FileResponse(default_storage.open(stored.path), content_type=stored.content_type)
