"""Print the texts of data files for the translators, as a catalogue that `msgcat` joins to the others.

python tools/texts.py > data.pot
"""

import json
from collections.abc import Iterator

from allotment.fund.domain.templates import TEMPLATES, translated
from allotment.register.domain.standard.codes import COUNTRY, CURRENCY


def texts() -> Iterator[tuple[str, str]]:
    """Each text once, with the file that it stands in."""
    found: dict[str, str] = {}
    for form in TEMPLATES:
        file = f"fund/domain/call_templates/{form.key}.toml"
        translated(form, lambda text, file=file: found.setdefault(text, file) and text)  # type: ignore[misc]
    for codes, name in ((COUNTRY, "countries"), (CURRENCY, "currencies")):
        for text in codes.codes.values():
            found.setdefault(text, f"register/domain/standard/{name}.toml")
    yield from found.items()


if __name__ == "__main__":
    print('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"')
    for text, file in texts():
        print(f'\n#: {file}\nmsgid {json.dumps(text, ensure_ascii=False)}\nmsgstr ""')
