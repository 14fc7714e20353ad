"""Whether an error says that a disk is full."""

import errno

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: BaseException) -> bool:
    """The disk, the person's share of it, or what one file may have."""
    return isinstance(error, OSError) and error.errno in _NO_ROOM
