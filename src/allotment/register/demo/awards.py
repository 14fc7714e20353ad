"""Some four hundred past awards of made-up funders, as 360Giving data, for the demonstration.

The same seed and day give the same awards. Amounts follow a log-normal distribution around
each funder's median, as published grants do; most recipients appear once, some again; awards
gather in the months in which boards meet and grow a little from year to year.
"""

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from allotment.register.demo.purposes import (
    Funder,
    Pattern,
    Project,
    Stock,
    stock,
)

Grant = dict[str, Any]

SEED = 1649
COUNT = 400

_YEARS = (0.8, 1.3, 1.2, 1.1, 1.0, 1.2, 0.8, 0.7, 0.5, 0.4)
"""How many awards were made this year, last year … nine years ago, one with another."""

_RETURNING = 0.3
"""How often an award goes to somebody who has had one before, where there is such a one."""

_FOR_ONE_PERSON = (
    ("Fee for a first-aid course", "Course fee, so that a young person can lead sessions.", "130"),
    ("Tools for a first job", "Hand tools for a young person who starts work as a joiner.", "140"),
    ("Bus pass to college", "A term's bus pass for a young person without other help.", "100"),
    ("Strings and lessons", "New strings and ten lessons for a young violinist.", "150"),
    ("Laptop to learn with", "A second-hand laptop for a young person finishing school.", "040"),
)


@dataclass(slots=True)
class _Making:
    """What is remembered while awards are made: who has had what, and what has been said."""

    random: Random
    today: date
    stock: Stock
    made: dict[str, int] = field(default_factory=dict)
    had: dict[tuple[Pattern, str], set[tuple[str, ...]]] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)


def package(today: date, *, seed: int = SEED, count: int = COUNT) -> dict[str, Any]:
    """Make a whole 360Giving file of awards (see `grants`)."""
    return {
        "version": "1.4",
        "title": "Awards of the demonstration",
        "description": "Invented awards of invented funders to invented recipients.",
        "issued": today.isoformat(),
        "publisher": {"name": "Allotment demonstration", "website": "https://example.org/"},
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
        "grants": grants(today, seed=seed, count=count),
    }


def grants(today: date, *, seed: int = SEED, count: int = COUNT) -> list[Grant]:
    """Make `count` grants as 360Giving objects, oldest first; none is dated after today."""
    making = _Making(Random(seed), today, stock())  # noqa: S311 - not for secrets
    funders = making.stock.funders
    shares = [funder.share for funder in funders]
    chosen = making.random.choices(funders, shares, k=count)
    dated = sorted(((_award_date(making, funder), funder) for funder in chosen), key=_by_date)
    return [_grant(making, funder, day) for day, funder in dated]


def _by_date(row: tuple[date, Funder]) -> tuple[date, str]:
    return row[0], row[1].key


def _award_date(making: _Making, funder: Funder) -> date:
    """Choose a day on which the funder's board met, a fortnight ago at the latest."""
    random = making.random
    while True:
        years_ago = random.choices(range(len(_YEARS)), _YEARS)[0]
        year, month = making.today.year - years_ago, random.choice(funder.months)
        found = date(year, month, random.randint(6, 21))
        if found.weekday() < 5 and found <= making.today - timedelta(days=14):
            return found


def _grant(making: _Making, funder: Funder, day: date) -> Grant:
    number = making.made[funder.key] = making.made.get(funder.key, 0) + 1
    head: Grant = {"id": f"360G-demo-{funder.key}-{day.year}-{number:04d}"}
    if "individuals" in funder.publishes and making.random.random() < 0.2:
        body = _for_one_person(making, number)
    else:
        body = _for_organisation(making, funder, day)
    tail: Grant = {
        "currency": "GBP",
        "awardDate": day.isoformat(),
        "fundingOrganization": [{"id": funder.id, "name": funder.name}],
        "grantProgramme": [{"title": funder.programme(body["amountAwarded"])}],
        "fromOpenCall": "Yes" if making.random.random() < funder.open_call else "No",
        "dateModified": f"{_modified(making, day).isoformat()}T09:00:00+00:00",
        "dataSource": f"https://example.org/{funder.key.replace('_', '-')}/awards",
    }
    return head | body | tail


def _modified(making: _Making, day: date) -> date:
    return min(day + timedelta(days=making.random.randint(5, 60)), making.today)


def _for_one_person(making: _Making, number: int) -> Grant:
    title, description, purpose = making.random.choice(_FOR_ONE_PERSON)
    return {
        "title": title,
        "description": description,
        "amountAwarded": making.random.randrange(60, 420, 5),
        "recipientIndividual": {
            "id": f"360G-demo-individual-{number:04d}",
            "name": "Name not published",
        },
        "toIndividualsDetails": {
            "primaryGrantReason": "GTIR110",
            "grantPurpose": [f"GTIP{purpose}"],
        },
    }


def _for_organisation(making: _Making, funder: Funder, day: date) -> Grant:
    project, pounds, pattern, place = _chosen(making, funder)
    title, description = _words(making, project, place)
    months = making.random.randint(*project.months)
    grant: Grant = {
        "title": title,
        "description": description,
        "amountAwarded": pounds,
        "recipientOrganization": [_organisation(making, pattern, place)],
        "classifications": [
            {"vocabulary": "Allotment themes", "code": project.theme, "title": _theme(project)}
        ],
    }
    if "asked" in funder.publishes:
        grant["amountAppliedFor"] = _asked(making, pounds)
    if "dates" in funder.publishes:
        grant["plannedDates"] = [_dates(making, day, months)]
    if "place" in funder.publishes:
        grant["beneficiaryLocation"] = [{"name": place, "countryCode": "GB"}]
        grant["locationScope"] = "GLS060"
    if "disbursed" in funder.publishes:
        grant["amountDisbursed"] = _paid(making, pounds, day, months)
    if "loans" in funder.publishes:
        is_loan = pounds >= 15_000 and making.random.random() < 0.3
        grant["fundingType"] = [_funding_type("loan" if is_loan else "grant")]
    return grant


def _chosen(making: _Making, funder: Funder) -> tuple[Project, float, Pattern, str]:
    """Choose an amount as the funder gives them, something that costs as much, and who does it.

    Nobody is given money for the same thing twice.
    """
    while True:
        pounds = _amount(making, funder)
        fitting = [
            project
            for theme in funder.themes
            for project in making.stock.projects
            if project.theme == theme and project.pounds[0] <= pounds <= project.pounds[1]
        ]
        if not fitting:
            continue
        project = making.random.choice(fitting)
        found = _recipient(making, funder, project, pounds)
        if found is not None:
            pattern, place = found
            making.had.setdefault(found, set()).add(project.texts)
            return project, pounds, pattern, place


def _amount(making: _Making, funder: Funder) -> float:
    low, high = funder.pounds
    while True:
        pounds = math.exp(making.random.gauss(math.log(funder.middle), funder.spread))
        steps = [step for step in funder.round_to if step * 5 <= pounds] or [funder.round_to[-1]]
        step = making.random.choice(steps)
        rounded = round(pounds, 2) if step < 1 else round(pounds / step) * int(step)
        if low <= rounded <= high:
            return rounded


def _recipient(
    making: _Making, funder: Funder, project: Project, pounds: float
) -> tuple[Pattern, str] | None:
    random, weights = making.random, making.stock.places
    places = funder.only or tuple(weights)
    patterns = [p for p in making.stock.patterns if p.suits(project, pounds)]
    before = [
        (pattern, place)
        for (pattern, place), had in making.had.items()
        if pattern in patterns and place in places and project.texts not in had
    ]
    if before and random.random() < _RETURNING:
        return random.choice(before)
    if not patterns:
        return None
    pattern = random.choice(patterns)
    possible = [place for place in places if pattern.is_found_in(weights[place])]
    place = random.choices(possible, [weights[place] for place in possible])[0]
    return None if project.texts in making.had.get((pattern, place), ()) else (pattern, place)


def _words(making: _Making, project: Project, place: str) -> tuple[str, str]:
    """Choose title and description; not the same two again, if it can be helped."""
    random = making.random
    for _attempt in range(12):
        values = {
            "place": place,
            "who": random.choice(project.who).format(place=place) if project.who else "",
            "n": _believable(random, project.n),
        }
        found = (
            random.choice(project.titles).format(**values),
            random.choice(project.texts).format(**values),
        )
        if found not in making.used:
            break
    making.used.add(found)
    return found


def _believable(random: Random, bounds: tuple[int, int]) -> int:
    """Choose a number; a large one is rounded, as people round."""
    number = random.randint(*bounds)
    return round(number, -1) if number > 100 else number


def _organisation(making: _Making, pattern: Pattern, place: str) -> Grant:
    name = pattern.name.format(place=place)
    return {
        "id": f"360G-demo-org-{_slug(name)}",
        "name": name,
        "addressLocality": place,
        "organisationType": making.stock.forms[pattern.form],
    }


def _slug(name: str) -> str:
    plain = name.lower().replace("é", "e").replace("'", "")
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


def _theme(project: Project) -> str:
    return project.theme.replace("_", " ").capitalize()


def _asked(making: _Making, pounds: float) -> float:
    if making.random.random() < 0.55:
        return pounds
    more = pounds * making.random.uniform(1.05, 1.7)
    step = 500 if more > 5_000 else 50
    return max(pounds, round(more / step) * step)


def _dates(making: _Making, day: date, months: int) -> Grant:
    start = _months_after(day, making.random.randint(1, 3))
    end = _months_after(start, months) - timedelta(days=1)
    return {"startDate": start.isoformat(), "endDate": end.isoformat(), "duration": months}


def _months_after(day: date, months: int) -> date:
    """The first of the month so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _paid(making: _Making, pounds: float, day: date, months: int) -> float:
    """Paid in equal parts once a year, in advance."""
    parts = max(1, math.ceil(months / 12))
    due = min(parts, (making.today - day).days // 365 + 1)
    return round(pounds * due / parts, 2)


def _funding_type(code: str) -> Grant:
    return {"vocabulary": "Allotment funding types", "code": code, "title": code.capitalize()}
