from django.urls import path

from allotment.kernel.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("add/", views.add, name="add"),
    path("invitation/<str:secret>/", views.accept, name="accept"),
    path("<str:key>/", views.people, name="people"),
    path("<str:key>/change/", views.change, name="change"),
    path("<str:key>/invite/", views.invite, name="invite"),
    path("<str:key>/roles/<int:membership>/end/", views.end_role, name="end_role"),
    path("<str:key>/invitations/<str:invitation>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:key>/hand-over/<uuid:person>/", views.hand_over, name="hand_over"),
]
