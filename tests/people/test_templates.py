"""Every page and e-mail of the sign-in package is ours, in our one template language."""

from pathlib import Path

import allauth
import pytest
from django.template import engines

from allotment.config.settings import PACKAGE

OURS = PACKAGE / "kernel/people/templates"
THEIRS = Path(allauth.__file__).parent / "templates"
APPS = ("account", "mfa", "socialaccount", "usersessions")

pytestmark = pytest.mark.pure


def shipped(pattern: str) -> list[str]:
    found = [
        str(path.relative_to(THEIRS)) for app in APPS for path in (THEIRS / app).rglob(pattern)
    ]
    return sorted(
        name for name in found if not Path(name).name.startswith("base") and "snippets/" not in name
    )


@pytest.mark.parametrize("name", shipped("*.html") + shipped("*.txt"))
def test_a_template_of_ours_stands_before_the_packages(name: str) -> None:
    found = engines["jinja2"].get_template(name)

    assert (OURS / name).exists()
    assert found.template is not None  # type: ignore[attr-defined]


def test_the_list_is_not_empty() -> None:
    assert len(shipped("*.html")) > 30
    assert len(shipped("*_message.txt")) > 15


@pytest.mark.parametrize("name", shipped("*_subject.txt"))
def test_a_subject_says_nothing_personal(name: str) -> None:
    text = (OURS / name).read_text()

    assert text.startswith('{% autoescape false %}{{ _("')
    assert "%(" not in text
