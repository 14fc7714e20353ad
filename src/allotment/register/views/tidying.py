"""The site keeper's pages about organisations that awards name in several ways."""

from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.domain.sentences import gettext_noop
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.cells import link, to
from allotment.kernel.web.pages import FormPage, Link, ListPage
from allotment.kernel.web.tables import Column, Empty, Filter, Table
from allotment.register.forms.parties import MergePartiesForm, SeparateForm
from allotment.register.models import Party
from allotment.register.queries import alike as alike_queries
from allotment.register.queries.alike import Alike, Merged
from allotment.register.services import parties

_APART = "apart"
_KINDS = {alike_queries.NUMBER: gettext_noop("Number"), alike_queries.NAME: gettext_noop("Name")}


def _in_common(pair: Alike) -> str:
    return ", ".join(_(_KINDS[kind]) for kind in pair.by)


def _or_none(identifier: str) -> str:
    return identifier or _("None")


def _pairs() -> Table[Alike]:
    together = to("register:together", "one.key", "other.key")
    return Table(
        name="alike",
        caption=_("Organisations that look alike"),
        usual="name",
        columns=[
            Column(_("One"), "other.name", sort="name", href=together),
            Column(_("Its identifier"), "other.identifier", sort="identifier", show=_or_none),
            Column(_("Another"), "one.name"),
            Column(_("The other's identifier"), "one.identifier", show=_or_none),
            Column(_("What they have in common"), _in_common),
        ],
        filters=[
            Filter("text", _("Name")),
            Filter(
                "by",
                _("Alike by"),
                [(kind, _(name)) for kind, name in _KINDS.items()],
                every=_("Number or name"),
            ),
        ],
        empty=Empty(_("No two organisations look alike.")),
        counted=lambda n: ngettext("%(n)s pair", "%(n)s pairs", n),
    )


def _merges() -> Table[Merged]:
    return Table(
        name="merged",
        caption=_("Merged organisations"),
        usual="name",
        columns=[
            Column(_("Name"), "name", sort="name", href=to("register:apart", "key")),
            Column(_("Identifier"), "identifier", sort="identifier", show=_or_none),
            Column(_("Now part of"), "into.name"),
        ],
        filters=[Filter("text", _("Name"))],
        empty=Empty(_("Nothing has been merged.")),
        counted=lambda n: ngettext("%(n)s merge", "%(n)s merges", n),
    )


@allowed("site.keep")
def alike(request: HttpRequest) -> ListPage[Alike]:
    """Those that look alike."""
    return ListPage(
        table=_pairs(),
        rows=alike_queries.alike,
        lead=format_html(
            "{} {}",
            _(
                "Funders name the same organisation in several ways: a charity number under the "
                "company prefix, a name with and without “Limited”. Merge those that are the "
                "same. Every award keeps the name that was published."
            ),
            link(_("What was merged"), reverse("register:merged")),
        ),
        back=Link(_("Recipients"), reverse("register:recipients")),
    )


@allowed("site.keep")
def merged(request: HttpRequest) -> ListPage[Merged]:
    """Those that were merged."""
    return ListPage(
        table=_merges(),
        rows=alike_queries.merged,
        lead=_(
            "Their old addresses, and files that still name them, lead to the organisation that "
            "was kept."
        ),
        back=Link(_("Organisations that look alike"), reverse("register:alike")),
    )


@allowed("site.keep", fetch=lambda _user, one, other: alike_queries.pair(one, other))
def together(request: HttpRequest, pair: tuple[Party, Party]) -> FormPage:
    """Two side by side: the same, or two."""
    choices = [
        (party.key, _("Yes. Keep “%(name)s”, %(identifier)s") % {
            "name": party.name, "identifier": party.identifier or _("without identifier")})
        for party in pair
    ]  # fmt: skip

    def act(form: MergePartiesForm) -> str:
        kept, by = form.cleaned_data["keep"], person_of(request)
        one, other = sorted(pair, key=lambda party: party.key != kept)
        if kept == _APART:
            parties.keep_separate(one=one, other=other, by=by)
            return _("They are different. They are no longer shown as alike.")
        return _merged_sentence(
            parties.merge_parties(keep=one, gone=other, by=by, why=form.cleaned_data["why"])
        )

    return FormPage(
        form=partial(MergePartiesForm, choices=[*choices, (_APART, _("No, they are different"))]),
        act=act,
        done=str,
        then=reverse("register:alike"),
        template="register/together.html",
        context={"pair": pair},
    )


def _merged_sentence(moved: int) -> str:
    return ngettext(
        "They have been merged. %(n)s award was moved.",
        "They have been merged. %(n)s awards were moved.",
        moved,
    ) % {"n": f"{moved:,}"}


@allowed("site.keep", fetch=lambda _user, key: alike_queries.merged_one(key))
def apart(request: HttpRequest, party: Party) -> FormPage:
    """Undo a merge."""
    return FormPage(
        form=SeparateForm,
        act=lambda form: parties.separate(
            party=party, by=person_of(request), why=form.cleaned_data["why"]
        ),
        done=_("They are separate again, each with the awards that name it."),
        then=reverse("register:merged"),
        template="register/apart.html",
        context={"party": party},
    )
