"""What entries and awards say: the analysis, its report, hung on the kernel."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "allotment.evidence"
    label = "evidence"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allotment.evidence.queries.pictures import may_read
        from allotment.evidence.services.editing import PICTURE
        from allotment.evidence.services.moving import keep_newer_corrections
        from allotment.kernel.audit import kinds
        from allotment.kernel.domain import privacy
        from allotment.kernel.files.services import readable_by
        from allotment.kernel.jobs import registry
        from allotment.kernel.notify import kinds as messages
        from allotment.kernel.organisations.services import merging
        from allotment.kernel.permissions import may
        from allotment.kernel.web import navigation
        from allotment.kernel.web.modules import is_on

        merging.before(keep_newer_corrections)
        about = _("When you work for a funder")
        messages.declare(
            "evidence.review_asked", _("You are asked to look at a report"), about=about
        )
        messages.declare(
            "evidence.review_given", _("A colleague has looked at a report"), about=about
        )
        registry.event(
            "evidence.report_published",
            "A report was published. analysis: its key; edition: its number.",
        )

        for kind, words in {
            "evidence.analysis_begun": _("Analysis begun"),
            "evidence.analysis_run": _("Analysis run"),
            "evidence.analysis_edited": _("Analysis edited"),
            "evidence.analysis_removed": _("Analysis removed"),
            "evidence.label_corrected": _("Label of an analysis corrected"),
            "evidence.review_asked": _("Review of a report asked for"),
            "evidence.review_given": _("Review of a report given"),
            "evidence.report_published": _("Report published"),
            "evidence.report_taken_back": _("Report taken back"),
        }.items():
            kinds.declare(kind, words)
        privacy.holder("evidence", title=_("Reports that you worked on"), order=45)
        if not is_on(self.label):
            return
        readable_by(PICTURE, may_read)
        navigation.add(
            _("Reports"),
            "evidence:reports",
            section=navigation.WHAT_WORKS,
            about=_("What was learned from calls and awards, with the numbers behind it."),
            order=10,
        )
        navigation.add(
            _("Analyses"),
            "evidence:analyses",
            section=navigation.WHAT_WORKS,
            about=_("What entries and awards say, to be edited and published as reports."),
            order=20,
            shown=lambda user: bool(may(user, "evidence.list")),
        )
