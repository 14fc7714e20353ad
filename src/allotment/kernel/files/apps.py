from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "allotment.kernel.files"
    label = "files"
