"""The addresses of the register's pages."""

from django.urls import path

from allotment.register.views import embedded, imports, keys, open_data, public, tables, tidying

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
    path("register/import/", imports.start, name="import"),
    path("register/import/<str:key>/", tables.columns, name="import_columns"),
    path("register/imports/", imports.past, name="imports"),
    path("register/imports/<str:key>/", imports.result, name="import_result"),
    path("register/alike/", tidying.alike, name="alike"),
    path("register/alike/<str:one>/<str:other>/", tidying.together, name="together"),
    path("register/merged/", tidying.merged, name="merged"),
    path("register/merged/<str:key>/", tidying.apart, name="apart"),
    path("embed/funders/<str:key>/<slug:chart>/", embedded.chart, name="embedded_chart"),
    path("open-data/keys/", keys.mine, name="api_keys"),
    path("open-data/keys/<str:key>/end/", keys.end, name="api_key_end"),
    path("open-data/", open_data.of_everything, name="open_data"),
    path("open-data/360giving.<str:form>", open_data.file, name="open_data_file"),
    path("open-data/funders/<str:key>/", open_data.of_funder, name="open_data_of_funder"),
    path(
        "open-data/funders/<str:key>/360giving.<str:form>",
        open_data.file,
        name="open_data_file_of_funder",
    ),
    path("open-data/standard/", open_data.standard, name="standard"),
]
