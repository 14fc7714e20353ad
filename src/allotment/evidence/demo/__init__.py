import datetime as dt


def load(today: dt.date) -> str:
    """Load a published report and one that is being written."""
    from allotment.evidence.demo import loading  # its libraries are large

    loading.load(today)
    return ""
