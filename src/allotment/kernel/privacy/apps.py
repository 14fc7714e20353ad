from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "allotment.kernel.privacy"
    label = "privacy"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.audit import kinds
        from allotment.kernel.web import navigation

        kinds.declare("privacy.period_changed", _("Retention period changed"))
        kinds.declare("privacy.emptied", _("Removed, because its retention period was over"))
        navigation.add_to_footer(_("How long we keep things"), "privacy:periods")
