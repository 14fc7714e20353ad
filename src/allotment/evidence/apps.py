"""What entries and awards say: the analysis, its report, hung on the kernel."""

from django.utils.translation import gettext_lazy as _

from allotment.kernel.site.module import MenuPage, Message, Module
from allotment.kernel.web.navigation import WHAT_WORKS

_FUNDERS = _("When you work for a funder")


class EvidenceConfig(Module):
    name = "allotment.evidence"
    audit_kinds = {
        "evidence.analysis_begun": _("Analysis begun"),
        "evidence.analysis_run": _("Analysis run"),
        "evidence.analysis_edited": _("Analysis edited"),
        "evidence.analysis_removed": _("Analysis removed"),
        "evidence.label_corrected": _("Label of an analysis corrected"),
        "evidence.review_asked": _("Review of a report asked for"),
        "evidence.review_given": _("Review of a report given"),
        "evidence.report_published": _("Report published"),
        "evidence.report_taken_back": _("Report withdrawn"),
    }
    events = {
        "evidence.report_published": (
            "A report was published. analysis: its key; edition: its number."
        ),
    }
    messages = (
        Message("evidence.review_asked", _("You are asked to look at a report"), _FUNDERS),
        Message("evidence.review_given", _("A colleague has looked at a report"), _FUNDERS),
    )
    held = _("Reports that you worked on")
    held_order = 45
    pages = (
        MenuPage(
            _("Reports"),
            "evidence:reports",
            WHAT_WORKS,
            _("What was learned from calls and awards, with the numbers behind it."),
            order=10,
        ),
        MenuPage(
            _("Analyses"),
            "evidence:analyses",
            WHAT_WORKS,
            _("What entries and awards say, to be edited and published as reports."),
            order=20,
            permission="evidence.list",
        ),
    )

    def ready(self) -> None:
        from allotment.evidence.services.moving import keep_newer_corrections
        from allotment.kernel.organisations.services import merging

        super().ready()
        merging.before(keep_newer_corrections)

    def connect(self) -> None:
        from allotment.evidence.queries.pictures import may_read
        from allotment.evidence.services.editing import PICTURE
        from allotment.kernel.files.services import readable_by

        readable_by(PICTURE, may_read)
