"""The table's lines about the parts of a grant: dates, programmes, kinds, papers, payments."""

from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.register.domain.standard.codes import (
    CURRENCY,
    INDIVIDUAL_PURPOSE,
    INDIVIDUAL_REASON,
)
from allotment.register.domain.standard.fields import Format, Shape, number, text, texts

MODIFIED = text(
    "dateModified",
    _("Last changed"),
    _("When the publisher last changed this part of the data."),
    format=Format.MOMENT,
)
_URL = text("url", _("Web page"), _("Where to read more."), may_be_null=True, format=Format.WEB)
_DESCRIPTION = text("description", _("Description"), _("More about it."), may_be_null=True)

EVENT = Shape(
    "Event",
    _("Dates"),
    (
        text("title", _("Title"), _("What these dates are about.")),
        text("startDate", _("Start"), _("When the work begins."), format=Format.PERIOD),
        text("endDate", _("End"), _("When the work ends."), format=Format.PERIOD),
        number(
            "duration",
            _("Months"),
            _("How long it lasts, in months."),
            _("Write the number of months, 0 or more, without quotation marks."),
            minimum=0,
        ),
        text("description", _("Description"), _("More about these dates.")),
        MODIFIED,
    ),
)

PROGRAMME = Shape(
    "GrantProgramme",
    _("Programme"),
    (
        text("code", _("Code"), _("The funder's code of the programme.")),
        text("title", _("Title"), _("The programme's name."), may_be_null=True),
        _DESCRIPTION,
        _URL,
        MODIFIED,
    ),
)

CLASSIFICATION = Shape(
    "Classification",
    _("Classification"),
    (
        text("vocabulary", _("Vocabulary"), _("The list that the code is taken from.")),
        text("code", _("Code"), _("The code in that list.")),
        text("title", _("Title"), _("What the code stands for."), may_be_null=True),
        _DESCRIPTION,
        _URL,
        MODIFIED,
    ),
)

DOCUMENT = Shape(
    "Documents",
    _("Document"),
    (
        text("id", _("Identifier"), _("The publisher's own name for the document.")),
        text("title", _("Title"), _("The document's title."), may_be_null=True),
        text(
            "url",
            _("Web address"),
            _("Where the document can be had."),
            may_be_null=True,
            format=Format.WEB,
        ),
        _DESCRIPTION,
        text(
            "documentType",
            _("Kind of document"),
            _("For example application, report, evaluation."),
            may_be_null=True,
        ),
        MODIFIED,
    ),
)

TRANSACTION = Shape(
    "Transaction",
    _("Transaction"),
    (
        text("id", _("Identifier"), _("The publisher's own name for the transaction.")),
        text("transactionDate", _("Day"), _("When it happened."), format=Format.DAY),
        text("currency", _("Currency"), _("The currency of the value."), codes=CURRENCY),
        number("value", _("Value"), _("How much money."), money=True),
        text(
            "valueDate",
            _("Day of exchange"),
            _("The day whose exchange rate was used, where currencies differ."),
            may_be_null=True,
            format=Format.DAY,
        ),
        _DESCRIPTION,
        text(
            "provider",
            _("From"),
            _("The organisation the money came from."),
            may_be_null=True,
        ),
        text(
            "recipient",
            _("To"),
            _("The organisation the money went to."),
            may_be_null=True,
        ),
        MODIFIED,
    ),
)

INDIVIDUAL_DETAILS = Shape(
    "ToIndividualsDetails",
    _("Grant to an individual"),
    (
        text(
            "primaryGrantReason",
            _("Main reason"),
            _("The main circumstance for which the person was helped, as a code."),
            codes=INDIVIDUAL_REASON,
        ),
        text(
            "secondaryGrantReason",
            _("Second reason"),
            _("A further circumstance, as a code."),
            codes=INDIVIDUAL_REASON,
        ),
        texts(
            "grantPurpose",
            _("Purposes"),
            _("What the money was for, as codes."),
            codes=INDIVIDUAL_PURPOSE,
        ),
    ),
)
