"""The site keeper's page that asks what the columns of a table hold."""

from typing import Any, BinaryIO, cast

from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.urls import reverse

from allotment.kernel.files.models import StoredFile
from allotment.kernel.jobs.models import Job
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import FormPage
from allotment.register.domain.reading.table_rows import Answers
from allotment.register.forms.tables import ColumnsForm
from allotment.register.readers.opening import open_grants
from allotment.register.readers.table_grants import Survey, TableGrants
from allotment.register.services import tables, uploads


@allowed("site.keep", fetch=lambda _user, key: uploads.waiting_file(key))
def columns(request: HttpRequest, stored: StoredFile) -> FormPage:
    """Ask what each own column holds, what holds for every row and how dates are written; then the
    import goes on."""
    survey, by = _survey(stored, Answers()), person_of(request)

    def made(*args: Any, **kwargs: Any) -> ColumnsForm:
        form = ColumnsForm(*args, survey=survey, known=tables.remembered(survey), **kwargs)
        dates = _survey(stored, Answers(form.columns())).dates
        if dates.must_be_asked and dates.first_open is not None:
            form.ask_order(dates.first_open.written)
        return form

    def act(form: ColumnsForm) -> Job:
        tables.remember_answers(
            survey=survey,
            columns=form.columns(),
            every_row=form.every_row(),
            order=form.order(),
            by=by,
        )
        return uploads.import_kept(key=stored.key, by=by)

    return FormPage(
        form=made,
        act=act,
        then=lambda job: reverse("jobs:job", args=[job.key]),
        template="register/columns.html",
        context={"stored": stored},
    )


def _survey(stored: StoredFile, answers: Answers) -> Survey:
    with default_storage.open(stored.path) as file:
        found = open_grants(cast(BinaryIO, file), answers)
    return found.survey if isinstance(found, TableGrants) else Survey()
