from django.urls import path

from allotment.kernel.privacy import views

app_name = "privacy"
urlpatterns = [
    path("account/data/", views.data, name="data"),
    path("account/data/download/", views.download, name="download"),
    path("account/data/looks/", views.looks, name="looks"),
    path("account/data/erase/", views.erase, name="erase"),
    path("account/data/erased/", views.erased, name="erased"),
    path("privacy/how-long/", views.periods, name="periods"),
    path("privacy/how-long/<str:kind>/", views.change_period, name="change_period"),
]
