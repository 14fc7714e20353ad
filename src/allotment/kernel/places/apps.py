from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "allotment.kernel.places"
    label = "places"
