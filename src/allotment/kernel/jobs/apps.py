from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "allotment.kernel.jobs"
    label = "jobs"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules(
            "jobs", "reactions", "todo", "panels", "permissions", "indexes", "privacy"
        )
