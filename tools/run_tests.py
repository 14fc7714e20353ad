"""`make test`: the checks, then every test on both engines, then the journeys in a real browser."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import postgres  # noqa: E402  # the checkout is no package


def _run(title: str, command: list[str], **extra: str) -> bool:
    print(f"\n── {title}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **extra}, check=False).returncode
    print(f"── {title}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s")
    return code == 0


def _chromium() -> str | None:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, **quiet)
        return shutil.which("chromium")
    return None


def main() -> int:
    python = sys.executable
    pytest = [python, "-m", "pytest", "-q"]
    passed = [
        _run("make check", ["make", "-s", "check"]),
        _run("production from the wheel", [python, "tools/production.py"]),
    ]
    with tempfile.TemporaryDirectory(prefix="allotment-test-") as home, postgres.server() as server:
        common = {"ALLOTMENT_HOME": home}
        sqlite = {**common, "DATABASE_URL": f"sqlite:///{home}/test.sqlite3"}
        on_postgres = {**common, "DATABASE_URL": f"{server}/allotment"}
        passed.append(_run("tests on SQLite", [*pytest, "-n", "2", "-m", "not browser"], **sqlite))
        passed.append(
            _run(
                "tests on PostgreSQL",
                [*pytest, "-n", "2", "-m", "not browser and not pure"],
                **on_postgres,
            )
        )
        browser = _chromium()
        if browser:
            extra = {"CHROMIUM": browser, "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
            passed.append(
                _run(
                    "journeys on PostgreSQL",
                    [*pytest, "-n", "2", "-m", "browser"],
                    **on_postgres,
                    **extra,
                )
            )
            passed.append(_run("a journey on SQLite", [*pytest, "-m", "smoke"], **sqlite, **extra))
        else:
            print("\n!! The browser tests DID NOT RUN: there is no Chromium on this machine.")
            passed.append(os.environ.get("SKIP_BROWSER") == "1")
    print("\nEverything holds." if all(passed) else "\nSomething failed: see above.")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
