"""Make the board pack of a large call as a file."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import get_language, gettext as _

from allotment.fund.models import Call
from allotment.fund.queries import assessment as queries
from allotment.fund.queries.packs import KIND
from allotment.fund.writers.board_pack import board_pack
from allotment.kernel.files import services as files
from allotment.kernel.files.models import StoredFile
from allotment.kernel.jobs import queries as job_queries, services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.people.models import User

JOB = "fund.make_pack"

#: Told how far it is, of how many steps, and what it does now.
OnProgress = Callable[[int, int, str], None]


def start_making(*, call: Call, by: User) -> Job:
    """Have the pack made; while one of this call is being made, that is given."""
    return jobs.enqueue(
        JOB, once=_name(call), again=True, owner=by, call=call.key, language=get_language()
    )


def being_made(call: Call) -> Job | None:
    """The job that makes this call's pack now. One statement."""
    job = job_queries.named(_name(call))
    return job if job is not None and job.is_under_way else None


def _name(call: Call) -> str:
    return f"pack:{call.key}"


def write(call: Call, on_progress: OnProgress = lambda *_steps: None) -> bytes:
    """The pack as a PDF. `say` is told of each step, and may raise to stop."""
    on_progress(0, 3, _("Reading the entries and their scores"))
    ranked = queries.ranked_list(call)
    answers, scores = queries.pack_of(call, ranked)
    on_progress(1, 3, _("Writing the pages"))
    return board_pack(call, ranked, answers, lambda key: scores.get(key, []))


def make(*, call: Call, on_progress: OnProgress) -> StoredFile:
    """Make the pack and keep it as a file, in the place of the one before."""
    content = write(call, on_progress)
    on_progress(2, 3, _("Keeping the file"))
    with transaction.atomic():
        files.remove_about(kind=KIND, keys=[call.key])
        return files.keep_made(
            name="board-pack.pdf", content=content, content_type="application/pdf",
            about_kind=KIND, about_key=call.key,
        )  # fmt: skip
