"""The site keeper's page for imports from an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.register.forms.addresses import AddressForm
from allotment.register.services import addresses


@allowed("site.keep")
def from_address(request: HttpRequest) -> HttpResponse:
    """Give the address of a file; its job's page says how far it is and what came of it."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        job = addresses.start_import(address=form.cleaned_data["address"], by=person_of(request))
        return redirect("jobs:job", key=job.key)
    return render(request, "register/import_address.html", {"form": form})
