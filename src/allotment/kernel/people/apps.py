from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "allotment.kernel.people"
    label = "people"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.audit import kinds

        kinds.declare("people.profile_changed", _("Profile changed"))
        kinds.declare("people.erased", _("Personal details erased"))
        kinds.declare("people.exported", _("Personal data exported"))
        kinds.declare("people.signed_out_everywhere", _("Signed out everywhere"))
        kinds.declare("people.signed_out_one", _("Signed out in one browser"))
