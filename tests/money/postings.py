"""What the postings of a pot add up to: what everything else that is known of it is held against."""

from django.db.models import Sum

from allotment.money.models import Posting, Pot


def posted(pot: Pot) -> dict[str, int]:
    """The sum of the postings to each account of a pot, in pence."""
    rows = Posting.objects.filter(pot=pot).values_list("account").annotate(Sum("pence"))
    return dict(rows)
