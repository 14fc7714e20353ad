from django.urls import path

from allotment.kernel.organisations.views import history, joining, keeper, members, recovery, staff

app_name = "organisations"
urlpatterns = [
    path("", members.mine, name="mine"),
    path("add/", members.add, name="add"),
    path("all/", keeper.every, name="every"),
    path("all/alike/", keeper.alike, name="alike"),
    path("all/domains/", joining.claims, name="claims"),
    path("all/domains/<str:domain>/", joining.decide_domain, name="decide_domain"),
    path("all/history/", keeper.site_history, name="site_history"),
    path("invitation/<str:secret>/", members.accept, name="accept"),
    path("recovery/", recovery.begin, name="begin_recovery"),
    path("recovery/ask/<str:token>/", recovery.lost, name="lost"),
    path("recovery/stop/<str:token>/", recovery.stop, name="stop_recovery"),
    path("recovery/confirm/<str:key>/", recovery.confirm, name="confirm_recovery"),
    path("recovery/use/<str:key>/<str:secret>/", recovery.use, name="use_recovery"),
    path("<str:key>/", members.people, name="people"),
    path("<str:key>/change/", members.change, name="change"),
    path("<str:key>/funder/", keeper.funder, name="funder"),
    path("<str:key>/domains/", joining.domains, name="domains"),
    path("<str:key>/joiners-and-leavers/", staff.staff_list, name="staff_list"),
    path("<str:key>/ask/", joining.ask, name="ask"),
    path("<str:key>/requests/<str:asked>/", joining.answer, name="answer"),
    path("<str:key>/merge/<str:other>/", keeper.merge, name="merge"),
    path("<str:key>/history/", history.history, name="history"),
    path("<str:key>/invitations/", members.invitations, name="invitations"),
    path("<str:key>/invite/", members.invite, name="invite"),
    path("<str:key>/roles/<int:membership>/end/", members.end_role, name="end_role"),
    path("<str:key>/invitations/<str:invitation>/withdraw/", members.withdraw, name="withdraw"),
    path("<str:key>/hand-over/<uuid:person>/", members.hand_over, name="hand_over"),
]
