from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "allotment.kernel.search"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.domain import privacy
        from allotment.kernel.organisations.services import merging
        from allotment.kernel.search.services.moving import move_readers

        merging.also(move_readers)
        privacy.holder("search", title=_("What your search can find"), order=85)
