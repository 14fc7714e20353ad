"""The lists of organisations: what their columns are, what narrows them, what an empty one says."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.audit import kinds
from allotment.kernel.audit.queries import SYSTEM, HistoryLine
from allotment.kernel.organisations.domain import alike as domain, roles
from allotment.kernel.organisations.models import MailDomain, Organisation
from allotment.kernel.organisations.queries import Colleague, Invited, ListedOrganisation, Mine
from allotment.kernel.web.cells import link, to
from allotment.kernel.web.formats import moment, short_date
from allotment.kernel.web.tables import Column, Empty, Filter, Table


def _organisations(n: int) -> str:
    return ngettext("%(n)s organisation", "%(n)s organisations", n)


def mine() -> Table[Mine]:
    """A person's organisations."""
    return Table(
        name="your-organisations",
        caption=_("Your organisations"),
        usual="name",
        columns=[
            Column(_("Name"), "name", sort="name"),
            Column(_("Kind"), "kind", sort="kind"),
            Column(_("Your roles"), lambda each: ", ".join(each.roles), sort="roles"),
        ],
        filters=[Filter("text", _("Name"))],
        empty=Empty(
            _(
                "You do not belong to an organisation yet. If yours is here already, ask a "
                "colleague to invite you; otherwise add it."
            )
        ),
        counted=_organisations,
    )


def people(organisation: Organisation, *, changes: bool) -> Table[Colleague]:
    """Who works in an organisation; `changes`: with a column for what can be done."""
    columns: list[Column[Colleague]] = [
        Column(_("Name"), "name", sort="name"),
        Column(_("Role"), "role", sort="role"),
        Column(_("Since"), lambda each: each.since.date().isoformat(), sort="since"),
    ]
    if changes:
        columns.append(Column(_("Change")))
    held = roles.offered(for_funder=organisation.is_funder)
    return Table(
        name="people",
        caption=_("People and roles"),
        usual="name",
        columns=columns,
        filters=[
            Filter("text", _("Name")),
            Filter("role", _("Role"), [(r.key, str(r.name)) for r in held], every=_("All roles")),
        ],
        empty=Empty(_("Nobody works here yet. The site administrator invites the first.")),
        counted=lambda n: ngettext("%(n)s role", "%(n)s roles", n),
    )


def _invitation_states() -> dict[str, str]:
    return {
        "open": _("Not yet answered"),
        "accepted": _("Accepted"),
        "withdrawn": _("Withdrawn"),
        "expired": _("Expired"),
    }


def invitations(organisation: Organisation) -> Table[Invited]:
    """Who was invited."""
    return Table(
        name="invitations",
        caption=_("Invitations"),
        usual="-sent",
        columns=[
            Column(_("E-mail address"), "email", sort="email"),
            Column(_("Role"), "role", sort="role"),
            Column(_("State"), lambda each: _invitation_states()[each.state], sort="state"),
            Column(_("Sent"), "made_at", sort="sent"),
            Column(_("Sent by"), "made_by"),
            Column(_("Valid until"), "expires_at", sort="until"),
        ],
        filters=[
            Filter("text", _("E-mail address")),
            Filter("state", _("State"), list(_invitation_states().items())),
        ],
        empty=Empty(
            _("Nobody has been invited yet."),
            _("Invite somebody"),
            reverse("organisations:invite", args=[organisation.key]),
        ),
        counted=lambda n: ngettext("%(n)s invitation", "%(n)s invitations", n),
    )


def history(
    people: Sequence[tuple[str, str]], merged: Sequence[tuple[str, str]] = ()
) -> Table[HistoryLine]:
    """The record of what these people (id, name) and the system did; and that of the records
    (key, name) that went into this one, of which each has a chain of its own."""
    of = Filter("of", _("Before they were merged"), merged, every=_("This record"),
                chooses=True)  # fmt: skip
    sentences = sorted(((kind, str(text)) for kind, text in kinds.all_kinds().items()),
                       key=lambda pair: pair[1])  # fmt: skip
    return Table(
        name="history",
        caption=_("What happened"),
        usual="-at",
        columns=[
            Column(_("When"), "at", sort="at", show=moment),
            Column(_("What"), "what", sort="what"),
            Column(_("Who"), "who"),
            Column(_("Why"), "why"),
            Column(_("Record"), "on", on_page=False),
        ],
        filters=[
            Filter("what", _("What happened"), sentences, every=_("Everything")),
            *([of] if merged else []),
            Filter("who", _("Who"), [(SYSTEM, _("The system")), *people], every=_("Everybody")),
        ],
        empty=Empty(_("Nothing has been recorded yet. Every change that people make is.")),
        counted=lambda n: ngettext("%(n)s event", "%(n)s events", n),
    )


def _funds_others(organisation: ListedOrganisation) -> str:
    return _("Yes") if organisation.is_funder else _("No")


def _change_of_funding(organisation: ListedOrganisation) -> SafeString:
    about = _("whether %(name)s funds others") % {"name": organisation.name}
    change = link(_("Change"), reverse("organisations:funder", args=[organisation.key]), about)
    return format_html("{} · {}", _funds_others(organisation), change)


def every() -> Table[ListedOrganisation]:
    """Every organisation, for the site administrator."""
    return Table(
        name="organisations",
        caption=_("Organisations"),
        usual="name",
        columns=[
            Column(_("Name"), "name", sort="name", href=to("organisations:people", "key")),
            Column(_("Kind"), "kind", sort="kind"),
            Column(_("Identifier"), "org_id", sort="identifier"),
            Column(_("People"), "people", sort="people", numeric=True),
            Column(_("Since"), lambda o: o.made_at.date().isoformat(), on_page=False),
            Column(_("Since"), show=lambda o: short_date(o.made_at), sort="since"),
            Column(_("Funds others"), _funds_others, on_page=False),
            Column(_("Funds others"), show=_change_of_funding),
        ],
        filters=[
            Filter("q", _("Name or identifier")),
            Filter("kind", _("Kind"), Organisation.Kind.choices, every=_("All kinds")),
            Filter("funders", _("Funds others"), [("on", _("Only funders"))], every=_("All")),
        ],
        empty=Empty(
            _("There is no organisation yet."),
            _("Add an organisation"),
            reverse("organisations:add"),
        ),
        counted=_organisations,
    )


def _why_alike(pair: domain.Alike) -> str:
    labels = {
        domain.IDENTIFIER: _("the same number"),
        domain.SAME_NAME: _("the same name"),
        domain.DOMAIN: _("the same website"),
        domain.NEAR_NAME: _("a name that is nearly the same"),
    }
    return ", ".join(labels[reason] for reason in pair.why)


def _look_at(pair: domain.Alike) -> SafeString:
    about = _("at %(one)s and %(other)s") % {"one": pair.one.name, "other": pair.other.name}
    return link(
        _("Look"), reverse("organisations:merge", args=[pair.one.key, pair.other.key]), about
    )


def alike() -> Table[domain.Alike]:
    """Two records each that may be of one organisation."""
    return Table(
        name="alike",
        caption=_("Possible duplicate organisations"),
        usual="why",
        columns=[
            Column(_("One"), "one.name", sort="name"),
            Column(_("The other"), "other.name"),
            Column(_("What they have in common"), _why_alike, sort="why"),
            Column(_("Look"), show=_look_at),
        ],
        filters=[Filter("text", _("Name"))],
        empty=Empty(_("No possible duplicates were found.")),
        counted=lambda n: ngettext("%(n)s pair", "%(n)s pairs", n),
    )


def _decide_about(domain: MailDomain) -> str:
    if domain.state != MailDomain.State.WAITING:
        return ""
    about = _("about %(domain)s") % {"domain": domain.name}
    return link(_("Decide"), reverse("organisations:decide_domain", args=[domain.key]), about)


def claims() -> Table[MailDomain]:
    """Mail domains that organisations have claimed."""
    return Table(
        name="mail-domains",
        caption=_("Mail domains of organisations"),
        usual="-at",
        columns=[
            Column(_("Domain"), "name", sort="name"),
            Column(_("Organisation"), "organisation.name", sort="organisation"),
            Column(_("State"), lambda each: each.get_state_display(), sort="state"),
            Column(_("Claimed"), "claimed_at", sort="at"),
            Column(_("Reason"), "why"),
            Column(_("Decide"), show=_decide_about),
        ],
        filters=[
            Filter("text", _("Domain")),
            Filter("state", _("State"), MailDomain.State.choices),
        ],
        empty=Empty(_("No organisation has claimed a mail domain yet.")),
        counted=lambda n: ngettext("%(n)s domain", "%(n)s domains", n),
    )
