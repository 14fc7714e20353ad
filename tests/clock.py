"""The tests whose result depends on the day or the hour: they also run as on odd days."""

#: Days on which clocks have tripped people up (UTC): a leap day, the last minutes of a year, and
#: both Sundays on which the clocks of London change, shortly before they do.
ODD_DAYS = ["2028-02-29 12:00", "2026-12-31 23:50", "2027-03-28 00:50", "2027-10-31 00:50"]

_EDITIONS = "tests/evidence/test_services.py::test_"
_RETENTION = "tests/privacy/test_retention.py::test_"

DEPENDS_ON_THE_CLOCK = [
    _EDITIONS + "a_day_to_come_is_no_day_of_publication",
    _EDITIONS + "a_second_edition_says_what_has_changed",
    _EDITIONS + "an_edition_is_taken_back_with_a_reason_once",
    _EDITIONS + "the_edition_before_one_taken_back_is_shown_as_the_newest",
    "tests/fund/demo", "tests/fund/domain/test_dates.py", "tests/fund/test_calls_page.py",
    "tests/fund/test_deadline.py", "tests/fund/test_entries.py", "tests/fund/test_letters.py",
    "tests/jobs/test_jobs.py", "tests/money/test_pots.py", "tests/money/test_years.py",
    "tests/notify/test_choices.py", "tests/organisations/test_invitations.py",
    "tests/organisations/test_recovery.py", "tests/people/test_security.py",
    "tests/privacy/test_looks.py",
    _RETENTION + "entries_of_a_decided_call_are_emptied_when_its_time_is_over",
    _RETENTION + "a_call_that_was_decided_late_keeps_what_it_promised",
    _RETENTION + "entries_of_a_call_that_nobody_ever_decides_go_three_years_after_it_closed",
    _RETENTION + "a_draft_that_was_never_sent_goes_half_a_year_after_its_call_closed",
    _RETENTION + "messages_mail_and_invitations_go_in_their_time",
    _RETENTION + "finished_work_goes_and_unfinished_stays",
    _RETENTION + "sessions_that_ran_out_go",
    _RETENTION + "an_account_that_nobody_ever_confirmed_goes_and_others_stay",
    _RETENTION + "months_are_counted_as_people_do",
    "tests/register/demo", "tests/register/test_api_limits.py",
    "tests/register/test_own_awards.py", "tests/test_demonstration.py",
]  # fmt: skip
