from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "allotment.kernel.people"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.audit import kinds
        from allotment.kernel.notify import kinds as messages
        from allotment.kernel.people import signing

        signing.listen()
        messages.declare(
            "people.account",
            _("Codes to sign in, and changes to your account"),
            about=_("Your account"),
            must=_(
                "Without them you could not sign in, or somebody else could without you knowing."
            ),
        )
        kinds.declare("people.profile_changed", _("Profile changed"))
        kinds.declare("people.erased", _("Personal details erased"))
        kinds.declare("people.exported", _("Personal data exported"))
        kinds.declare("people.signed_out_everywhere", _("Signed out everywhere"))
        kinds.declare("people.signed_out_one", _("Signed out in one browser"))
