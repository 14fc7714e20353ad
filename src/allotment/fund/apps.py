from django.apps import AppConfig


class FundConfig(AppConfig):
    name = "allotment.fund"
    label = "fund"
