"""Build the package with its CSS and JavaScript into dist/, with the locked versions of what it needs
and the files of deploy/.

A machine that installs them needs neither a checkout nor Node.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def build(target: Path) -> Path:
    """Build the wheel into a folder, requirements.txt and deploy/ beside it. Gives the wheel."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("allotment-*.whl"):
        old.unlink()
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    shutil.copy(ROOT / "requirements/runtime.txt", target / "requirements.txt")
    shutil.copytree(ROOT / "deploy", target / "deploy", dirs_exist_ok=True)
    return next(target.glob("allotment-*.whl"))


if __name__ == "__main__":
    print(
        f"Built: {build(ROOT / 'dist').relative_to(ROOT)}, with dist/requirements.txt and dist/deploy/"
    )
