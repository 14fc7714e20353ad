"""The regions of England and the other nations, by their ONS codes (OGL 3.0)."""

from allotment.kernel.places.domain.councils import Council

REGIONS = {
    "E12000001": "North East",
    "E12000002": "North West",
    "E12000003": "Yorkshire and The Humber",
    "E12000004": "East Midlands",
    "E12000005": "West Midlands",
    "E12000006": "East of England",
    "E12000007": "London",
    "E12000008": "South East",
    "E12000009": "South West",
    "N92000002": "Northern Ireland",
    "S92000003": "Scotland",
    "W92000004": "Wales",
}
_CODES = {name: code for code, name in REGIONS.items()}


def region_of(council: Council) -> str:
    """The code of a council's region; outside England that of its nation."""
    return _CODES[council.region or council.country]
