"""The Atom feed of open calls."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from allotment.fund.queries import calls
from allotment.fund.queries.calls import PublicCall


class OpenCalls(Feed):  # type: ignore[type-arg]  # Django's own class takes none
    """Calls that are open or announced."""

    feed_type = Atom1Feed
    title = _("Open calls")
    subtitle = _("Where to send an idea now.")
    permission = "public"

    def link(self) -> str:
        return reverse("fund:calls")

    def items(self) -> list[PublicCall]:
        return calls.current()

    def item_title(self, item: PublicCall) -> str:
        return item.title

    def item_description(self, item: PublicCall) -> str:
        return item.summary

    def item_link(self, item: PublicCall) -> str:
        return reverse("fund:call", args=[item.key])

    def item_pubdate(self, item: PublicCall) -> dt.datetime | None:
        return item.opens_at

    def item_author_name(self, item: PublicCall) -> str:
        return item.funder
