from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "allotment.money"
    label = "money"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.kernel.audit import kinds
        from allotment.kernel.domain import privacy
        from allotment.kernel.organisations.domain import roles
        from allotment.kernel.web import navigation
        from allotment.kernel.web.modules import is_on
        from allotment.money import permissions

        for kind, words in {
            "money.pot_opened": _("Pot opened"),
            "money.put_in": _("Money put in"),
            "money.take_out": _("Money taken out"),
            "money.commit": _("Money committed to an award"),
            "money.release": _("Money released from an award"),
            "money.pay": _("Payment recorded"),
        }.items():
            kinds.declare(kind, words)
        roles.declare(
            "money.finance",
            _("Finance officer"),
            _("opens pots, puts money in and records what is paid"),
            order=60,
        )
        if not is_on(self.label):
            return
        navigation.add(
            _("Pots"),
            "money:pots",
            section=navigation.IDEAS,
            about=_("What there is to give, what is promised and what is paid."),
            order=60,
            shown=lambda user: permissions.reads_money.test(user, None),
        )
        privacy.holder("money", title=_("Money that you moved"), order=40)
