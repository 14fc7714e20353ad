"""Reading a report that a mail could not be delivered (RFC 3464)."""

import dataclasses
import re
from email import message_from_bytes, policy
from email.message import Message

from allotment.kernel.notify.domain import no_such_address

_OURS = re.compile(r"<([0-9a-z]{12})@allotment>")
#: A report is short; what is longer was not written by a mail server.
MOST_BYTES = 1024 * 1024


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """Which mail of ours (its key) came back from which address, why, and whether for good."""

    key: str
    address: str
    why: str
    is_gone: bool


def read_report(content: bytes) -> Report | None:
    """The report in a message; None where it is not one, or not about a mail of ours."""
    message = message_from_bytes(content[:MOST_BYTES], policy=policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    status, key = None, ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            status = status or _failed(part)
        elif kind in {"message/rfc822", "text/rfc822-headers"}:
            found = _OURS.search(_head_of(part))
            key = found.group(1) if found else key
    if status is None or not key:
        return None
    address, code, why = status
    return Report(key, address, why[:300], no_such_address(550, code))


def _head_of(part: Message) -> str:
    """The head of the mail that came back, as a whole or as its head alone."""
    whole = _inside(part)
    return str(whole[0].get("Message-ID", "")) if whole else str(part.get_payload())


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    inside = payload if isinstance(payload, list) else []
    return [each for each in inside if isinstance(each, Message)]


def _failed(part: Message) -> tuple[str, str, str] | None:
    """Address, status and words of the first recipient whom the mail did not reach."""
    for each in _inside(part):
        if str(each.get("Action", "")).strip().lower() != "failed":
            continue
        address = str(each.get("Final-Recipient", "")).rpartition(";")[2].strip().lower()
        diagnosis = str(each.get("Diagnostic-Code", "")).rpartition(";")[2]
        return address, str(each.get("Status", "")).strip(), " ".join(diagnosis.split())
    return None
