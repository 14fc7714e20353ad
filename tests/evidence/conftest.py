"""A call whose deadline has passed, and analyses of it and of a file."""

import pytest

from allotment.evidence.models import Analysis
from allotment.fund.models import Call
from tests.evidence import made
from tests.fund.conftest import close, draft_call, open_call, pot
from tests.people import People

__all__ = ["draft_call", "open_call", "pot"]


@pytest.fixture
def closed_call(open_call: Call) -> Call:
    close(open_call)
    return open_call


@pytest.fixture
def of_file(people: People) -> Analysis:
    """An analysis of a file of four kinds of grants, read once."""
    return made.of_file(people)
