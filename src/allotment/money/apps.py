from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "allotment.money"
    label = "money"
