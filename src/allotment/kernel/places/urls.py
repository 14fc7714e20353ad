from django.urls import path

from allotment.kernel.places.views import public

app_name = "places"

urlpatterns = [
    path("", public.find, name="find"),
    path("councils.json", public.names, name="councils"),
    path("postcode.json", public.postcode, name="postcode"),
]
