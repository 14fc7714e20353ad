from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "allotment.kernel.site"
    label = "site"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.audit import kinds
        from allotment.kernel.web import navigation

        kinds.declare("site.backed_up", _("Backup made"))
        kinds.declare("site.restored", _("Restored from a backup"))
        navigation.add(_("Home"), "site:home", order=0)
        navigation.add(_("Your tasks"), "site:tasks", order=10, shown=navigation.signed_in)
