from importlib import import_module

from django.apps import AppConfig, apps

#: What a module hangs on the kernel whether or not it runs here: rights that people have over what
#: is kept, the index that is kept up with it.
ALWAYS = ("permissions", "indexes", "privacy")
WHERE_IT_RUNS = ("jobs", "reactions", "todo", "panels")


class JobsConfig(AppConfig):
    name = "allotment.kernel.jobs"

    def ready(self) -> None:
        from django.utils.module_loading import module_has_submodule
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.domain import privacy
        from allotment.kernel.web import navigation
        from allotment.kernel.web.modules import is_on

        navigation.add(
            _("Background work"),
            "jobs:jobs",
            section=navigation.RUNNING,
            about=_("Work that the site does in the background, and what has failed."),
            order=10,
            shown=navigation.keeper_of_the_site,
        )
        privacy.holder("jobs", title=_("Background work that you started"), order=75)
        for app in apps.get_app_configs():
            for room in (*WHERE_IT_RUNS, *ALWAYS) if is_on(app.label) else ALWAYS:
                if app.module is not None and module_has_submodule(app.module, room):
                    import_module(f"{app.name}.{room}")
