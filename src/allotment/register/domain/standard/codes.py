"""The code lists of the standard."""

from allotment.kernel.domain.data_files import read_codes
from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.register.domain.standard.fields import CodeList

COUNTRY = CodeList("countryCode", read_codes(__package__, "countries.toml"), enforced=True)
CURRENCY = CodeList("currency", read_codes(__package__, "currencies.toml"), enforced=True)

YES_NO = CodeList("fromOpenCall", {"Yes": _("Yes"), "No": _("No")}, enforced=True)

LOCATION_SCOPE = CodeList(
    "locationScope",
    {
        "GLS010": _("Global"),
        "GLS020": _("Supranational"),
        "GLS030": _("National"),
        "GLS040": _("Subnational region"),
        "GLS050": _("Local authority"),
        "GLS060": _("Local area"),
        "GLS099": _("Undefined"),
    },
)

REGRANT_TYPE = CodeList(
    "regrantType",
    {
        "FRG010": _("Common regrant"),
        "FRG020": _("Transfer to intermediary"),
        "FRG030": _("Match funding"),
        "FRG040": _("Funder collaboration"),
        "FRG050": _("Fiscal sponsor"),
        "FRG060": _("Endowment"),
        "FRG070": _("Multipurpose"),
    },
)

INDIVIDUAL_REASON = CodeList(
    "grantToIndividualsReason",
    {
        "GTIR010": _("Financial hardship"),
        "GTIR020": _("Disability"),
        "GTIR030": _("Health or condition"),
        "GTIR040": _("Mental health"),
        "GTIR050": _("Family breakup"),
        "GTIR060": _("Violence or abuse"),
        "GTIR070": _("Livelihood"),
        "GTIR080": _("Homelessness"),
        "GTIR090": _("Marginalised"),
        "GTIR100": _("Emergency or crisis event"),
        "GTIR110": _("Development opportunity"),
        "GTIR120": _("Social action"),
    },
)

INDIVIDUAL_PURPOSE = CodeList(
    "grantToIndividualsPurpose",
    {
        "GTIP010": _("Unrestricted"),
        "GTIP020": _("Furniture and appliances"),
        "GTIP030": _("Equipment and home adaptations"),
        "GTIP040": _("Devices and digital access"),
        "GTIP050": _("Utilities"),
        "GTIP060": _("Other housing related costs"),
        "GTIP070": _("Food and essential items"),
        "GTIP080": _("Clothing"),
        "GTIP090": _("Debt"),
        "GTIP100": _("Travel and transport"),
        "GTIP110": _("Holiday and activity costs"),
        "GTIP120": _("Health, care and wellbeing services"),
        "GTIP130": _("Education and training"),
        "GTIP140": _("Employment and work"),
        "GTIP150": _("Creative activities"),
        "GTIP160": _("Community projects"),
        "GTIP170": _("Exceptional costs"),
    },
)

GEO_CODE_TYPE = CodeList(
    "geoCodeType",
    {
        "OA": _("Output area"),
        "LSOA": _("Lower layer super output area"),
        "MSOA": _("Middle layer super output area"),
        "USOA": _("Upper layer super output area"),
        "PAR": _("Civil parish"),
        "COM": _("Community in Wales"),
        "WD": _("Electoral ward or division"),
        "UA": _("Unitary authority"),
        "NMD": _("Non-metropolitan district"),
        "MD": _("Metropolitan district"),
        "LONB": _("London borough"),
        "CA": _("Council area in Scotland"),
        "CTY": _("County"),
        "RGN/GOR": _("Region of England"),
        "WPC": _("Westminster parliamentary constituency"),
        "SPC": _("Scottish parliamentary constituency"),
        "NAWC": _("Senedd constituency"),
        "LAC": _("London Assembly constituency"),
        "EER": _("European electoral region"),
        "CANNET": _("Cancer network"),
        "CSP": _("Community safety partnership"),
        "CDRP": _("Community safety partnership in Wales"),
        "PFA": _("Police force area"),
        "FRA": _("Fire and rescue authority"),
        "PUA": _("Primary urban area"),
        "NPARK": _("National park"),
        "REGD": _("Registration district"),
        "REGSD": _("Registration sub-district"),
        "TTWA": _("Travel to work area of 2007"),
        "WZ": _("Workplace zone"),
        "CMWD": _("Census merged ward"),
        "CMLAD": _("Census merged local authority district"),
        "CMCTY": _("Census merged county"),
        "LEP": _("Local enterprise partnership"),
        "CCG": _("Clinical commissioning group"),
        "NHSAT": _("NHS commissioning area team"),
        "CHP": _("Community health partnership"),
        "HB": _("Health board area"),
        "SA": _("Small area in Northern Ireland"),
        "DZ": _("Data zone"),
        "IG": _("Intermediate geography"),
        "ROA - CPP": _("Regeneration outcome agreement area of a planning partnership"),
        "ROA - Local": _("Regeneration outcome agreement area, local"),
        "AgricSmall": _("Agricultural small area"),
        "CFA": _("Communities First area"),
    },
)

ALL = (
    CURRENCY,
    COUNTRY,
    YES_NO,
    GEO_CODE_TYPE,
    LOCATION_SCOPE,
    REGRANT_TYPE,
    INDIVIDUAL_REASON,
    INDIVIDUAL_PURPOSE,
)
