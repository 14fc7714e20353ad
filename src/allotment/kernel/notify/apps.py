from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "allotment.kernel.notify"
    label = "notify"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.audit import kinds as audited

        audited.declare("notify.choices_changed", _("Choices of e-mails changed"))
