from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "allotment.kernel.web"
    label = "web"
