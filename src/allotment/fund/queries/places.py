"""What place somebody means by what they typed."""

from allotment.kernel.places.queries import councils, postcodes


def code_of(text: str) -> str:
    """The GSS code of the council whose name, or in whose area the postcode, was typed; else ""."""
    typed = text.strip()
    if not typed:
        return ""
    answer = postcodes.look_up(typed)
    if answer.council is not None:
        return answer.council.code
    same = [
        m.council for m in councils.find(typed, 3) if m.council.name.casefold() == typed.casefold()
    ]
    return same[0].code if len(same) == 1 else ""
