"""Where uploads lie: a folder outside the web root, or a private bucket (`bucket.py`)."""

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class Disk(FileSystemStorage):
    """A folder. All of a file or nothing, and on the disk before a row says that it is there."""

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            try:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            except OSError:  # half of a file on a full disk is in everybody's way
                target.unlink()
                raise
        return name
