"""Which code reads and writes here: a digest of it, and of the libraries that it stands on."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("numpy", "scipy", "scikit-learn", "wordllama", "tokenizers", "py3langid")


@cache
def code_version() -> str:
    """A digest of this module's code and of the libraries' versions: 64 hexadecimal digits."""
    found = hashlib.blake2b(digest_size=32)
    home = Path(__file__).parents[1]
    for path in sorted([*home.rglob("*.py"), *home.rglob("*.toml")]):
        found.update(str(path.relative_to(home)).encode())
        found.update(path.read_bytes())
    for name in LIBRARIES:
        found.update(f"{name} {version(name)}".encode())
    return found.hexdigest()
