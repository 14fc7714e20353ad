"""The addresses of analyses and of published reports."""

from django.urls import path

from allotment.evidence.views import (
    comparing,
    editor,
    labels,
    public,
    readings,
    reviewing,
    starting,
    themes,
)

app_name = "evidence"

urlpatterns = [
    path("reports/", public.reports, name="reports"),
    path("reports/<str:key>/", public.report, name="report"),
    path("reports/<str:key>/<int:number>/", public.edition, name="edition"),
    path("reports/<str:key>/<int:number>/report.pdf", public.pdf, name="pdf"),
    path("reports/<str:key>/<int:number>/data/<slug:table>.csv", public.data, name="data"),
    path("reports/<str:key>/<int:number>/pictures/<str:file>/", public.picture, name="picture"),
    path("analyses/", starting.analyses, name="analyses"),
    path("analyses/new/", starting.new, name="new"),
    path("analyses/new/file/", starting.new_file, name="new_file"),
    path("analyses/new/awards/", starting.new_awards, name="new_awards"),
    path("analyses/new/calls/<str:key>/", starting.of_call, name="of_call"),
    path("analyses/<str:key>/", editor.analysis, name="analysis"),
    path("analyses/<str:key>/again/", starting.again, name="again"),
    path("analyses/<str:key>/remove/", starting.remove, name="remove"),
    path("analyses/<str:key>/words/", editor.word, name="word"),
    path("analyses/<str:key>/front/", editor.front, name="front"),
    path("analyses/<str:key>/pictures/", editor.pictures, name="pictures"),
    path(
        "analyses/<str:key>/pictures/<int:number>/remove/",
        editor.remove_picture,
        name="remove_picture",
    ),
    path("analyses/<str:key>/preview/", editor.preview, name="preview"),
    path("analyses/<str:key>/preview.pdf", editor.preview_pdf, name="preview_pdf"),
    path("analyses/<str:key>/data/<slug:table>.csv", editor.draft_data, name="draft_data"),
    path("analyses/<str:key>/themes/", themes.themes, name="themes"),
    path("analyses/<str:key>/themes/merge/", themes.merge, name="merge_themes"),
    path("analyses/<str:key>/themes/undo/", themes.undo, name="undo_themes"),
    path("analyses/<str:key>/themes/<str:theme>/", themes.theme, name="theme"),
    path("analyses/<str:key>/themes/<str:theme>/split/", themes.split, name="split_theme"),
    path("analyses/<str:key>/labels/", labels.rows, name="labels"),
    path("analyses/<str:key>/labels/<int:number>/", labels.row, name="row"),
    path("analyses/<str:key>/readings/", readings.readings, name="readings"),
    path("analyses/<str:key>/beside/", comparing.choose, name="compare"),
    path("analyses/<str:key>/beside/<str:other>/", comparing.beside, name="beside"),
    path("analyses/<str:key>/review/", reviewing.review, name="review"),
    path("analyses/<str:key>/review/ask/", reviewing.ask, name="ask_for_review"),
    path("analyses/<str:key>/review/answer/", reviewing.answer, name="answer_review"),
    path("analyses/<str:key>/publish/", reviewing.publish, name="publish"),
    path("analyses/<str:key>/versions/", reviewing.versions, name="versions"),
    path(
        "analyses/<str:key>/versions/<int:number>/take-back/",
        reviewing.take_back,
        name="take_back",
    ),
]
