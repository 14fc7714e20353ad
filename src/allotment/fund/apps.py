from django.apps import AppConfig


class FundConfig(AppConfig):
    name = "allotment.fund"
    label = "fund"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.fund import kinds
        from allotment.fund.queries import packs
        from allotment.fund.queries.entries import may_read_file
        from allotment.fund.services import looking
        from allotment.kernel.files.services import readable_by
        from allotment.kernel.organisations.domain import roles
        from allotment.kernel.web import navigation
        from allotment.kernel.web.modules import is_on

        kinds.declare_all()
        roles.declare(
            "fund.manager",
            _("Fund manager"),
            _("makes calls, screens entries, assigns assessors and sends letters"),
            order=30,
        )
        roles.declare(
            "fund.assessor", _("Assessor"), _("scores the entries assigned to them"), order=40
        )
        roles.declare(
            "fund.board",
            _("Board member"),
            _("reads the ranked list and decides which entries are funded"),
            order=50,
        )
        if not is_on(self.label):
            return
        readable_by("fund.entry", may_read_file, told=looking.file_was_read)
        readable_by(packs.KIND, packs.may_read, told=looking.stored_pack_was_read)
        navigation.add(
            _("Open calls"),
            "fund:calls",
            section=navigation.IDEAS,
            about=_("What you can enter an idea for now, and what came of earlier calls."),
            order=20,
        )
        navigation.add(
            _("Your entries"),
            "fund:my_entries",
            section=navigation.IDEAS,
            about=_("The ideas that you have begun or sent."),
            order=30,
            shown=navigation.signed_in,
        )
        navigation.add(
            _("Your calls"),
            "fund:manage",
            section=navigation.IDEAS,
            about=_("The calls of the organisations that you work for."),
            order=35,
            shown=_works_for_a_fund,
        )


def _works_for_a_fund(user: object) -> bool:
    from allotment.fund.permissions import STAFF
    from allotment.kernel.people.models import User

    return isinstance(user, User) and bool(user.organisations_with(*STAFF))
