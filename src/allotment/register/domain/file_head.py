"""What an exported file of grants says of itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allotment.register.domain.standard import PACKAGE_VERSION


@dataclass(frozen=True, slots=True)
class FileHead:
    """What an exported file says of itself."""

    title: str
    publisher: str
    website: str
    download: str
    modified: datetime | None = None

    def fields(self) -> dict[str, Any]:
        """The fields in the standard's order."""
        fields: dict[str, Any] = {"version": PACKAGE_VERSION, "title": self.title}
        if self.modified is not None:
            fields["modified"] = self.modified.isoformat(timespec="seconds")
        fields["publisher"] = {"name": self.publisher, "website": self.website}
        fields["downloadURL"] = self.download
        return fields
