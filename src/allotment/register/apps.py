"""The register of awards, hung on the kernel."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    """Declares what the register records and shows in the navigation."""

    name = "allotment.register"
    label = "register"
    verbose_name = _("Register of awards")
