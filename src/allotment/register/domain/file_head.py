"""What an exported file of grants says of itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allotment.register.domain.standard import PACKAGE_VERSION


@dataclass(frozen=True, slots=True)
class FileHead:
    """What an exported file says of itself; `count` is how many grants it holds."""

    title: str
    description: str
    publisher: str
    website: str
    download: str
    access: str
    licence: str
    count: int
    modified: datetime | None = None

    def fields(self) -> dict[str, Any]:
        """The fields of a 360Giving file, in the standard's order."""
        fields: dict[str, Any] = {
            "version": PACKAGE_VERSION,
            "title": self.title,
            "description": self.description,
        }
        if self.modified is not None:
            fields["modified"] = self._moment()
        fields["publisher"] = {"name": self.publisher, "website": self.website}
        fields["downloadURL"] = self.download
        fields["accessURL"] = self.access
        if self.licence:
            fields["license"] = self.licence
        return fields

    def sheet(self, count: int) -> list[tuple[str, str]]:
        """The lines of the sheet Meta of the standard's spreadsheet, for so many grants.

        Source: 360Giving Data Standard, technical reference, Meta sheet.
        """
        lines = [
            ("Version", PACKAGE_VERSION),
            ("Title", self.title),
            ("Description", self.description),
            ("Modified", self._moment()),
            ("Publisher:Name", self.publisher),
            ("Publisher:Website", self.website),
            ("Download URL", self.download),
            ("Access URL", self.access),
            ("License", self.licence),
            ("Number of grants", str(count)),
        ]
        return [(name, value) for name, value in lines if value]

    def beside_csv(self, name: str) -> dict[str, Any]:
        """What a file beside the CSV says of it.

        Source: W3C, Metadata Vocabulary for Tabular Data, 2015.
        """
        about = {
            "@context": "http://www.w3.org/ns/csvw",
            "url": name,
            "dc:title": self.title,
            "dc:description": self.description,
            "dc:publisher": self.publisher,
            "dc:modified": self._moment(),
            "dc:source": self.access,
            "dc:license": self.licence,
            "dc:conformsTo": "https://standard.threesixtygiving.org/",
            "dc:extent": f"{self.count} grants",
        }
        return {name: value for name, value in about.items() if value}

    def _moment(self) -> str:
        return "" if self.modified is None else self.modified.isoformat(timespec="seconds")
