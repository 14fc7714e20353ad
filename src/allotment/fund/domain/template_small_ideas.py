"""The call template "Small ideas competition": small changes already made, and worth spreading."""

from allotment.fund.domain.questions import Choice, Kind, Meaning, Question
from allotment.fund.domain.template_closing import REPLICABILITY, SUBSIDY_DECLARATION, TRUE
from allotment.fund.domain.template_parts import CallTemplate, CriterionText, Section, Timetable
from allotment.kernel.domain.sentences import gettext_noop as _

_THEMES = (
    Choice("high_streets", _("High streets and shops")),
    Choice("libraries", _("Libraries and museums")),
    Choice("parks", _("Parks and green places")),
    Choice("repair", _("Repair, reuse and less waste")),
    Choice("company", _("Company for people on their own")),
    Choice("fresh_start", _("A fresh start after prison or court")),
    Choice("young_people", _("Young people")),
    Choice("neighbours", _("Neighbours getting on")),
    Choice("getting_about", _("Getting about")),
    Choice("other", _("Something else")),
)

_IDEA = Section(
    "idea",
    _("Your idea"),
    _("Tell us what you changed. Small is good: a shelf moved, a form shortened, a door opened."),
    (
        Question(
            "title",
            Kind.SHORT_TEXT,
            _("What do you call your idea?"),
            short=_("Title"),
            guidance=_("A few plain words that tell a stranger what it is."),
            word_limit=12,
        ),
        Question(
            "theme",
            Kind.CHOICE,
            _("What is it nearest to?"),
            short=_("Theme"),
            choices=_THEMES,
        ),
        Question(
            "summary",
            Kind.LONG_TEXT,
            _("Tell us the idea in a few sentences"),
            short=_("Summary"),
            guidance=_("We may publish this, so leave out names of people you help."),
            meaning=Meaning.SUMMARY,
            word_limit=60,
        ),
        Question(
            "change",
            Kind.LONG_TEXT,
            _("What did you change?"),
            short=_("What changed"),
            guidance=_("How was it before, what did you do, and how is it now?"),
            word_limit=200,
        ),
        Question(
            "place",
            Kind.PLACE,
            _("Where did it happen?"),
            short=_("Place"),
            guidance=_("A town, a ward or a postcode."),
            meaning=Meaning.PLACE,
        ),
        Question(
            "duration",
            Kind.NUMBER,
            _("How many months has it been going?"),
            short=_("Duration in months"),
            meaning=Meaning.DURATION,
            lowest=1,
            highest=240,
            unit=_("months"),
        ),
    ),
)

_PEOPLE = Section(
    "people",
    _("People and money"),
    _("Rough figures are fine. Say so where you had to guess."),
    (
        Question(
            "team_size",
            Kind.NUMBER,
            _("How many people did the work?"),
            short=_("Team size"),
            guidance=_("Count everyone who gave regular time, paid or not."),
            meaning=Meaning.TEAM_SIZE,
            lowest=1,
            highest=500,
            unit=_("people"),
        ),
        Question(
            "partners",
            Kind.SHORT_TEXT,
            _("Who else took part?"),
            short=_("Partners"),
            guidance=_("Groups, shops, schools, services. Leave it empty if nobody did."),
            required=False,
            meaning=Meaning.PARTNERS,
        ),
        Question(
            "cost",
            Kind.MONEY,
            _("What has it cost so far?"),
            short=_("Cost so far"),
            guidance=_("Money spent by anyone. Leave out time that people gave for nothing."),
            meaning=Meaning.COST,
            lowest=0,
        ),
        Question(
            "asked",
            Kind.MONEY,
            _("How much do you ask for?"),
            short=_("Amount asked for"),
            guidance=_("Between £200 and £2,000, to carry on or to help others do the same."),
            lowest=20_000,
            highest=200_000,
        ),
        Question(
            "spend_on",
            Kind.LONG_TEXT,
            _("What would you spend it on?"),
            short=_("Spending"),
            word_limit=80,
        ),
    ),
)

_BETTER = Section(
    "better",
    _("What got better"),
    _("We want to know who is better off, and why you believe it."),
    (
        Question(
            "outcome",
            Kind.LONG_TEXT,
            _("What got better, and for whom?"),
            short=_("What got better"),
            meaning=Meaning.OUTCOME,
            word_limit=150,
        ),
        Question(
            "evidence",
            Kind.LONG_TEXT,
            _("How do you know?"),
            short=_("How they know"),
            guidance=_("A count, a comparison with before, what people said: whatever you have."),
            meaning=Meaning.EVIDENCE,
            word_limit=150,
        ),
        Question(
            "barrier",
            Kind.LONG_TEXT,
            _("What stood in the way?"),
            short=_("What stood in the way"),
            guidance=_("Others will meet it too. It will not count against you."),
            required=False,
            meaning=Meaning.BARRIER,
            word_limit=100,
        ),
    ),
)

_OTHERS = Section(
    "others",
    _("Could others do it?"),
    "",
    (
        REPLICABILITY,
        Question(
            "picture",
            Kind.FILE,
            _("A picture, if you have one"),
            short=_("Picture"),
            guidance=_("Only with the agreement of everyone who can be recognised in it."),
            required=False,
            most=2,
        ),
        SUBSIDY_DECLARATION,
        TRUE,
    ),
)

_CRITERIA = (
    CriterionText(
        "difference",
        _("Difference"),
        _("Is somebody better off, in a way that matters to them?"),
        30,
        (
            _("Says nothing about what became better."),
            _("Hopes for a difference but names nobody who felt one."),
            _("Names some who are better off, in a small way or for a short while."),
            _("A clear difference to a few, or a small one to many."),
            _("A clear and lasting difference to the people it was meant for."),
            _("Changes daily life for people whom others had not reached."),
        ),
    ),
    CriterionText(
        "evidence",
        _("Evidence"),
        _("How good are the reasons to believe it?"),
        25,
        (
            _("No reason is given."),
            _("A belief, without anything counted or anyone quoted."),
            _("One story, or a count that could mean several things."),
            _("Counts or voices that fit the claim, with nothing to compare."),
            _("Counted before and after, or beside a place without it."),
            _("Several sources agree, and it says honestly what is not known."),
        ),
    ),
    CriterionText(
        "value",
        _("Value for money"),
        _("Is what it brings worth what it costs?"),
        20,
        (
            _("No costs, or costs that have nothing to do with the idea."),
            _("Dear for what it does, with no thought of a cheaper way."),
            _("Costs are there but some are hard to follow."),
            _("A fair price, and the money asked for has a purpose."),
            _("Cheap for what it does, and every item is explained."),
            _("Saves more than it costs, or does much with almost nothing."),
        ),
    ),
    CriterionText(
        "spread",
        _("Spread"),
        _("Could others take it up?"),
        25,
        (
            _("Says nothing about others."),
            _("Hangs on one person or one place."),
            _("Others might, with much help that nobody has offered."),
            _("Others could, and it says roughly what they would need."),
            _("Easy to copy, with its traps described."),
            _("Others have copied it already, or could start tomorrow with what is given here."),
        ),
    ),
)

SMALL_IDEAS = CallTemplate(
    key="small_ideas",
    name=_("Small ideas competition"),
    description=_(
        "For small changes that teams and neighbours have made already. A short form, small "
        "awards, and the best ideas are shared with everyone."
    ),
    reference_prefix="SI",
    title=_("Small ideas competition"),
    summary=_(
        "Have you made something work better for people where you live, without much money? "
        "Tell us how, and win up to £2,000 to carry on or to help others do the same."
    ),
    purpose=_(
        "We want to find small changes that work, thank those who made them and pass them on. "
        "It need not be new to the world: it is enough that it was new where you are."
    ),
    who_may_enter=_(
        "Council teams, charities, community groups, schools, small shops and groups of "
        "neighbours in the area. One group may enter several ideas, each on a form of its own."
    ),
    smallest_award=20_000,
    largest_award=200_000,
    total_on_offer=2_000_000,
    sections=(_IDEA, _PEOPLE, _BETTER, _OTHERS),
    criteria=_CRITERIA,
    timetable=Timetable(
        open_days=42, screening_days=5, scoring_days=21, deciding_days=10, reply_days=14
    ),
    assessors_per_entry=3,
    title_question="title",
    amount_question="asked",
)
