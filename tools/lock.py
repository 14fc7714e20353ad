"""Choose versions for requirements/*.txt: names, versions and hashes, no registry's address."""

import subprocess

COMPILE = [
    ".venv/bin/uv", "pip", "compile", "-q", "--python-version", "3.11", "--upgrade",
    "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links",
    "--custom-compile-command", "make lock", "pyproject.toml",
]  # fmt: skip
ALIKE = ["-c", "requirements/dev.txt"]

for name, options in {
    "dev": ["--group", "dev"],
    "runtime": ALIKE,
    "build": ["--group", "build", *ALIKE],
}.items():
    subprocess.run([*COMPILE, *options, "-o", f"requirements/{name}.txt"], check=True)
