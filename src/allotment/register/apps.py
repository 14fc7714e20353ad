"""The register of awards, hung on the kernel."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    """Declares what the register records and shows in the navigation."""

    name = "allotment.register"
    label = "register"
    verbose_name = _("Register of awards")

    def ready(self) -> None:
        """Declare the kinds of lines in the audit and the outbox."""
        from allotment.kernel.audit import kinds

        kinds.declare("register.batch_imported", _("Batch of grants imported"))
