"""Sentences that a rule has for a person, kept apart from the language they are shown in.

The rules know no Django, so they cannot translate. They mark each sentence with
`gettext_noop` (imported as `_`, which the message extractor finds) and hand it up with its
values; a page shows it with `sentence.render(gettext)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Union

Translate = Callable[[str], str]

Value = Union[str, int, "Sentence"]


def gettext_noop(message: str) -> str:
    """Return the message as it is: the call marks the text for the translators."""
    return message


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with places for values, made by `sentence`.

    `str(sentence)` is the English one. Values that are text are shown as they are (a person
    typed them), values that are sentences are translated too, whole numbers get commas.
    """

    template: str
    values: tuple[tuple[str, Value], ...] = ()

    def render(self, translate: Translate = str) -> str:
        """Give it in the language of `translate` (for example Django's `gettext`)."""
        shown = {name: _shown(value, translate) for name, value in self.values}
        return translate(self.template).format(**shown)

    def __str__(self) -> str:
        return self.render()


def sentence(template: str, **values: Value) -> Sentence:
    """Make a sentence: `sentence(_("Choose {most} at most."), most=3)`."""
    return Sentence(template, tuple(values.items()))


class RuleBrokenError(Exception):
    """A rule says no; `sentence` tells a person why, in plain words.

    Every refusal that a person may meet is one of its kinds. It is raised with a sentence, or with a
    sentence's template and values. `field` names the form's field that it is about; "" is the whole
    form. `problems` has (field, sentence) for each thing that is wrong: of most kinds, this one.
    """

    field = ""

    def __init__(self, sentence: Sentence | str, **values: Value) -> None:
        self.sentence = (
            Sentence(sentence, tuple(values.items())) if isinstance(sentence, str) else sentence
        )
        self.problems = [(self.field, self.sentence)]
        super().__init__(str(self.sentence))


def _shown(value: Value, translate: Translate) -> str:
    if isinstance(value, Sentence):
        return value.render(translate)
    return f"{value:,}" if isinstance(value, int) else value
