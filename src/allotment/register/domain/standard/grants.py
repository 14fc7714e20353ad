"""The table's lines about a grant as a whole."""

from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.register.domain.standard.codes import (
    CURRENCY,
    LOCATION_SCOPE,
    REGRANT_TYPE,
    YES_NO,
)
from allotment.register.domain.standard.fields import (
    Field,
    Format,
    Shape,
    group,
    number,
    text,
    texts,
)

_WHAT: tuple[Field, ...] = (
    text(
        "id",
        _("Identifier"),
        _(
            "The globally unique name of this grant: 360G, the publisher's prefix and the "
            "publisher's own reference, with hyphens between."
        ),
        _("Give every grant an identifier that no other grant has, and never change it."),
        required=True,
        identifies=True,
    ),
    text("title", _("Title"), _("What the grant is, in a few words."), required=True),
    text(
        "description",
        _("Description"),
        _("What the money is for, in words that a stranger understands."),
        _("Say what the grant pays for; where nothing else is known, repeat the title."),
        required=True,
    ),
)

_MONEY: tuple[Field, ...] = (
    text(
        "currency",
        _("Currency"),
        _("The currency of all amounts of this grant."),
        _("Write the three capital letters of ISO 4217, GBP for pounds sterling."),
        required=True,
        codes=CURRENCY,
    ),
    number(
        "amountAppliedFor",
        _("Amount applied for"),
        _("How much the applicant asked for."),
        money=True,
    ),
    number(
        "amountAwarded",
        _("Amount awarded"),
        _("How much was awarded."),
        money=True,
        required=True,
    ),
    number(
        "amountDisbursed",
        _("Amount paid"),
        _("How much had been paid out when the data were published."),
        money=True,
    ),
)

_WHEN: tuple[Field, ...] = (
    text(
        "awardDate",
        _("Award date"),
        _("The day on which the decision was made or told to the recipient."),
        required=True,
        format=Format.DAY,
    ),
    text("url", _("Web page"), _("A public page about this grant."), format=Format.WEB),
    group(
        "plannedDates",
        "Event",
        _("Planned dates"),
        _("When the work was meant to happen."),
    ),
    group("actualDates", "Event", _("Actual dates"), _("When the work did happen.")),
)

_WHO: tuple[Field, ...] = (
    group(
        "recipientIndividual",
        "Person",
        _("Individual recipient"),
        _("The person who received the grant, where it was not an organisation."),
        _("Give either an individual or an organisation as recipient, not both."),
        many=False,
        recipient=True,
    ),
    group(
        "toIndividualsDetails",
        "ToIndividualsDetails",
        _("Why an individual was helped"),
        _("Reasons and purposes of a grant to an individual, without naming anyone."),
        many=False,
    ),
    group(
        "recipientOrganization",
        "Organization",
        _("Recipient organisation"),
        _("The organisation that received the grant."),
        _("Give either an organisation or an individual as recipient, not both."),
        at_least_one=True,
        recipient=True,
    ),
    group(
        "beneficiaryLocation",
        "Location",
        _("Where it helps"),
        _("The places whose people the grant is meant to help."),
    ),
    group(
        "fundingOrganization",
        "Organization",
        _("Funder"),
        _("The organisation that made the grant."),
        _("Name the funder in a list of one, with its identifier and name."),
        required=True,
        at_least_one=True,
    ),
)

_HOW: tuple[Field, ...] = (
    group(
        "grantProgramme",
        "GrantProgramme",
        _("Programme"),
        _("The programme or fund that the grant was made from."),
    ),
    text(
        "fromOpenCall",
        _("From an open call"),
        _("Whether anyone could apply, or applicants were invited."),
        _("Write Yes or No in full."),
        codes=YES_NO,
    ),
    group(
        "fundingType",
        "Classification",
        _("Kind of funding"),
        _("For example grant, loan, equity."),
    ),
    group(
        "classifications",
        "Classification",
        _("Classifications"),
        _("What the grant is about, in the words of any list of subjects."),
    ),
    group(
        "relatedDocument",
        "Documents",
        _("Documents"),
        _("Papers about this grant: application, report, evaluation."),
    ),
)

_FURTHER: tuple[Field, ...] = (
    group(
        "applicationTransaction",
        "Transaction",
        _("Applications"),
        _("Each step in which money was asked for."),
    ),
    group(
        "commitmentTransaction",
        "Transaction",
        _("Commitments"),
        _("Each step in which money was promised."),
    ),
    group("disbursementTransaction", "Transaction", _("Payments"), _("Each payment made.")),
    texts(
        "relatedActivity",
        _("Related activities"),
        _("Identifiers of other grants or activities that this one belongs with."),
    ),
    text(
        "dateModified",
        _("Last changed"),
        _("When the publisher last changed anything in this grant."),
        format=Format.MOMENT,
    ),
    text(
        "dataSource",
        _("Source of the data"),
        _("The web page or file that these data came from."),
        may_be_null=True,
        format=Format.WEB,
    ),
    text(
        "regrantType",
        _("Kind of re-grant"),
        _("That the money is meant to be granted on, and in which way, as a code."),
        codes=REGRANT_TYPE,
    ),
    text(
        "locationScope",
        _("Reach"),
        _("How wide an area the grant serves, as a code."),
        codes=LOCATION_SCOPE,
    ),
)

GRANT = Shape("Grant", _("Grant"), _WHAT + _MONEY + _WHEN + _WHO + _HOW + _FURTHER)
