from django.urls import path

from allotment.kernel.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("read/", views.read, name="read"),
    path("choices/", views.choices, name="choices"),
    path("mail/", views.mails, name="mails"),
    path("mail/all/", views.all_mails, name="all_mails"),
    path("mail/try-again/", views.try_again, name="try_again"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("delivery/", views.delivery_receipt, name="delivery"),
]
