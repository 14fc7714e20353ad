"""Pots, what is committed of them, and the ledger of every movement."""

from allotment.money.models.commitments import Commitment
from allotment.money.models.movements import Movement, Posting
from allotment.money.models.pots import Pot

__all__ = ["Commitment", "Movement", "Posting", "Pot"]
