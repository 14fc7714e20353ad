"""The table's lines about a file of grants as a whole."""

from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.register.domain.standard.fields import (
    Field,
    Format,
    Shape,
    group,
    text,
    texts,
)

PUBLISHER = Shape(
    "Publisher",
    _("Publisher"),
    (
        text("identifier", _("Identifier"), _("The publisher's organisation identifier.")),
        text("name", _("Name"), _("The publisher's name."), required=True),
        text("website", _("Website"), _("The publisher's website."), format=Format.WEB),
        text("logo", _("Logo"), _("Where a picture of the logo is."), format=Format.WEB),
    ),
)

_ABOUT: tuple[Field, ...] = (
    text(
        "version",
        _("Version"),
        _("The version of the standard that the file follows."),
        format=Format.VERSION,
    ),
    texts(
        "extensions",
        _("Extensions"),
        _("Web addresses of extensions to the standard in use."),
        _("Write a list of texts in square brackets, each once."),
        unique=True,
    ),
    text("title", _("Title"), _("What the file is called.")),
    text("description", _("Description"), _("What the file contains.")),
    text(
        "issued",
        _("Published"),
        _("When the file was first published."),
        format=Format.DAY,
    ),
    text(
        "modified",
        _("Changed"),
        _("When the file was last changed."),
        format=Format.DAY,
    ),
    text("identifier", _("Identifier"), _("The publisher's own name for the file.")),
    group(
        "publisher",
        "Publisher",
        _("Publisher"),
        _("Who publishes the file."),
        many=False,
    ),
    text("downloadURL", _("Download"), _("Where to fetch the file."), format=Format.WEB),
    text(
        "accessURL",
        _("About"),
        _("A page that tells about the file."),
        format=Format.WEB,
    ),
    text("license", _("Licence"), _("The licence of the data."), format=Format.WEB),
)

GRANTS = group(
    "grants",
    "Grant",
    _("Grants"),
    _("All the grants of the file, each once."),
    _("Give at least one grant, and none twice."),
    required=True,
    at_least_one=True,
    unique=True,
)

PACKAGE = Shape("Package", _("File"), (*_ABOUT, GRANTS))
