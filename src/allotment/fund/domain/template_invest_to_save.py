"""The call template "Invest to save": money up front for work that pays for itself."""

from allotment.fund.domain.questions import Choice, Kind, Meaning, Question
from allotment.fund.domain.template_closing import REPLICABILITY, SUBSIDY, TRUE
from allotment.fund.domain.template_parts import CallTemplate, CriterionText, Section, Timetable
from allotment.kernel.domain.sentences import gettext_noop as _

_MOST = 5_000_000

_PROJECT = Section(
    "project",
    _("The project"),
    _("Tell us what you want to do and what is wrong with how it is now."),
    (
        Question(
            "title",
            Kind.SHORT_TEXT,
            _("What is the project called?"),
            short=_("Title"),
            word_limit=12,
        ),
        Question(
            "summary",
            Kind.LONG_TEXT,
            _("Describe the project in a few sentences"),
            short=_("Summary"),
            guidance=_("We publish this if you are funded."),
            meaning=Meaning.SUMMARY,
            word_limit=80,
        ),
        Question(
            "problem",
            Kind.LONG_TEXT,
            _("What costs too much now, and why?"),
            short=_("The problem"),
            guidance=_("Say who pays today: the council, another service, families."),
            word_limit=250,
        ),
        Question(
            "plan",
            Kind.LONG_TEXT,
            _("What will you do, and who will do it?"),
            short=_("The plan"),
            guidance=_("The main steps, with the month in which each is done."),
            word_limit=300,
        ),
        Question(
            "place",
            Kind.PLACE,
            _("Where will it happen?"),
            short=_("Place"),
            meaning=Meaning.PLACE,
        ),
        Question(
            "team_size",
            Kind.NUMBER,
            _("How many people will work on it?"),
            short=_("Team size"),
            meaning=Meaning.TEAM_SIZE,
            lowest=1,
            highest=500,
            unit=_("people"),
        ),
        Question(
            "partners",
            Kind.SHORT_TEXT,
            _("Who else takes part?"),
            short=_("Partners"),
            required=False,
            meaning=Meaning.PARTNERS,
        ),
        Question(
            "duration",
            Kind.NUMBER,
            _("How many months will you need the money for?"),
            short=_("Duration in months"),
            guidance=_("Up to 36."),
            meaning=Meaning.DURATION,
            lowest=1,
            highest=36,
            unit=_("months"),
        ),
    ),
)

_MONEY = Section(
    "money",
    _("Money in"),
    _("A loan is paid back out of what the project saves, without interest. A grant is not."),
    (
        Question(
            "funding",
            Kind.CHOICE,
            _("Do you ask for a grant or a loan?"),
            short=_("Grant or loan"),
            choices=(Choice("grant", _("Grant")), Choice("loan", _("Loan without interest"))),
        ),
        Question(
            "asked",
            Kind.MONEY,
            _("How much do you ask for, over all years?"),
            short=_("Amount asked for"),
            guidance=_("Between £2,000 and £50,000."),
            lowest=200_000,
            highest=_MOST,
        ),
        Question(
            "asked_by_year",
            Kind.SHORT_TEXT,
            _("How does that fall on the first, second and third year?"),
            short=_("By year"),
            guidance=_("For example: £20,000, £8,000, nothing."),
        ),
        Question(
            "cost",
            Kind.MONEY,
            _("What will the whole project cost, whoever pays?"),
            short=_("Whole cost"),
            meaning=Meaning.COST,
            lowest=0,
        ),
        Question(
            "spend_on",
            Kind.LONG_TEXT,
            _("What will our money be spent on?"),
            short=_("Spending"),
            word_limit=150,
        ),
    ),
)

_SAVINGS = Section(
    "savings",
    _("Money back"),
    _("Count only money that someone will really spend less of. Describe other gains later."),
    (
        Question(
            "savings_a_year",
            Kind.MONEY,
            _("How much will it save a year, once it runs?"),
            short=_("Savings a year"),
            lowest=0,
        ),
        Question(
            "who_saves",
            Kind.SHORT_TEXT,
            _("Whose budget will be lower?"),
            short=_("Who saves"),
        ),
        Question(
            "payback",
            Kind.NUMBER,
            _("After how many months will it have paid for itself?"),
            short=_("Payback in months"),
            lowest=1,
            highest=120,
            unit=_("months"),
        ),
        Question(
            "workings",
            Kind.LONG_TEXT,
            _("How did you work that out, and how sure are you?"),
            short=_("Workings"),
            guidance=_("Give a cautious figure too: what if half as many people use it?"),
            word_limit=250,
        ),
        Question(
            "repayment",
            Kind.LONG_TEXT,
            _("If it is a loan: how and when will you pay it back?"),
            short=_("Paying back"),
            required=False,
            word_limit=100,
        ),
    ),
)

_BETTER = Section(
    "better",
    _("What gets better"),
    "",
    (
        Question(
            "outcome",
            Kind.LONG_TEXT,
            _("What will get better for people?"),
            short=_("What gets better"),
            meaning=Meaning.OUTCOME,
            word_limit=200,
        ),
        Question(
            "evidence",
            Kind.LONG_TEXT,
            _("How will you know, and what do you compare with?"),
            short=_("How they will know"),
            guidance=_("Name one or two things that you will measure, and how they are now."),
            meaning=Meaning.EVIDENCE,
            word_limit=200,
        ),
        Question(
            "barrier",
            Kind.LONG_TEXT,
            _("What could go wrong, and what will you do then?"),
            short=_("Risks"),
            meaning=Meaning.BARRIER,
            word_limit=150,
        ),
        REPLICABILITY,
    ),
)

_SEND = Section(
    "send",
    _("Before you send it"),
    "",
    (
        Question(
            "budget",
            Kind.FILE,
            _("A budget or business case, if you have one"),
            short=_("Budget"),
            required=False,
            most=3,
        ),
        TRUE,
    ),
)

_CRITERIA = (
    CriterionText(
        "need",
        _("Need"),
        _("Is the cost today real, and well understood?"),
        15,
        (
            _("No problem is described."),
            _("A general complaint without figures."),
            _("A real problem, with causes only guessed at."),
            _("A real cost, with its main cause named."),
            _("The cost is shown by figures and its causes are understood."),
            _("Figures, causes and the view of those affected all point the same way."),
        ),
    ),
    CriterionText(
        "savings",
        _("Savings"),
        _("Will the money come back, to a budget that can be named?"),
        30,
        (
            _("No savings, or none that follow from the project."),
            _("Savings are hoped for but not worked out."),
            _("Worked out from figures that cannot be checked, or only time and not money."),
            _("Worked out plainly; likely to pay back within five years."),
            _("Pays back within three years even on the cautious figure."),
            _("Pays back within two years on the cautious figure, and the budget holder agrees."),
        ),
    ),
    CriterionText(
        "outcomes",
        _("Better for people"),
        _("What will be better for people, and will we know?"),
        20,
        (
            _("Worse for people, or not mentioned."),
            _("Vague promises."),
            _("Some gain is likely but nothing will be measured."),
            _("A clear gain, with something measured afterwards."),
            _("A clear gain, measured before and after."),
            _("A clear gain for those who need it most, compared with a fair baseline."),
        ),
    ),
    CriterionText(
        "delivery",
        _("Delivery"),
        _("Can these people do it in this time?"),
        20,
        (
            _("There is no plan."),
            _("A wish list, with nobody named to do it."),
            _("A plan with gaps: people, permission or time are missing."),
            _("A workable plan with its main risks seen."),
            _("A good plan, people in place, risks answered."),
            _("They have done the like before and could start next month."),
        ),
    ),
    CriterionText(
        "spread",
        _("Spread"),
        _("Could other places take it up?"),
        15,
        (
            _("Says nothing about others."),
            _("Hangs on something only this place has."),
            _("Others might, at nearly the same cost and effort."),
            _("Others could, and it says what they would need."),
            _("Others could for much less, since the hard part is done once."),
            _("A neighbour is taking part or has promised to follow."),
        ),
    ),
)

INVEST_TO_SAVE = CallTemplate(
    key="invest_to_save",
    name=_("Invest to save"),
    description=_(
        "Grants or loans without interest, up to £50,000 over three years, for work that costs "
        "money first and saves more later. Asks about savings, payback and subsidies."
    ),
    reference_prefix="IS",
    title=_("Invest to save"),
    summary=_(
        "Up to £50,000 over three years, as a grant or as a loan without interest, for work "
        "that will save more than it costs and serve people better."
    ),
    purpose=_(
        "Some savings need money first: a machine, a trial, a person's time for a year. We pay "
        "for that, so that what is saved can be spent where it is needed more."
    ),
    who_may_enter=_(
        "Council services, other public bodies, charities, social enterprises and companies "
        "that serve people in the area."
    ),
    smallest_award=200_000,
    largest_award=_MOST,
    total_on_offer=25_000_000,
    sections=(_PROJECT, _MONEY, _SAVINGS, _BETTER, SUBSIDY, _SEND),
    criteria=_CRITERIA,
    timetable=Timetable(
        open_days=56, screening_days=10, scoring_days=28, deciding_days=21, reply_days=21
    ),
    assessors_per_entry=3,
    title_question="title",
    amount_question="asked",
    kind_question="funding",
)
