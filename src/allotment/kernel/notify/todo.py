"""A person whose address does not work learns it here: by mail they cannot."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.notify import delivery
from allotment.kernel.web.tasks import Task, source


@source
def address_that_does_not_work(user: Any) -> Iterator[Task]:
    """Mail to the person comes back."""
    if delivery.is_bounced(user.email):
        yield Task(
            text=_("Check your e-mail address"),
            url=reverse("notify:mails"),
            about=_("E-mails to you are returned"),
        )
