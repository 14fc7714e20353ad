from django.urls import path

from allotment.kernel.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.all_jobs, name="jobs"),
    path("<str:key>/", views.job, name="job"),
    path("<str:key>/cancel/", views.cancel, name="cancel"),
]
