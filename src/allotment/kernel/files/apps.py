from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "allotment.kernel.files"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.audit import kinds
        from allotment.kernel.domain import privacy
        from allotment.kernel.notify import kinds as messages

        kinds.declare("files.quarantined", _("A file was blocked"))
        messages.declare(
            "files.quarantined",
            _("A file that you sent did not pass the check for viruses"),
            about=_("Your account"),
            must=_("Others may need a warning, and the file must be sent again."),
        )
        privacy.holder("files", title=_("Files that you uploaded"), order=80)
