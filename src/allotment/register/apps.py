"""The register of awards, hung on the kernel."""

from django.utils.translation import gettext_lazy as _

from allotment.kernel.site.module import MenuPage, Module
from allotment.kernel.web.navigation import IDEAS


class RegisterConfig(Module):
    name = "allotment.register"
    verbose_name = _("Register of awards")
    audit_kinds = {
        "register.batch_imported": _("Batch of grants imported"),
        "register.table_explained": _("Columns of a table of grants explained"),
        "register.parties_merged": _("Organisations in the register merged"),
        "register.parties_taken_apart": _("Merged organisations separated"),
        "register.parties_kept_apart": _("Organisations that look alike kept separate"),
        "register.api_key_made": _("API key created"),
        "register.api_key_ended": _("API key revoked"),
        "register.award_published": _("Award published"),
        "register.award_withdrawn": _("Award withdrawn from the register"),
    }
    held = _("Imports of grants, API keys")
    pages = (
        MenuPage(
            _("Awards"),
            "register:awards",
            IDEAS,
            _("Who was given how much, by whom and for what."),
            order=40,
        ),
        MenuPage(
            _("Open data"),
            "register:open_data",
            IDEAS,
            _("Every award as a file, and an interface for programs."),
            order=70,
        ),
    )
    footer = ((_("Open data"), "register:open_data"),)

    def connect(self) -> None:
        from allotment.kernel.files.services import readable_by
        from allotment.kernel.permissions import may

        readable_by("register.rejected", lambda user, _stored: bool(may(user, "site.keep")))
