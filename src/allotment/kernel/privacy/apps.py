from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "allotment.kernel.privacy"

    def ready(self) -> None:
        from django.apps import apps
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.audit import kinds
        from allotment.kernel.domain import privacy
        from allotment.kernel.privacy.services import delete_old
        from allotment.kernel.web import navigation

        kinds.declare("privacy.period_changed", _("Retention period changed"))
        kinds.declare("privacy.emptied", _("Removed, because its retention period was over"))
        navigation.add_to_footer(_("How long we keep things"), "privacy:periods")
        for model in apps.get_models():
            if isinstance(retention := getattr(model, "retention", None), privacy.Retention):
                privacy.period(
                    retention.kind, what=retention.what, days=retention.days, why=retention.why,
                    empty=delete_old(model, retention),
                )  # fmt: skip
