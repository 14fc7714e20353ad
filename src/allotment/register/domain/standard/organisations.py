"""The table's lines about who and where: organisations, people, places."""

from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.register.domain.standard.codes import COUNTRY, GEO_CODE_TYPE
from allotment.register.domain.standard.fields import Format, Shape, group, number, text
from allotment.register.domain.standard.parts import MODIFIED

LOCATION = Shape(
    "Location",
    _("Place"),
    (
        text("id", _("Identifier"), _("The publisher's own name for this place record.")),
        text(
            "name",
            _("Name"),
            _("What people call the place: a town, a ward, a council area."),
            may_be_null=True,
        ),
        text(
            "countryCode",
            _("Country"),
            _("The country of the place, as a two-letter code."),
            _("Use the two capital letters of ISO 3166-1: GB for the United Kingdom, not UK."),
            may_be_null=True,
            codes=COUNTRY,
        ),
        number(
            "latitude",
            _("Latitude"),
            _("Degrees north of the equator, on WGS 84."),
            may_be_null=True,
        ),
        number(
            "longitude",
            _("Longitude"),
            _("Degrees east of Greenwich, on WGS 84; most of Britain is west, so below zero."),
            may_be_null=True,
        ),
        text(
            "description",
            _("Description"),
            _("More about the place."),
            may_be_null=True,
        ),
        text(
            "geoCode",
            _("Area code"),
            _("The official code of the area, for example E08000035 for Leeds."),
            _("Write the code as text; the national statistics office lists them."),
            may_be_null=True,
        ),
        text(
            "geoCodeType",
            _("Kind of area"),
            _("Which kind of area the area code names: a ward, a district, a region."),
            may_be_null=True,
            codes=GEO_CODE_TYPE,
        ),
        MODIFIED,
    ),
)

PERSON = Shape(
    "Person",
    _("Individual"),
    (
        text(
            "id",
            _("Identifier"),
            _("The publisher's own name for the person, from which nobody can tell who it is."),
            _("Give every person an identifier that is used nowhere else."),
            required=True,
            identifies=True,
        ),
        text(
            "name",
            _("Name"),
            _("A wording that stands for the person without naming them."),
            _("Write something like “Individual recipient”, never the person's own name."),
            required=True,
        ),
    ),
)

ORGANISATION = Shape(
    "Organization",
    _("Organisation"),
    (
        text(
            "id",
            _("Identifier"),
            _(
                "Which organisation this is: the code of an official list, a hyphen and the "
                "number in that list, for example GB-CHC-1136419 for a registered charity."
            ),
            _("Look the organisation up at org-id.guide and write list code, hyphen, number."),
            required=True,
            identifies=True,
        ),
        text(
            "name",
            _("Name"),
            _("The organisation's name as it is known."),
            required=True,
        ),
        text(
            "department",
            _("Department"),
            _("The part of a large organisation that is meant."),
        ),
        text(
            "contactName",
            _("Contact"),
            _("Whom to ask; a role is better than a person."),
        ),
        text(
            "charityNumber",
            _("Charity number"),
            _("The number in the register of charities of its country."),
            _("Write the number as text, in quotation marks."),
        ),
        text(
            "companyNumber",
            _("Company number"),
            _("The number at Companies House, with its leading zeros."),
            _("Write the number as text, in quotation marks, so that zeros stay."),
        ),
        text("streetAddress", _("Street address"), _("Building and street.")),
        text("addressLocality", _("Town"), _("Town or city.")),
        text("addressRegion", _("Region"), _("County or region.")),
        text(
            "addressCountry",
            _("Country"),
            _("Country, as one would write it on an envelope."),
        ),
        text("postalCode", _("Postcode"), _("The postcode of the address.")),
        text("telephone", _("Telephone"), _("A public telephone number.")),
        text("alternateName", _("Other name"), _("Another name by which it is known.")),
        text("email", _("E-mail"), _("A public e-mail address.")),
        text("description", _("Description"), _("What the organisation is and does.")),
        text(
            "organisationType",
            _("Kind of organisation"),
            _("For example registered charity, community interest company, school."),
            may_be_null=True,
        ),
        text("url", _("Website"), _("The organisation's own website."), format=Format.WEB),
        group(
            "location",
            "Location",
            _("Places"),
            _("Where the organisation is, which need not be where the grant helps."),
        ),
        MODIFIED,
    ),
)
