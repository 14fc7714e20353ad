"""The one Jinja2 environment of all pages. Why Jinja2: docs/decisions/0001-one-template-language.md."""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import translation
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

from allotment.kernel.domain.money import pounds
from allotment.kernel.web import charts, fields, formats
from allotment.kernel.web.cells import link
from allotment.kernel.web.markdown import render_markdown
from allotment.kernel.web.modules import is_on
from allotment.kernel.web.navigation import fixed_address
from allotment.kernel.web.stacking import stacked
from allotment.kernel.web.wording import worded


class Components:
    """The GOV.UK components as functions: `gov.button({...})`. Each macro is loaded once."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._macros: dict[str, Callable[[dict[str, Any]], str]] = {}

    def __getattr__(self, name: str) -> Callable[[dict[str, Any]], str]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._macros:
            words = name.split("_")
            template = self._env.get_template(
                f"govuk_frontend_jinja/components/{'-'.join(words)}/macro.html"
            )
            macro = getattr(template.module, "govuk" + "".join(w.capitalize() for w in words))
            self._macros[name] = lambda options, **more: macro(worded(name, options), **more)
        return self._macros[name]


_OF_DICTIONARIES = frozenset(dir(dict))


class KeysFirst(Environment):
    """Looks in a dictionary for a key before it looks for a method, and keeps globals in one.

    The macros read `options.this` some hundred times a component, nearly always absent; asking for an
    attribute first makes and catches an exception each time. Each import of a macro compares all
    globals, which in Jinja2's chain of dictionaries takes a tenth of the time of a page.
    """

    def make_globals(self, d: Mapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        if type(obj) is dict and attribute not in _OF_DICTIONARIES:
            return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page: `url("fund:call", call.key)`."""
    return reverse(name, args=args, kwargs=kwargs) if args or kwargs else fixed_address(name)


def environment(**options: Any) -> Environment:
    """Make the environment; Django calls this once a process."""
    own = options.pop("loader")
    loader = ChoiceLoader(
        [own, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    options.pop("undefined", None)  # the macros read absent keys all the time
    options["auto_reload"] = False
    env = KeysFirst(  # Django's backend passes autoescape=True
        loader=loader,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        **options,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        gov=Components(env),
        url=url,
        link=link,
        static=staticfiles_storage.url,
        field=fields.field,
        error_summary=fields.error_summary,
        charts=charts,
        gettext_now=translation.gettext,
        site_name=settings.SITE_NAME,
        base_url=settings.BASE_URL,
        demo=settings.DEMO,
        is_on=is_on,
    )
    env.filters.update(
        pounds=pounds,
        rough_pounds=formats.rough_pounds,
        date=formats.date,
        short_date=formats.short_date,
        moment=formats.moment,
        clock=formats.clock,
        number=formats.number,
        plural=formats.plural,
        stacked=stacked,
        markdown=render_markdown,
        lines=lambda text: Markup("<br>").join(str(text).splitlines()),
    )
    return env
