from django.urls import path

from allotment.kernel.people import views

app_name = "people"
urlpatterns = [
    path("", views.account, name="account"),
    path("profile/", views.profile, name="profile"),
    path("sign-out-everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    # These two stand before the package's own pages at the same addresses.
    path("sessions/", views.sessions, name="sessions"),
    path("oidc/<str:provider_id>/login/", views.single_sign_on, name="single_sign_on"),
]
