"""What findings say of the most frequent kind, region, programme, theme or label."""

from allotment.kernel.domain.sentences import gettext_noop as _

TOPS = {
    "kinds": (
        _("{name} are the most frequent kind of organisation: {share}."),
        _("All {known} come from one kind of organisation: {name}."),
        _("No kind of organisation is met most often: {equal} have {count} each."),
    ),
    "regions": (
        _("{name} is the most frequent region or nation: {share}."),
        _("All {known} are from one region or nation: {name}."),
        _("No region or nation is met most often: {equal} have {count} each."),
    ),
    "programmes": (
        _("The largest programme is “{name}”, with {share}."),
        _("All {known} are of one programme: “{name}”."),
        _("No programme is the largest: {equal} have {count} each."),
    ),
    "themes": (
        _("The largest theme is “{name}”, with {share}."),
        _("All {known} are on one theme: “{name}”."),
        _("No theme is the largest: {equal} have {count} each."),
    ),
    "services": (
        _("The service area met most often is “{name}”, in {share}."),
        _("All {known} are about one service area among others: “{name}”."),
        _("No service area is met most often: {equal} are in {count} each."),
    ),
    "outcomes": (
        _("The outcome claimed most often is “{name}”, in {share}."),
        _("All {known} claim one outcome among others: “{name}”."),
        _("No outcome is claimed most often: {equal} are claimed by {count} each."),
    ),
    "barriers": (
        _("The barrier named most often is “{name}”, in {share}."),
        _("All {known} name one barrier among others: “{name}”."),
        _("No barrier is named most often: {equal} are named by {count} each."),
    ),
}
"""What is said of the most frequent of some, of the only one, and where several come first."""

NONE = {
    "services": _("No service area was found in the texts."),
    "outcomes": _("The texts were read for outcomes, and none was found."),
    "barriers": _("The texts were read for barriers, and none was found."),
}


NOUNS = {
    "kinds": _("kind of organisation"),
    "regions": _("region or nation"),
    "programmes": _("programme"),
    "themes": _("theme"),
    "services": _("service area"),
    "outcomes": _("outcome"),
    "barriers": _("barrier"),
}
