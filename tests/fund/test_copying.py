"""A copy of a call takes over its rules, and nothing that became of it."""

from allotment.fund.models import Call
from allotment.fund.services import calls
from tests.people import People

#: Every other column of a call begins anew in a copy. A new column is decided upon here.
TAKEN_OVER = {
    "funder", "template", "summary", "purpose", "who_may_enter", "total_on_offer", "smallest_award",
    "largest_award", "assessors_per_entry", "reference_prefix", "title_question", "amount_question",
    "kind_question", "contact", "appeal", "privacy_notice", "retention_months",
}  # fmt: skip


def test_a_copy_takes_over_the_rules_and_not_the_results_of_the_call(
    people: People, open_call: Call
) -> None:
    Call.objects.filter(pk=open_call.pk).update(came_of_it="A seed library.")
    fields = {field.name for field in Call._meta.concrete_fields}

    fresh = calls.copy_call(call=open_call, by=people.manager)

    assert fresh.came_of_it == ""
    assert fields - calls.NOT_COPIED == TAKEN_OVER
