"""The register of awards, hung on the kernel."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    """Declares what the register records and shows in the navigation."""

    name = "allotment.register"
    label = "register"
    verbose_name = _("Register of awards")

    def ready(self) -> None:
        """Declare the kinds of lines in the audit, and hang the pages on the navigation."""
        from allotment.kernel.audit import kinds
        from allotment.kernel.domain import privacy
        from allotment.kernel.files.services import readable_by
        from allotment.kernel.permissions import may
        from allotment.kernel.web import navigation
        from allotment.kernel.web.modules import is_on

        kinds.declare("register.batch_imported", _("Batch of grants imported"))
        kinds.declare("register.table_explained", _("Columns of a table of grants explained"))
        kinds.declare("register.parties_merged", _("Organisations in the register merged"))
        kinds.declare("register.parties_taken_apart", _("Merged organisations taken apart"))
        kinds.declare("register.parties_kept_apart", _("Organisations that look alike kept apart"))
        kinds.declare("register.api_key_made", _("Key for the API made"))
        kinds.declare("register.api_key_ended", _("Key for the API ended"))
        kinds.declare("register.award_published", _("Award published"))
        kinds.declare("register.award_withdrawn", _("Award withdrawn from the register"))
        privacy.holder("register", title=_("Imports of grants, keys for programs"))
        if not is_on(self.label):
            return
        readable_by("register.rejected", lambda user, _stored: bool(may(user, "site.keep")))
        navigation.add(
            _("Awards"),
            "register:awards",
            section=navigation.IDEAS,
            about=_("Who was given how much, by whom and for what."),
            order=40,
        )
        navigation.add(
            _("Open data"),
            "register:open_data",
            section=navigation.IDEAS,
            about=_("Every award as a file, and an interface for programs."),
            order=70,
        )
        navigation.add_to_footer(_("Open data"), "register:open_data")
