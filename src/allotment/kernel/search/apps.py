from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "allotment.kernel.search"
    label = "search"

    def ready(self) -> None:
        from allotment.kernel.organisations.services import merging
        from allotment.kernel.search.services.moving import move_readers

        merging.also(move_readers)
