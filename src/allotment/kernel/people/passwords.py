"""What a password must not lean on, besides what Django looks for."""

import re

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Words that people here think of first. They stand in docs/reference/asvs.md, too.
OBVIOUS = (
    "allotment",
    "council",
    "funder",
    "fund",
    "grants",
    "grant",
    "innovation",
    "password",
    "welcome",
)
_LEFT = 8


class ObviousWords:
    """Without the site's name and the words above at least eight characters must be left."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        words = sorted((*OBVIOUS, *settings.SITE_NAME.lower().split()), key=len, reverse=True)
        left = re.sub("|".join(map(re.escape, words)), "", password.lower())
        if len(left) < _LEFT:
            raise ValidationError(_("Choose words that are harder to guess"), code="obvious")

    def get_help_text(self) -> str:
        return _("Not the name of this site, and not words like “council” or “password” alone.")
