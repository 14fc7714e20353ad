"""360Giving JSON out, as a stream."""

from collections.abc import Iterable, Iterator

import orjson

from allotment.register.domain.file_head import FileHead

_PIECE = 256 * 1024


def giving360(head: FileHead, documents: Iterable[str]) -> Iterator[bytes]:
    """A file of grants, piece by piece, from the grants' documents as they are kept."""
    start = orjson.dumps(head.fields())
    waiting = [start[:-1], b',"grants":[']
    size, separator = 0, b"\n"
    for document in documents:
        written = document.encode()
        waiting += (separator, written)
        size += len(written)
        separator = b",\n"
        if size >= _PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    waiting.append(b"\n]}\n")
    yield b"".join(waiting)
