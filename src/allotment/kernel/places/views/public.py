"""Finding a council by its name or a postcode, with a script and without."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from allotment.kernel.places.domain.councils import Match
from allotment.kernel.places.domain.grid import Position
from allotment.kernel.places.queries import councils, postcodes

View = Callable[[HttpRequest], HttpResponse]


def for_everybody(view: View) -> View:
    """Mark a view as public. (Places lie below the permissions and cannot use their decorator.)"""
    view.permission = "public"  # type: ignore[attr-defined]  # read by the test of all addresses
    return view


@for_everybody
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


@for_everybody
def names(request: HttpRequest) -> HttpResponse:
    """Councils that answer to `q`, for a field that suggests as one types."""
    found = councils.find(request.GET.get("q", ""))
    return JsonResponse({"councils": [_council(match) for match in found]})


@for_everybody
def postcode(request: HttpRequest) -> HttpResponse:
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
