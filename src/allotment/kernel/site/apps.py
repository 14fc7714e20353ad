from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "allotment.kernel.site"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.audit import kinds

        kinds.declare("site.backed_up", _("Backup made"))
        kinds.declare("site.restored", _("Restored from a backup"))
