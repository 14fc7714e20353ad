from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "allotment.kernel.search"
    label = "search"
