"""What the forms of several templates ask at their end, in the same words.

The questions on subsidies follow the Subsidy Control Act 2022, section 36: minimal financial
assistance of up to £315,000 to one enterprise over this financial year so far and the two
before it, taken together with other assistance that counts towards the same limit.
"""

from allotment.fund.domain.questions import Kind, Meaning, Question
from allotment.fund.domain.template_parts import Section
from allotment.kernel.domain.sentences import gettext_noop as _

MINIMAL_FINANCIAL_ASSISTANCE = 31_500_000
"""Pence; Subsidy Control Act 2022, section 36."""

REPLICABILITY = Question(
    "replicability",
    Kind.LONG_TEXT,
    _("Could others do it? What would they need?"),
    short=_("Could others do it"),
    meaning=Meaning.REPLICABILITY,
    word_limit=120,
)

TRUE = Question(
    "true",
    Kind.DECLARATION,
    _(
        "What I have written is true as far as I know, and I may enter for this group or "
        "organisation."
    ),
    short=_("Declaration"),
)

SUBSIDY_DECLARATION = Question(
    "assistance_declaration",
    Kind.DECLARATION,
    _(
        "With the amount asked for, the total over the three financial years stays at "
        "or below £315,000, or the organisation sells nothing. I will tell the funder "
        "if that changes before the award is made, and keep a record for three years."
    ),
    short=_("Subsidy declaration"),
    guidance=_(
        "Public money for anyone who sells goods or services can be a subsidy in law. Small awards "
        "are allowed as minimal financial assistance: add up what the organisation has had as such "
        "from any public body in this financial year and the two before it."
    ),
)

SUBSIDY = Section(
    "subsidy",
    _("Subsidy control"),
    _(
        "Public money for anyone who sells goods or services can be a subsidy in law. Most "
        "awards here count as minimal financial assistance, which is allowed up to £315,000 "
        "for one enterprise over three financial years: this one so far and the two before it."
    ),
    (
        Question(
            "sells",
            Kind.YES_NO,
            _("Does the organisation offer goods or services that others could sell too?"),
            short=_("Sells goods or services"),
            guidance=_(
                "A charity or a council can do this as well: a café, room hire, training. If "
                "you are unsure, answer yes."
            ),
        ),
        Question(
            "assistance_so_far",
            Kind.MONEY,
            _("How much such assistance has it had in this financial year and the two before it?"),
            short=_("Assistance so far"),
            guidance=_(
                "Financial years begin on 1 April. Add up every grant, cheap loan, rent below "
                "the market or other help from a public body that you were told is minimal "
                "financial assistance or counts towards the same limit. Count parent and sister "
                "companies as one enterprise. "
                "Enter 0 if there was none."
            ),
            required=False,
            lowest=0,
        ),
        Question(
            "assistance_from",
            Kind.LONG_TEXT,
            _("Who gave it, when and how much each time?"),
            short=_("Assistance from"),
            required=False,
            word_limit=150,
        ),
        SUBSIDY_DECLARATION,
    ),
)
