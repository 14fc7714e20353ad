"""`make bench`: every bar of bench/RESULTS.md measured again, each table printed as it is done."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BENCHES = (
    "components",
    "register_import",
    "national",
    "pages",
    "rush",
    "wire",
    "start",
    "evidence",
    "evidence_quality",
    "beside_analyses",
)


def main() -> int:
    codes = []
    for name in sys.argv[1:] or BENCHES:
        print(f"\n## {name}\n", flush=True)
        codes.append(
            subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=HERE.parent).returncode
        )
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
