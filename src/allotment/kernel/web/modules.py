"""Which modules this instance runs, for what the kernel shows of them."""

from django.conf import settings


def is_on(name: str) -> bool:
    """Whether the owner of a name ("fund", "fund.call") runs here. The kernel always does."""
    module = name.partition(".")[0]
    return module not in settings.EVERY_MODULE or module in settings.MODULES
