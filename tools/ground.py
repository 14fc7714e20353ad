"""Make the virtual environment with uv in it. Runs on whatever Python the machine has."""

import subprocess
import sys

UV = "uv==0.13.9"


def main(folder):
    if sys.version_info < (3, 11):
        found = "%d.%d" % sys.version_info[:2]
        sys.exit(
            "Allotment needs Python 3.11 or newer, and python3 here is %s. Install a newer one and "
            "say where it is: make run PYTHON=/path/to/python3.11" % found
        )
    try:
        import ensurepip  # noqa: F401  # Debian keeps it in a package of its own
        import venv  # noqa: F401
    except ImportError:
        sys.exit(
            "Python's venv module is missing. Install it (as root: apt-get install python3-venv) "
            "and start again."
        )
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    done = subprocess.run(
        [folder + "/bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check", UV],
        check=False,
    )
    if done.returncode:
        sys.exit(
            "The package index could not be reached, so nothing was installed. Try again later."
        )


main(sys.argv[1])
