"""Reads codes as people write them: in small letters, by their titles, by everyday names."""

from collections import Counter

from allotment.register.domain.standard import CodeList
from allotment.register.domain.standard.codes import COUNTRY, CURRENCY, YES_NO

_EVERYDAY: dict[str, dict[str, str]] = {
    YES_NO.name: {
        **dict.fromkeys(("y", "true", "t", "1", "open", "open call"), "Yes"),
        **dict.fromkeys(("n", "false", "f", "0", "closed", "invited", "invitation"), "No"),
    },
    COUNTRY.name: dict.fromkeys(
        (
            "uk",
            "u.k.",
            "united kingdom",
            "great britain",
            "england",
            "scotland",
            "wales",
            "northern ireland",
            "gbr",
        ),
        "GB",
    ),
    CURRENCY.name: {
        **dict.fromkeys(("£", "pound", "pounds", "sterling", "pounds sterling"), "GBP"),
        **dict.fromkeys(("€", "euro", "euros"), "EUR"),
    },
}


def spellings(codes: CodeList) -> dict[str, str]:
    """Every spelling, in small letters, that names exactly one code of a list."""
    titles = Counter(title.casefold() for title in codes.codes.values())
    by_title = {
        title.casefold(): code
        for code, title in codes.codes.items()
        if titles[title.casefold()] == 1
    }
    by_code = {code.casefold(): code for code in codes.codes}
    return by_title | by_code | _EVERYDAY.get(codes.name, {})


def spelt(value: object) -> str:
    """A value as `spellings` lists it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(str(value).casefold().split())
