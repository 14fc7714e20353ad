"""The search index names those who may find something by number; the entries of who goes, go too."""

from typing import Any

from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import Plan, holder
from allotment.kernel.search.domain.documents import of_person
from allotment.kernel.search.models import Reader


def export(person: Any) -> dict[str, Any]:
    found = Reader.objects.filter(who=of_person(str(person.pk)))
    return {"found by you alone or among others": list(found.values("document__title"))}


def plan(_person: Any) -> Plan:
    return Plan()


def erase(person: Any) -> None:
    Reader.objects.filter(who=of_person(str(person.pk))).delete()


holder(
    "search",
    title=gettext_lazy("What your search can find"),
    models=("search.Reader",),
    export=export,
    plan=plan,
    erase=erase,
    order=85,
)
