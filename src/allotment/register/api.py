"""Read access to the register for programs."""

from ninja import Router

router = Router(tags=["awards"])
