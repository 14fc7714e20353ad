"""Which addresses, forms and permissions were last walked as every role; `make test-all` notes it.

While they are as noted, `make test` tries two roles at each address; once one of them has changed it
tries all of them, until `make test-all` has passed and the note is committed with the change.
"""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTE = ROOT / "tests/house/walked.txt"
PATTERNS = ["urls.py", "permissions.py", "permissions/*.py", "forms.py", "forms/*.py"]


def digest() -> str:
    """SHA-256 of what decides who may do what where."""
    found = {path for pattern in PATTERNS for path in (ROOT / "src").rglob(pattern)}
    found.add(ROOT / "tests/house/access.tsv")
    total = hashlib.sha256()
    for path in sorted(found):
        total.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return total.hexdigest()


def is_known() -> bool:
    return NOTE.exists() and NOTE.read_text().strip() == digest()


def note() -> None:
    NOTE.write_text(digest() + "\n")
