"""The words that the GOV.UK components bring along in English, in the reader's language instead."""

from typing import Any

from django.utils.translation import gettext as _

Options = dict[str, Any]


def _password() -> Options:
    return {
        "showPasswordText": _("Show"),
        "hidePasswordText": _("Hide"),
        "showPasswordAriaLabelText": _("Show password"),
        "hidePasswordAriaLabelText": _("Hide password"),
        "passwordShownAnnouncementText": _("Your password is visible"),
        "passwordHiddenAnnouncementText": _("Your password is hidden"),
    }


def _count(words: bool) -> Options:
    if not words:
        return {
            "textareaDescriptionText": _("You can enter up to %{count} characters"),
            "charactersUnderLimitText": {
                "one": _("You have %{count} character remaining"),
                "other": _("You have %{count} characters remaining"),
            },
            "charactersAtLimitText": _("You have 0 characters remaining"),
            "charactersOverLimitText": {
                "one": _("You have %{count} character too many"),
                "other": _("You have %{count} characters too many"),
            },
        }
    return {
        "textareaDescriptionText": _("You can enter up to %{count} words"),
        "wordsUnderLimitText": {
            "one": _("You have %{count} word remaining"),
            "other": _("You have %{count} words remaining"),
        },
        "wordsAtLimitText": _("You have 0 words remaining"),
        "wordsOverLimitText": {
            "one": _("You have %{count} word too many"),
            "other": _("You have %{count} words too many"),
        },
    }


def worded(component: str, options: Options) -> Options:
    """The component's options with the words that it would else bring along itself."""
    words: Options = {}
    if component == "password_input":
        words = _password()
    elif component == "character_count":
        words = _count("maxwords" in options)
    elif component == "error_message":
        words = {"visuallyHiddenText": _("Error")}
    elif component == "error_summary":
        words = {"titleText": _("There is a problem")}
    elif component == "warning_text":
        words = {"iconFallbackText": _("Warning")}
    elif component == "pagination":
        words = {"landmarkLabel": _("Pages")}
    error = options.get("errorMessage")
    if error:
        words["errorMessage"] = {"visuallyHiddenText": _("Error"), **error}
        return {**options, **words}
    return {**words, **options} if words else options
