"""The forms of a page, as a browser would fill them in."""

from html.parser import HTMLParser


class Forms(HTMLParser):
    """Each form's address ("" for the page's own) with its fields as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._open = False
        self._area = self._choice = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form" and given.get("method", "get").lower() == "post":
            self.found.append((given.get("action", ""), {}))
            self._open = True
        elif self._open and given.get("name") and given.get("type") != "file":
            self._field(tag, given)
        elif self._open and tag == "option" and self._choice:
            self.found[-1][1].setdefault(self._choice, given.get("value", ""))

    def _field(self, tag: str, given: dict[str, str]) -> None:
        fields, name = self.found[-1][1], given["name"]
        if tag == "select":
            self._choice = name
        elif tag == "textarea":
            self._area = name
            fields[name] = ""
        elif tag in {"input", "button"}:
            if given.get("type") in {"radio", "checkbox"}:
                fields.setdefault(name, given.get("value", "on"))
            else:
                fields[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "form"
        self._area = "" if tag == "textarea" else self._area
        self._choice = "" if tag == "select" else self._choice

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[-1][1][self._area] += data


def forms_of(html: str) -> list[tuple[str, dict[str, str]]]:
    """(address, fields) of every form of a page that posts, but for signing out."""
    forms = Forms()
    forms.feed(html)
    return [
        (action, {k: v for k, v in fields.items() if k != "csrfmiddlewaretoken"})
        for action, fields in forms.found
        if "logout" not in action
    ]
