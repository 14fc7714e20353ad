"""The one function that writes the audit."""

import secrets
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from allotment.kernel.audit import kinds
from allotment.kernel.audit.domain import GENESIS, Line, digest_of, digest_of_reason
from allotment.kernel.audit.models import AuditLine, ChainHead

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
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransactionError(kind)
    name = chain_of(chain)
    ChainHead.objects.bulk_create(
        [ChainHead(chain=name, number=0, digest=GENESIS)], ignore_conflicts=True
    )
    head = ChainHead.objects.select_for_update().get(chain=name)
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
    row = AuditLine(
        chain=name,
        number=unsealed.number,
        kind=kind,
        at=unsealed.at,
        by=unsealed.by,
        on=unsealed.on,
        why=why,
        why_salt=salt,
        why_digest=unsealed.why_digest,
        facts=unsealed.facts,
        previous=head.digest,
        digest=digest,
    )
    row.save_base(force_insert=True)
    ChainHead.objects.filter(chain=name).update(number=unsealed.number, digest=digest)
