from django.urls import path

from allotment.money.views import finance, reader

app_name = "money"

urlpatterns = [
    path("", reader.listed, name="pots"),
    path("open/<str:key>/", finance.open_pot, name="open"),
    path("commitments/<str:key>/pay/", finance.pay, name="pay"),
    path("<str:key>/", reader.one, name="pot"),
    path("<str:key>/ledger/", reader.ledger_of, name="ledger"),
    path("<str:key>/put-in/", finance.put_in, name="put_in"),
    path("<str:key>/take-out/", finance.take_out, name="take_out"),
]
