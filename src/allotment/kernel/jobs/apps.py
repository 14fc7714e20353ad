from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "allotment.kernel.jobs"
    label = "jobs"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.domain import privacy
        from allotment.kernel.web import navigation

        navigation.add(
            _("Background work"), "jobs:jobs", order=70, shown=navigation.keeper_of_the_site
        )
        autodiscover_modules(
            "jobs", "reactions", "todo", "panels", "permissions", "indexes", "privacy"
        )
        privacy.holder("jobs", title=_("Background work that you started"), order=75)
