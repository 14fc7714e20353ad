"""Who else takes part, what was sent twice, and what is new."""

from allotment.evidence.domain.report import Block, Edge, Grid, Network, Node, Section, Text
from allotment.evidence.domain.sections.material import Material
from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.kernel.domain.sentences import say

MOST_PAIRS = 20
MOST_NEW = 10
