"""What is found of nothing at all, for tests to put something into."""

from allotment.evidence.domain.analysis import Tools, analyse
from allotment.evidence.domain.rows import Corpus
from allotment.evidence.domain.summary import Summary
from allotment.evidence.readers.taxonomy import read_taxonomy
from allotment.evidence.readers.weights import read_identifier


def empty_summary() -> Summary:
    summary, _lines = analyse(
        Corpus("Nothing", (), frozenset()), Tools(None, read_identifier(), read_taxonomy())
    )
    return summary
