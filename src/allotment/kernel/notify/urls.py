from django.urls import path

from allotment.kernel.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("read/", views.read, name="read"),
]
