from django.urls import path

from allotment.kernel.search.views import public

app_name = "search"
urlpatterns = [path("", public.find, name="find")]
