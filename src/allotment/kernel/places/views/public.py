"""Finding a council by its name or a postcode, with a script and without."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.places.domain.councils import Match
from allotment.kernel.places.domain.grid import Position
from allotment.kernel.places.queries import councils, postcodes


@allowed(PUBLIC)
def find(request: HttpRequest) -> HttpResponse:
    """The page on which anybody finds a council."""
    typed = request.GET.get("q", "")
    answer = postcodes.look_up(typed) if typed else None
    matches = [] if answer and answer.postcode else councils.find(typed)
    return render(
        request,
        "places/find.html",
        {"typed": typed, "answer": answer, "matches": matches, "upper_tier": councils.upper_tier},
    )


@allowed(PUBLIC)
def names(request: HttpRequest) -> JsonResponse:
    """Councils that answer to `q`, for a field that suggests as one types."""
    found = councils.find(request.GET.get("q", ""))
    return JsonResponse({"councils": [_council(match) for match in found]})


@allowed(PUBLIC)
def postcode(request: HttpRequest) -> JsonResponse:
    """What the postcode `q` says, and a sentence where it says nothing."""
    answer = postcodes.look_up(request.GET.get("q", ""))
    council = answer.council
    return JsonResponse(
        {
            "postcode": answer.postcode,
            "outcome": answer.outcome,
            "sentence": answer.sentence,
            "council": _council(Match(council)) if council else None,
            "position": _position(answer.position),
        }
    )


def _council(match: Match) -> dict[str, str]:
    council = match.council
    return {
        "code": council.code,
        "name": council.name,
        "region": council.region,
        "country": council.country,
        "formerly": match.formerly,
    }


def _position(position: Position | None) -> dict[str, int] | None:
    if position is None:
        return None
    return {"easting": position.easting, "northing": position.northing}
