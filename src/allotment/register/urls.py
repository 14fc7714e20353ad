"""The addresses of the register's pages."""

from django.urls import path

from allotment.register.views import embedded, keys, public, tidying

app_name = "register"

urlpatterns = [
    path("register/", public.awards, name="awards"),
    path("register/awards/<str:key>/", public.award, name="award"),
    path("register/awards/<str:key>/grant.json", public.award_json, name="award_json"),
    path("register/funders/", public.funders, name="funders"),
    path("register/recipients/", public.recipients, name="recipients"),
    path("register/funders/<str:key>/", public.funder, name="funder"),
    path("register/recipients/<str:key>/", public.recipient, name="recipient"),
    path("register/compare/", public.compare, name="compare"),
    path("register/alike/", tidying.alike, name="alike"),
    path("register/alike/<str:one>/<str:other>/", tidying.together, name="together"),
    path("register/merged/", tidying.merged, name="merged"),
    path("register/merged/<str:key>/", tidying.apart, name="apart"),
    path("embed/funders/<str:key>/<slug:chart>/", embedded.chart, name="embedded_chart"),
    path("open-data/keys/", keys.mine, name="api_keys"),
    path("open-data/keys/<str:key>/end/", keys.end, name="api_key_end"),
    path("open-data/", public.open_data, name="open_data"),
    path("open-data/360giving.json", public.open_data_file, name="open_data_file"),
    path("open-data/standard/", public.standard, name="standard"),
]
