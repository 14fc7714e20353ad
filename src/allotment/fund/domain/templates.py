"""The call templates that come with Allotment."""

from allotment.fund.domain.template_invest_to_save import INVEST_TO_SAVE
from allotment.fund.domain.template_parts import CallTemplate
from allotment.fund.domain.template_small_ideas import SMALL_IDEAS

TEMPLATES: tuple[CallTemplate, ...] = (SMALL_IDEAS, INVEST_TO_SAVE)


def template(key: str) -> CallTemplate | None:
    """Find a template by its key."""
    return next((one for one in TEMPLATES if one.key == key), None)
