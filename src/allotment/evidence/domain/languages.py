"""In which language a text is, where that is sure."""

from collections.abc import Callable, Sequence

from allotment.kernel.domain.sentences import Sentence, gettext_noop as _, sentence

ENGLISH = "en"

SURE = 0.95
"""Probability above which another language is believed. None of 4,116 English descriptions of
grants reaches it (the nearest names Cwm Gwendraeth), while Welsh, Polish and Urdu sentences are near 1."""

SHORT = 40
"""Letters below which a text in the Latin alphabet counts as English: names of places and of
charities alone are taken for any language."""

READ = 2_000
"""Characters that are looked at; more change nothing and take longer."""

Identify = Callable[[str], tuple[str, float]]
"""Gives the ISO 639-1 code of a text's language and its probability, 0 to 1."""

LANGUAGE_NAMES = {
    "ar": _("Arabic"),
    "bn": _("Bengali"),
    "cy": _("Welsh"),
    "de": _("German"),
    "en": _("English"),
    "es": _("Spanish"),
    "fa": _("Persian"),
    "fr": _("French"),
    "ga": _("Irish"),
    "gu": _("Gujarati"),
    "hi": _("Hindi"),
    "it": _("Italian"),
    "lt": _("Lithuanian"),
    "pa": _("Punjabi"),
    "pl": _("Polish"),
    "pt": _("Portuguese"),
    "ro": _("Romanian"),
    "ru": _("Russian"),
    "so": _("Somali"),
    "ta": _("Tamil"),
    "tr": _("Turkish"),
    "uk": _("Ukrainian"),
    "ur": _("Urdu"),
    "zh": _("Chinese"),
}


def language_of(text: str, identify: Identify) -> str:
    """ISO 639-1 code of the language of a plain text: English unless another is sure."""
    beginning = text[:READ]
    letters = [sign for sign in beginning if sign.isalpha()]
    # U+024F ends the letters that European languages add to the Latin alphabet.
    is_latin = sum(sign <= "\u024f" for sign in letters) * 2 >= len(letters)
    if len(letters) < SHORT and is_latin:
        return ENGLISH
    code, probability = identify(beginning)
    return code if probability > SURE else ENGLISH


def languages_of(texts: Sequence[str], identify: Identify) -> tuple[str, ...]:
    """The language of each of the plain texts, as `language_of` tells it."""
    return tuple(language_of(text, identify) for text in texts)


def name_of_language(code: str) -> Sentence:
    """The name of a language in words; a rarer one by its code."""
    if code in LANGUAGE_NAMES:
        return sentence(LANGUAGE_NAMES[code])
    return sentence(_("language “{code}”"), code=code)
