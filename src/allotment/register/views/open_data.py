"""The open data: its pages, and the files that anybody may take."""

from collections.abc import Iterable
from email.utils import format_datetime
from functools import partial

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.register.domain.standard.columns import ColumnPath
from allotment.register.models import Party
from allotment.register.queries import export, fields, parties
from allotment.register.services import open_files
from allotment.register.writers import exports

_NAME = "360giving"
_ASK_AGAIN = "10"
"""Seconds after which a program may ask again for a file that is being made ready."""


def site() -> export.Site:
    """Who exports here."""
    return export.Site(settings.SITE_NAME, settings.BASE_URL, settings.OPEN_DATA_LICENCE)


def _extent(_user: object, key: str = "") -> export.Extent:
    return export.of_funder(parties.now(key), site()) if key else export.everything(site())


def _file_of(_user: object, form: str, key: str = "") -> tuple[exports.Format, export.Extent]:
    found = exports.FORMATS.get(form)
    if form == exports.BESIDE_CSV.ending:
        found = exports.BESIDE_CSV
    if found is None:
        raise Party.DoesNotExist
    return found, _extent(_user, key)


@allowed(PUBLIC, fetch=_extent)
def of_everything(request: HttpRequest, extent: export.Extent) -> HttpResponse:
    """What can be had as open data, and how."""
    return _page(request, extent)


def _page(request: HttpRequest, extent: export.Extent) -> HttpResponse:
    context = {
        "extent": extent,
        "head": export.head(extent, site(), ""),
        "formats": list(exports.FORMATS),
        "sizes": {
            form: filesizeformat(size) for form, size in open_files.sizes(extent, site()).items()
        },
    }
    return render(request, "register/open_data.html", context)


@allowed(PUBLIC, fetch=lambda user, key: (key, _extent(user, key)))
def of_funder(request: HttpRequest, asked: tuple[str, export.Extent]) -> HttpResponse:
    """What can be had of one funder; one that was merged leads to the one that was kept."""
    key, extent = asked
    if extent.key != key:
        return redirect("register:open_data_of_funder", extent.key, permanent=True)
    return _page(request, extent)


@allowed(PUBLIC, fetch=_file_of)
def file(request: HttpRequest, asked: tuple[exports.Format, export.Extent]) -> HttpResponseBase:
    """Everything published, or all of one funder, as one file, streamed. Nothing is sent to those
    who have the same already."""
    form, extent = asked
    etag = quote_etag(f"{extent.version}-{form.ending}")
    changed = int(extent.changed.timestamp()) if extent.changed else None
    response: HttpResponseBase | None = get_conditional_response(
        request, etag=etag, last_modified=changed
    )
    if response is None:
        columns: list[ColumnPath] | None = []
        if form.has_columns and request.method != "HEAD":
            columns = open_files.columns(extent, most=open_files.MOST_AT_ONCE)
        if columns is None or request.headers.get("HX-Request"):
            return _made_ready(request, extent, is_ready=columns is not None)
        content = () if request.method == "HEAD" else _content(form, extent, columns)
        response = StreamingHttpResponse(content, content_type=form.media_type)
        name = f"{_NAME}-{extent.key}" if extent.key else _NAME
        response["Content-Disposition"] = f'attachment; filename="{name}.{form.ending}"'
    response["ETag"] = etag
    if extent.changed:
        response["Last-Modified"] = format_datetime(extent.changed, usegmt=True)
    response["Access-Control-Allow-Origin"] = "*"
    if form.ending == "csv":
        beside = f"{_NAME}.{exports.BESIDE_CSV.ending}"
        response["Link"] = f'<{beside}>; rel="describedby"; type="{exports.BESIDE_CSV.media_type}"'
    return response


def _content(
    form: exports.Format, extent: export.Extent, columns: list[ColumnPath]
) -> Iterable[bytes]:
    head = export.head(extent, site(), f"{_NAME}.{form.ending}")
    if form is exports.BESIDE_CSV:
        return (exports.beside_csv(head, f"{_NAME}.csv"),)
    return exports.written(form, head, partial(export.documents, extent), lambda: columns)


def _made_ready(request: HttpRequest, extent: export.Extent, *, is_ready: bool) -> HttpResponse:
    """What a large table looks like is found in the background: this page says how far that is, and
    asks again by itself. Programs are told when to come again."""
    context = {
        "extent": extent,
        "is_ready": is_ready,
        "job": None if is_ready else open_files.start_look(extent),
    }
    asks_again = bool(request.headers.get("HX-Request"))
    response = render(
        request, "register/open_data_ready.html", context, status=200 if asks_again else 503
    )
    response["Retry-After"] = _ASK_AGAIN
    response["Cache-Control"] = "no-store"
    return response


@allowed(PUBLIC)
def standard(request: HttpRequest) -> HttpResponse:
    """The standard explained, line by line, from the table that everything derives from."""
    return render(request, "register/standard.html", {"reference": fields.reference()})
