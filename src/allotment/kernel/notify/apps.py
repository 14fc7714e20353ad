from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "allotment.kernel.notify"
    label = "notify"
