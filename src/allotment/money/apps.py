from django.utils.translation import gettext_lazy as _

from allotment.kernel.site.module import MenuPage, Module, Role
from allotment.kernel.web.navigation import IDEAS


class MoneyConfig(Module):
    name = "allotment.money"
    roles = (
        Role(
            "money.finance",
            _("Finance officer"),
            _("opens pots, puts money in and records what is paid"),
            order=60,
        ),
    )
    audit_kinds = {
        "money.pot_opened": _("Pot opened"),
        "money.put_in": _("Money put in"),
        "money.take_out": _("Money taken out"),
        "money.commit": _("Money committed to an award"),
        "money.release": _("Money released from an award"),
        "money.pay": _("Payment recorded"),
    }
    held = _("Money that you moved")
    held_order = 40
    pages = (
        MenuPage(
            _("Pots"),
            "money:pots",
            IDEAS,
            _("What there is to give, what is promised and what is paid."),
            order=60,
            permission="money.see",
        ),
    )
