"""Having entries, awards or a file of grants analysed: from one button to the job's page."""

from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.evidence.forms.starting import AwardsForm, CallsForm, FileForm
from allotment.evidence.models import Analysis
from allotment.evidence.queries import analyses as queries
from allotment.evidence.queries.analyses import ListedAnalysis
from allotment.evidence.services import analyses as services
from allotment.evidence.views import lists
from allotment.fund.models import Call
from allotment.kernel.jobs.models import Job
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.formats import date
from allotment.kernel.web.pages import Button, FormPage, Link, ListPage
from allotment.register.queries import for_analysis as awards

LONGEST_QUERY = 2_000


@allowed("evidence.list")
def analyses(request: HttpRequest) -> ListPage[ListedAnalysis]:
    """The analyses of the funders for whom the person works."""
    user = person_of(request)
    may_begin = bool(may(user, "evidence.analyse"))
    return ListPage(
        table=lists.analyses(may_begin=may_begin),
        rows=partial(queries.listed, user),
        lead=_(
            "What entries, awards or a file of grants say: counted, sorted and put into words, for "
            "you to edit and publish."
        ),
        actions=[Link(_("Start an analysis"), reverse("evidence:new"))] if may_begin else [],
    )


def _job_page(begun: tuple[Analysis, Job]) -> str:
    return reverse("jobs:job", args=[begun[1].key])


@allowed("evidence.analyse")
def new(request: HttpRequest) -> FormPage:
    """Choose calls, or send a file; awards are chosen in the register."""
    user = person_of(request)
    calls = {call.key: call for call in queries.calls_to_read(user)}
    shown = [
        (key, _("%(call)s, closed on %(when)s") % {"call": c.title, "when": date(c.closes_at)})
        for key, c in calls.items()
    ]

    def act(form: CallsForm) -> tuple[Analysis, Job]:
        chosen = [calls[key] for key in form.cleaned_data["calls"]]
        return services.begin_with_calls(
            owner=chosen[0].funder, calls=chosen, title=services.title_for(chosen), by=user
        )

    return FormPage(
        form=partial(CallsForm, calls=shown),
        act=act,
        then=_job_page,
        template="evidence/new.html",
        context={"has_calls": bool(calls)},
    )


@allowed("evidence.analyse")
def new_file(request: HttpRequest) -> FormPage:
    """Send a file of grants."""
    user = person_of(request)
    funders = {each.key: each for each in queries.funders_of(user)}
    return FormPage(
        form=partial(FileForm, funders=[(key, each.name) for key, each in funders.items()]),
        act=lambda form: services.begin_with_file(
            owner=funders[form.cleaned_data["funder"]],
            upload=form.cleaned_data["file"],
            title=form.cleaned_data["title"],
            by=user,
        ),
        then=_job_page,
        heading=_("Analyse a file of grants"),
        lead=_("It is used for this analysis only, and is not added to the register."),
        button=_("Analyse"),
        back=reverse("evidence:new"),
    )


@allowed("evidence.analyse")
def new_awards(request: HttpRequest) -> FormPage:
    """Analyse the awards that a filtered list shows; the address carries the filter."""
    user = person_of(request)
    query = request.GET.urlencode()[:LONGEST_QUERY]
    funders = {each.key: each for each in queries.funders_of(user)}
    count = awards.count(awards.of_address(query))
    return FormPage(
        form=partial(AwardsForm, funders=[(key, each.name) for key, each in funders.items()]),
        initial={"title": _("What awards say")},
        act=lambda form: services.begin_with_awards(
            owner=funders[form.cleaned_data["funder"]],
            query=query,
            title=form.cleaned_data["title"],
            by=user,
        ),
        then=_job_page,
        heading=_("Analyse these awards"),
        lead=_("%(count)s published awards are in the list as it is filtered.")
        % {"count": f"{count:,}"},
        button=_("Analyse"),
        back=f"{reverse('register:awards')}?{query}",
    )


@allowed("evidence.analyse", fetch=lambda user, key: queries.calls_to_read(user).get(key=key))
def of_call(request: HttpRequest, call: Call) -> FormPage:
    """The one button on a call: says what will be read, and begins."""
    title = services.title_for([call])
    return FormPage(
        act=lambda _form: services.begin_with_calls(
            owner=call.funder, calls=[call], title=title, by=person_of(request)
        ),
        then=_job_page,
        heading=title,
        caption=call.funder.name,
        lead=_(
            "The entries are counted, sorted into themes and put into words. You then edit the report "
            "and publish it, or not. Nobody outside sees anything before."
        ),
        button=_("Analyse the entries"),
        back=reverse("fund:inside", args=[call.key]),
    )


@allowed("evidence.edit", fetch=queries.one)
def again(request: HttpRequest, analysis: Analysis) -> Button:
    """Read the source again."""
    return Button(
        act=lambda: services.read_again(analysis=analysis, by=person_of(request)),
        then=lambda job: reverse("jobs:job", args=[job.key]),
        back=reverse("evidence:analysis", args=[analysis.key]),
    )


@allowed("evidence.edit", fetch=queries.one)
def remove(request: HttpRequest, analysis: Analysis) -> FormPage:
    """Ask once, then remove an analysis that was never published."""
    return FormPage(
        act=lambda _form: services.remove(analysis=analysis, by=person_of(request)),
        done=_("The analysis has been removed."),
        then=reverse("evidence:analyses"),
        heading=_("Remove this analysis"),
        caption=analysis.title,
        warning=_("Everything that was written and corrected in it is removed too."),
        button=_("Remove"),
        back=reverse("evidence:analysis", args=[analysis.key]),
    )
