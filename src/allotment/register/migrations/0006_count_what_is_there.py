"""Kind, recipient's type and areas of the awards that are there, and all counts."""

import json
from collections import Counter, defaultdict

from django.db import migrations

from allotment.kernel.places.domain.regions import REGIONS, region_of
from allotment.kernel.places.queries import councils, postcodes
from allotment.register.domain.kinds import kind_of, type_of


def _areas(codes, postcode):
    found = set()
    for code in codes:
        found |= {code} if code in REGIONS else _of(councils.now(code))
    if found or not postcode:
        return found
    council = postcodes.look_up(postcode).council
    return _of([council] if council else [])


def _of(some):
    return {council.code for council in some} | {region_of(council) for council in some}


def _first(groups):
    group = groups[0] if isinstance(groups, list) and groups else {}
    return group if isinstance(group, dict) else {}


def forwards(apps, schema_editor):
    Award, Area, Party, Tally = (
        apps.get_model("register", name) for name in ("Award", "AwardArea", "Party", "Tally")
    )
    places = defaultdict(set)
    for award, code in apps.get_model("register", "AwardPlace").objects.values_list("award", "code"):
        places[award].add(code)
    tallies, given, received = defaultdict(Counter), defaultdict(Counter), defaultdict(Counter)
    keys = dict(Party.objects.filter(is_funder=True).values_list("pk", "key"))
    for award in Award.objects.defer("words", "notes").iterator(chunk_size=500):
        grant = json.loads(award.document)
        recipient = _first(grant.get("recipientOrganization"))
        award.kind = kind_of(grant).value
        award.recipient_type = (
            type_of(str(recipient.get("id") or "").strip()).value
            if award.recipient_kind == "organisation"
            else award.recipient_kind
        )
        Award.objects.filter(pk=award.pk).update(
            kind=award.kind, recipient_type=award.recipient_type
        )
        areas = _areas(places[award.pk], str(recipient.get("postalCode") or "").strip()[:10])
        Area.objects.bulk_create(
            Area(award=award, code=code, award_date=award.award_date) for code in sorted(areas)
        )
        if award.status != "published":
            continue
        pounds = award.currency == "GBP"
        figures = {"count": 1, "pence": award.amount_pence * pounds, "others": int(not pounds)}
        parts = [("all", ""), ("year", f"{award.award_date.year:04d}"), ("kind", award.kind),
                 ("recipient-type", award.recipient_type), *(("area", code) for code in areas)]
        parts += [("programme", award.programme)] if award.programme else []
        parts += [("own", "own")] if award.source == "own" else []
        for facet, part in parts:
            for funder in ("", keys[award.funder_id]):
                tallies[facet, funder, part].update(figures)
        given[award.funder_id].update(figures)
        if award.recipient_id:
            received[award.recipient_id].update(figures)
    Tally.objects.bulk_create(
        [Tally(facet=facet, funder=funder, part=part, **dict.fromkeys(("count", "pence", "others"), 0) | figures)
         for (facet, funder, part), figures in tallies.items()],
        batch_size=500,
    )
    for names, parties in (("given", given), ("received", received)):
        for party, figures in parties.items():
            Party.objects.filter(pk=party).update(
                **{f"{names}_count": figures["count"], f"{names}_pence": figures["pence"]}
            )


class Migration(migrations.Migration):
    dependencies = [("register", "0005_facets")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
