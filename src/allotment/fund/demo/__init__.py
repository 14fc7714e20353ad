import datetime as dt

from allotment.fund.demo import loading


def load(today: dt.date) -> str:
    """Load people, pots, calls and entries, and say how many."""
    loaded = loading.load(today)
    return f"{loaded.calls} calls and {loaded.entries} entries"
