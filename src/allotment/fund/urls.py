from django.urls import path

from allotment.fund.views import entrant, feeds, public

app_name = "fund"
urlpatterns = [
    path("calls/", public.calls, name="calls"),
    path("calls/feed/", feeds.OpenCalls(), name="feed"),
    path("calls/<str:key>/", public.call, name="call"),
    path("calls/<str:key>/ask/", public.ask, name="ask"),
    path("calls/<str:key>/enter/", entrant.start, name="enter"),
    path("entries/", entrant.my_entries, name="my_entries"),
    path("entries/<str:key>/", entrant.entry, name="entry"),
    path("entries/<str:key>/section/<slug:section>/", entrant.section, name="section"),
    path("entries/<str:key>/save/<slug:section>/", entrant.autosave, name="autosave"),
    path("entries/<str:key>/files/<slug:question>/", entrant.add_file, name="add_file"),
    path(
        "entries/<str:key>/files/<slug:question>/<str:file>/remove/",
        entrant.remove_file,
        name="remove_file",
    ),
    path("entries/<str:key>/check/", entrant.check, name="check"),
    path("entries/<str:key>/receipt/", entrant.receipt, name="receipt"),
    path("entries/<str:key>/receipt/document/", entrant.document, name="document"),
    path("entries/<str:key>/withdraw/", entrant.withdraw, name="withdraw"),
    path("entries/<str:key>/offer/<str:award>/", entrant.withdraw, name="offer"),
]
