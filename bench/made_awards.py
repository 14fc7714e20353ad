"""A made-up country of awards: a few large funders and many small ones, words as language has them.

How often a word, a funder or a recipient comes falls with its rank, as in life (Zipf); some words are
set apart, so that what is looked for is known: COMMON stands in a third of all, UNUSUAL in one of a
hundred, RARE in one of fifty thousand.
"""

import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import orjson

COMMON, UNUSUAL, RARE = "community", "orchard", "beekeeping"
PROGRAMMES = 600
FUNDERS = 300

_SOUNDS = (  # noqa: SIM905
    "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bra cle dri fro gru"
).split()
_PREFIXES = ["GB-CHC"] * 12 + ["GB-COH"] * 5 + ["GB-LAE", "GB-EDU", "GB-SC", "GB-NHS"]
_KINDS = ["grant"] * 95 + ["loan"] * 4 + ["equity"]


def write(path: Path, count: int, seed: int = 4) -> None:
    """Write that many grants as one file, without holding it."""
    with path.open("wb") as file:
        file.write(b'{"title": "Made-up awards", "grants": [')
        for number, grant in enumerate(_grants(count, seed)):
            file.write(b"," * bool(number) + orjson.dumps(grant))
        file.write(b"]}")


def _grants(count: int, seed: int) -> Iterator[dict[str, Any]]:
    choose = random.Random(seed)
    words = ["".join(choose.choices(_SOUNDS, k=choose.randint(2, 4))) for _ in range(20_000)]
    by_word = list(accumulate(1 / (rank + 8) for rank in range(len(words))))
    by_funder = list(accumulate(1 / (rank + 1) for rank in range(FUNDERS)))
    postcodes = _postcodes(choose, max(50, count // 40))
    recipients = max(10, count // 3)
    for number in range(count):
        said = choose.choices(words, cum_weights=by_word, k=38)
        if choose.random() < 0.33:
            said[choose.randrange(5)] = COMMON
        if number % 100 == 7:
            said[-2] = UNUSUAL
        if number % 50_000 == 11:
            said[-1] = RARE
        funder = choose.choices(range(FUNDERS), cum_weights=by_funder)[0]
        recipient = int(recipients * choose.random() ** 2)
        yield _grant(number, said, funder, recipient, postcodes, choose)


def _postcodes(choose: random.Random, count: int) -> list[str]:
    """Postcodes that exist, from the directory that the register looks them up in."""
    from allotment.kernel.places.readers.directory import letters

    some = [
        letter.keys[at : at + 7].decode()
        for letter in letters()
        for at in range(0, len(letter.keys), 7 * 53)
    ]
    return choose.sample(some, min(count, len(some)))


def _grant(
    number: int,
    said: list[str],
    funder: int,
    recipient: int,
    postcodes: list[str],
    choose: random.Random,
) -> dict[str, Any]:
    year = choose.choices(range(2004, 2026), cum_weights=list(accumulate(range(1, 23))))[0]
    prefix = _PREFIXES[recipient % len(_PREFIXES)]
    identifier = f"{prefix}-{1_000_000 + recipient}"
    if choose.random() < 0.03:
        whom: dict[str, Any] = {"recipientIndividual": {"id": f"i-{number}", "name": "Individual"}}
    else:
        name = f"{said[recipient % 5]} {_SOUNDS[recipient % 25]} {recipient}".title()
        postcode = postcodes[recipient % len(postcodes)]
        whom = {"recipientOrganization": [{"id": identifier, "name": name, "postalCode": postcode}]}
    return {
        "id": f"360G-national-{number:07d}",
        "title": " ".join(said[:5]).capitalize(),
        "description": " ".join(said[5:]),
        "currency": "GBP" if choose.random() < 0.99 else "EUR",
        "amountAwarded": round(choose.lognormvariate(9, 1.4), 2),
        "awardDate": f"{year}-{choose.randint(1, 12):02d}-{choose.randint(1, 28):02d}",
        **whom,
        "fundingOrganization": [{"id": f"GB-CHC-{200_000 + funder}", "name": f"Funder {funder}"}],
        "grantProgramme": [{"title": f"Programme {(funder * 7 + number % 4) % PROGRAMMES}"}],
        "fundingType": [{"title": choose.choice(_KINDS)}],
    }
