"""Opens the postcode index in place; makes it first where it is missing, old or damaged."""

from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock

from allotment.kernel.places.domain.layout import DamagedIndexError, Footer, Row, find, read_footer
from allotment.kernel.places.readers import directory
from allotment.kernel.places.writers.postcode_index import write


class PostcodeIndex:
    """A memory-mapped index: its pages are shared by all processes and loaded as needed."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            try:
                self._file = mmap(file.fileno(), 0, access=ACCESS_READ)
            except ValueError as empty:
                raise DamagedIndexError("the postcode index is empty") from empty
        self.footer: Footer = read_footer(self._file)

    def find(self, key: str) -> Row | None:
        """The row of a seven-character key (domain.postcodes.fixed_width)."""
        return find(self._file, self.footer, key)


_open: dict[Path, PostcodeIndex] = {}
_one_at_a_time = Lock()


def opened(path: Path) -> PostcodeIndex:
    """The index at `path`, made from the packaged directory if need be (under two seconds)."""
    index = _open.get(path)
    if index is None:
        with _one_at_a_time:
            index = _open.get(path) or _up_to_date(path)
            _open[path] = index
    return index


def _up_to_date(path: Path) -> PostcodeIndex:
    edition = directory.edition()
    try:
        index = PostcodeIndex(path)
    except (FileNotFoundError, DamagedIndexError):
        pass
    else:
        if index.footer.edition == edition:
            return index
    write(path, directory.letters(), edition=edition)
    return PostcodeIndex(path)
