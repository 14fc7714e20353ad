"""Public identifiers: keys in addresses, and organisations' identifiers in the org-id scheme."""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
KEY_LENGTH = 12

#: Registers whose numbers have a known shape: org-id.guide list code → (pattern, example).
REGISTERS: dict[str, tuple[str, str]] = {
    "GB-CHC": (r"\d{6,7}(-\d+)?", "GB-CHC-1136419"),
    "GB-COH": (r"(\d{8}|[A-Z]{2}\d{6}|[A-Z]{2}\d{5}R?|R\d{7})", "GB-COH-01234567"),
    "GB-SC": (r"SC\d{6}", "GB-SC-SC012345"),
    "GB-NIC": (r"\d{6}", "GB-NIC-100012"),
    "GB-EDU": (r"\d{6}", "GB-EDU-123456"),
    "GB-NHS": (r"[A-Z0-9]{3,6}", "GB-NHS-RXX"),
    "GB-LAE": (r"[A-Z]{3,4}", "GB-LAE-ROC"),
    "GB-LAS": (r"[A-Z]{3,4}", "GB-LAS-ABE"),
    "GB-LANI": (r"[A-Z]{3,4}", "GB-LANI-BFS"),
    "GB-PLA": (r"[A-Z]{3,4}", "GB-PLA-WLS"),
    "GB-GOR": (r"[A-Z]{1,4}\d+", "GB-GOR-D2"),
    "GB-MPR": (r"\d+[A-Z]?", "GB-MPR-12345R"),
    "GB-UKPRN": (r"\d{8}", "GB-UKPRN-10001234"),
}
_SHAPE = re.compile(r"^([A-Z]{2}|XM|XI|360G)-[A-Za-z0-9]+-\S+$")


class BadOrgIdError(ValueError):
    """The identifier does not have the shape that its register gives its numbers.

    `number`, `register` and `example` say what is wrong; "" where it names no register at all.
    """

    def __init__(self, number: str = "", register: str = "", example: str = "") -> None:
        super().__init__(f"{number} is not a number of {register}" if register else "no register")
        self.number, self.register, self.example = number, register, example


_choose: ContextVar[Callable[[Sequence[str]], str]] = ContextVar("choose", default=secrets.choice)


def new_key() -> str:
    """A new public key for an address: 12 letters and digits, about 58 bits, none alike to the eye."""
    choose = _choose.get()
    return "".join(choose(ALPHABET) for _ in range(KEY_LENGTH))


@contextmanager
def keys_chosen_by(choose: Callable[[Sequence[str]], str]) -> Iterator[None]:
    """Let this block make its keys of another chance, that others could foresee. For the
    demonstration alone, which is the same each time."""
    token = _choose.set(choose)
    try:
        yield
    finally:
        _choose.reset(token)


def check_org_id(text: str) -> str:
    """The identifier tidied (outer spaces gone), or BadOrgIdError, which knows why not.

    Source: org-id.guide, list codes and their numbers' forms.
    """
    tidy = text.strip()
    if not _SHAPE.match(tidy):
        raise BadOrgIdError
    for register, (pattern, example) in REGISTERS.items():
        if tidy.startswith(register + "-"):
            number = tidy[len(register) + 1 :]
            if not re.fullmatch(pattern, number):
                raise BadOrgIdError(number, register, example)
            return tidy
    return tidy
