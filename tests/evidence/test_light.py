"""Pages need none of what texts are read with: it takes seconds to load, and memory for each process."""

import os
import subprocess
import sys
from pathlib import Path

ASKED = """
import sys, django
django.setup()
import allotment.config.urls, allotment.evidence.urls
print(",".join(name for name in ("sklearn", "scipy", "tokenizers", "py3langid") if name in sys.modules))
"""


def test_a_process_that_serves_pages_loads_nothing_that_reads_texts(tmp_path: Path) -> None:
    own = {
        "DJANGO_SETTINGS_MODULE": "allotment.config.settings", "ALLOTMENT_HOME": str(tmp_path),
        "SECRET_KEY": "only-for-this-test",
    }  # fmt: skip

    found = subprocess.run(
        [sys.executable, "-c", ASKED], env={**os.environ, **own}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    assert found.stdout.strip() == ""
