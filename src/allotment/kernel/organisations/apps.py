from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "allotment.kernel.organisations"

    def ready(self) -> None:
        from django.conf import settings
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.audit import kinds
        from allotment.kernel.jobs import registry
        from allotment.kernel.notify import kinds as messages
        from allotment.kernel.organisations.domain import roles
        from allotment.kernel.web import navigation
        from allotment.kernel.web.modules import is_on

        for kind, title in {
            "organisations.handed_over": _("You have taken over a colleague's roles"),
            "organisations.asked_to_join": _("Somebody asks to join your organisation"),
            "organisations.join_answered": _("Your request to join has been answered"),
            "organisations.domain_decided": _("Your mail domain was approved or refused"),
        }.items():
            messages.declare(kind, title, about=_("Your organisations"))
        messages.declare(
            "organisations.recovery",
            _("You or a colleague have lost the second step of signing in"),
            about=_("Your account"),
            must=_("Without it somebody else could get into the account without you knowing."),
        )
        navigation.add(
            _("Organisations"),
            "organisations:every",
            section=navigation.RUNNING,
            about=_("Every council, charity and company here, and who may fund."),
            order=20,
            shown=navigation.keeper_of_the_site,
        )
        for kind, words in {
            "organisations.made": _("Organisation added"),
            "organisations.changed": _("Organisation's details changed"),
            "organisations.invited": _("Somebody was invited"),
            "organisations.invitation_withdrawn": _("Invitation withdrawn"),
            "organisations.joined": _("Somebody joined"),
            "organisations.role_given": _("Role given"),
            "organisations.role_ended": _("Role ended"),
            "organisations.handed_over": _("A colleague's roles were handed over"),
            "organisations.domain_claimed": _("Mail domain claimed"),
            "organisations.domain_approved": _("Mail domain approved"),
            "organisations.domain_refused": _("Mail domain refused"),
            "organisations.asked_to_join": _("Somebody asked to join"),
            "organisations.join_approved": _("Request to join approved"),
            "organisations.join_refused": _("Request to join refused"),
            "organisations.list_applied": _("A list of joiners and leavers was imported"),
            "people.recovery_asked": _("Help asked for a lost second step"),
            "people.recovery_confirmed": _("A colleague confirmed who asks for help"),
            "people.recovery_stopped": _("Help for a lost second step stopped"),
            "people.second_step_taken_away": _("Lost second step removed"),
            "organisations.merged": _("Two records were merged"),
            "organisations.became_funder": _("Made a funder"),
            "organisations.ceased_funding": _("No longer a funder"),
        }.items():
            kinds.declare(kind, words)
        registry.event(
            "organisations.role_ended",
            "A person's role ended. organisation, person: their ids; role; to: the id of whoever took "
            "it over, or empty.",
        )
        roles.declare(
            "organisations.administrator",
            _("Administrator"),
            _("keeps the organisation's details and decides who has which role"),
            order=10,
        )
        roles.declare(
            "organisations.member",
            _("Member"),
            _("works here; writes entries in the organisation's name"),
            order=20,
        )
        roles.declare(
            "site.auditor",
            _("Auditor"),
            _("reads everything the organisation does and changes nothing"),
            order=90,
        )
        for module in settings.EVERY_MODULE:
            if not is_on(module):
                roles.withhold(module)
