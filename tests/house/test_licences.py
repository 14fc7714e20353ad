"""Nothing that runs in production has a licence that would bind those who use it."""

import re
from importlib.metadata import metadata
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "requirements" / "runtime.txt"
PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software|MPL|Mozilla|LGPL|OGL-UK|Unlicense|HPND", re.IGNORECASE
)
BINDING = re.compile(r"(?<!L)GPL|AGPL", re.IGNORECASE)


def test_every_run_time_package_is_permissively_licensed() -> None:
    names = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", LOCK.read_text(), re.MULTILINE)
    wrong = {}
    for name in names:
        about = metadata(name)
        said = " ".join(
            [
                about.get("License-Expression") or "",
                (about.get("License") or "")[:200],
                *(c for c in about.get_all("Classifier") or [] if c.startswith("License")),
            ]
        )
        if not PERMISSIVE.search(said) or BINDING.search(said):
            wrong[name] = said

    assert len(names) > 30
    assert not wrong
