"""Guesses what a funder's own column holds, from its heading; a person looks at the guess."""

import re

from allotment.register.domain.standard.columns import ColumnPath

_LETTERS = re.compile(r"[^a-z]")
_RECIPIENT = ("recipientOrganization", 0)
_FUNDER = ("fundingOrganization", 0)
#: Words that say something only where they are the whole heading.
_WHOLE = frozenset({
    "ref", "value", "award", "awarded", "grant", "sum", "total", "group", "end", "start", "fund",
    "granted", "paid", "when", "charity",
})  # fmt: skip

#: Words of headings, by their letters.
_WORDS: dict[ColumnPath, tuple[str, ...]] = {
    ("id",): ("ref", "reference", "ourref", "yourref", "grantid", "awardid", "uniqueid", "refno",
            "refnumber", "grantno"),
    ("amountAwarded",): ("amount", "value", "grantvalue", "valueofgrant", "award", "grant", "sum", "total",
                         "awarded", "granted", "paid"),
    ("awardDate",): ("date", "dateawarded", "decisiondate", "approved", "decided", "when", "awardedon",
                     "paidon"),
    ("title",): ("project", "title"),
    ("description",): ("purpose", "summary", "details", "whatfor"),
    (*_RECIPIENT, "name"): ("recipient", "organisation", "grantee", "applicant", "awardedto", "givento",
                             "paidto", "grantedto", "payee", "group", "charity"),
    (*_RECIPIENT, "charityNumber"): ("charitynumber", "charityno", "registeredcharity"),
    (*_RECIPIENT, "companyNumber"): ("companynumber", "companyno"),
    (*_RECIPIENT, "postalCode"): ("postcode",),
    (*_FUNDER, "name"): ("funder", "awardedby", "council"),
    ("grantProgramme", 0, "title"): ("fund", "programme", "scheme"),
    ("plannedDates", 0, "startDate"): ("startdate", "start"),
    ("plannedDates", 0, "endDate"): ("enddate", "end"),
}  # fmt: skip


def guessed(heading: str) -> ColumnPath | None:
    """What the column of this heading probably holds; None where nothing tells."""
    if heading.strip() == "£":
        return ("amountAwarded",)
    letters = _LETTERS.sub("", heading.lower()).replace("organization", "organisation")
    for path, words in _WORDS.items():
        if letters in words:
            return path
    within = [
        (len(word), path)
        for path, words in _WORDS.items()
        for word in words
        if word not in _WHOLE and word in letters
    ]
    return max(within, key=lambda found: found[0])[1] if within else None


#: What is offered first: what most funders' tables hold.
USUAL: tuple[ColumnPath, ...] = tuple(_WORDS)
