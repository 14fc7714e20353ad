from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "allotment.kernel.search"
    label = "search"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.web import navigation

        navigation.add(_("Search"), "search:find", order=90)
