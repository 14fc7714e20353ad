"""Draws the grants that people label: evenly over programme and year, in an order that tells nothing.

python -m tests.evidence.labels.draw FILE     # the texts, to be read with label-book.md
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

SEED, SIZE = 5, 120
LLOYDS = "360giving/lloyds-bank-foundation-2010-2015.json"


def drawn(grants: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every n-th grant in the order of programme and year, from a random start; then shuffled."""
    choose = random.Random(SEED)
    lots = [choose.random() for _ in grants]

    def place(number: int) -> tuple[str, str, float]:
        grant = grants[number]
        return grant["grantProgramme"][0]["title"], grant["awardDate"][:4], lots[number]

    ordered = sorted(range(len(grants)), key=place)
    step = len(grants) / SIZE
    start = choose.random() * step
    found = [grants[ordered[int(start + step * number)]] for number in range(SIZE)]
    choose.shuffle(found)
    return found


if __name__ == "__main__":
    for grant in drawn(json.loads(Path(sys.argv[1]).read_bytes())["grants"]):
        said = " ".join(grant.get("description", "").split())
        print(f"{grant['id']}\n  {grant['title']}\n  {said}\n")
