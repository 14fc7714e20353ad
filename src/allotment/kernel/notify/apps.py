from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "allotment.kernel.notify"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.audit import kinds as audited
        from allotment.kernel.domain import privacy

        audited.declare("notify.choices_changed", _("E-mail choices changed"))
        privacy.holder(
            "notify",
            title=_("Messages and e-mails to you"),
            order=70,
            goes=[_("Every message to you on this site, and e-mails that wait to be sent")],
        )
