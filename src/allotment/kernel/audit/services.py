"""The one function that writes the audit, and the one that takes a reason's words away."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from allotment.kernel.audit import kinds
from allotment.kernel.audit.domain import (
    GENESIS,
    Line,
    check_facts,
    digest_of,
    digest_of_reason,
)
from allotment.kernel.audit.models import ERASABLE, AuditLine, ChainHead
from allotment.kernel.guards.rows import writing

SITE_CHAIN = "site"


class NotInTransactionError(RuntimeError):
    """A line must stand or fall with the change that it records."""


def subject(obj: models.Model) -> str:
    """How the audit names a thing: its kind and its key, for example "fund.call:4f7k…"."""
    return f"{obj._meta.label_lower}:{getattr(obj, 'key', None) or obj.pk}"


def chain_of(funder: models.Model | None) -> str:
    """The chain of a funder, or the site's own."""
    return SITE_CHAIN if funder is None else f"funder:{funder.pk}"


def record(
    *,
    kind: str,
    by: Any,
    on: models.Model | str,
    chain: models.Model | None = None,
    why: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Append one line to the chain of a funder (an organisation) or, without one, of the site.

    `by` is a user or None for the system. `facts` hold ids, amounts, states and digests; a name, an
    address or what a person wrote about a person never goes there. Raises UnknownKindError for a
    kind nobody declared, NotInTransactionError outside a transaction. Call it late: it locks the
    head of the chain until the transaction ends.
    """
    kinds.check(kind)
    check_facts(facts or {})
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransactionError(kind)
    name = chain_of(chain)
    head = _locked_head(name)
    why = why.replace("\0", "")
    salt = secrets.token_hex(16) if why else ""
    unsealed = Line(
        chain=name,
        number=head.number + 1,
        kind=kind,
        at=timezone.now(),
        by=str(by.pk) if by is not None else "",
        on=on if isinstance(on, str) else subject(on),
        why=why,
        why_salt=salt,
        why_digest=digest_of_reason(why, salt),
        facts=facts or {},
        previous=head.digest,
    )
    digest = digest_of(unsealed)
    row = {field: getattr(unsealed, field) for field in Line.__dataclass_fields__}
    with writing("audit"):
        AuditLine.objects.create(**{**row, "digest": digest})
        ChainHead.objects.filter(chain=name).update(number=unsealed.number, digest=digest)


def _locked_head(name: str) -> ChainHead:
    """The chain's head, locked until the transaction ends; a new chain gets one."""
    heads = ChainHead.objects.select_for_update().filter(chain=name)
    head = heads.first()
    if head is None:
        with writing("audit"):
            ChainHead.objects.bulk_create(
                [ChainHead(chain=name, number=0, digest=GENESIS)], ignore_conflicts=True
            )
        head = heads.get()
    return head


def erase_reasons(*, on: Iterable[str] = (), by: Any = None) -> int:
    """Take away the words of the reasons on lines about these things (`subject`), or by a person.

    The chain stands, since it was sealed over a salted digest of the words. Returns how many lines
    lost their words; who calls it writes the line that says so.
    """
    lines = AuditLine.objects.exclude(why="")
    lines = lines.filter(by=str(by.pk)) if by is not None else lines.filter(on__in=list(on))
    with transaction.atomic(), writing("audit"):
        return lines.update(**ERASABLE)
