from django.urls import path

from allotment.kernel.site.views import demo, health, metrics, pages

app_name = "site"
urlpatterns = [
    path("", pages.home, name="home"),
    path("sections/<slug:section>/", pages.section, name="section"),
    path("tasks/", pages.tasks, name="tasks"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("cookies/", pages.cookies, name="cookies"),
    path("components/", pages.components, name="components"),
    path("demonstration/", demo.people, name="demo"),
    path("demonstration/<uuid:person>/", demo.sign_in, name="demo_sign_in"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", metrics.metrics, name="metrics"),
]
