"""Which modules an instance runs."""

#: Every module, lowest first, with what it needs of those before it.
NEEDS: dict[str, tuple[str, ...]] = {
    "register": (),
    "money": (),
    "fund": ("register", "money"),
    "evidence": ("register", "fund"),
}


def chosen(given: str) -> list[str]:
    """The modules named, divided by commas, and what they need, lowest first; where none is named, all.

    SystemExit with a sentence for a name that no module has.
    """
    named = {each.strip().lower() for each in given.split(",")} - {""}
    if unknown := sorted(named - NEEDS.keys()):
        raise SystemExit(
            f"MODULES names “{unknown[0]}”, which is no module. There are {', '.join(NEEDS)}."
        )
    wanted = named or set(NEEDS)
    for module in reversed(NEEDS):
        if module in wanted:
            wanted.update(NEEDS[module])
    return [module for module in NEEDS if module in wanted]
