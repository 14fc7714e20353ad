from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "allotment.kernel.site"
    label = "site"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.web import navigation

        navigation.add(_("Home"), "site:home", order=0)
        navigation.add(_("Your tasks"), "site:tasks", order=10, shown=navigation.signed_in)
