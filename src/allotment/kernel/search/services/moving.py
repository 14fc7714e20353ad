"""Who may find a document, once two organisations have become one."""

from django.db.models import Q

from allotment.kernel.organisations.models import Organisation
from allotment.kernel.search.domain.documents import of_organisation, of_role, of_secured_role
from allotment.kernel.search.models import Reader

_AT_ONCE = 500


def move_readers(gone: Organisation, stays: Organisation) -> None:
    """Let the people of the organisation that stays find what those of the other one found."""
    everybody, roles, secured = (
        (of_organisation(gone.pk), of_organisation(stays.pk)),
        (of_role(gone.pk, ""), of_role(stays.pk, "")),
        (of_secured_role(gone.pk, ""), of_secured_role(stays.pk, "")),
    )
    old = Reader.objects.filter(
        Q(who=everybody[0]) | Q(who__startswith=roles[0]) | Q(who__startswith=secured[0])
    )
    rows = list(old.values_list("pk", "document_id", "who"))
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        moved = []
        for _pk, document, who in some:
            for before, after in (everybody, roles, secured):
                if who.startswith(before):
                    moved.append(Reader(document_id=document, who=after + who[len(before) :]))
        Reader.objects.filter(pk__in=[row[0] for row in some]).delete()
        Reader.objects.bulk_create(moved, ignore_conflicts=True)
