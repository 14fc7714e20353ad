from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "allotment.kernel.audit"
    label = "audit"
