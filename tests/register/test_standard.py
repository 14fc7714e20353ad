"""The table of the standard: complete in itself, and explained line by line."""

import pytest

from allotment.register.domain.standard import (
    CODE_LISTS,
    GRANT,
    PACKAGE,
    SHAPES,
    Field,
    Kind,
    PlacedField,
    lines,
)

ALL_LINES = [*lines(GRANT), *lines(PACKAGE)]


def test_every_line_says_what_it_means_and_how_to_correct_it() -> None:
    silent = [
        line.path
        for line in ALL_LINES
        if not (line.field.title and line.field.meaning and line.field.mend)
    ]

    assert silent == []


def test_every_path_stands_in_the_table_once() -> None:
    paths = [line.path for line in lines(GRANT)]

    assert len(paths) == len(set(paths))


def test_a_path_shows_lists_and_groups() -> None:
    paths = [line.path for line in lines(GRANT)]

    assert "recipientOrganization[].location[].geoCode" in paths
    assert "recipientIndividual.name" in paths
    assert "relatedActivity[]" in paths


def test_a_group_stands_before_its_fields_one_step_further_in() -> None:
    found = list(lines(GRANT))

    place = [line.path for line in found].index("grantProgramme[]")

    assert found[place] == PlacedField("grantProgramme[]", 0, GRANT.field("grantProgramme"))
    assert (found[place + 1].path, found[place + 1].depth) == ("grantProgramme[].code", 1)


def test_groups_name_shapes_that_exist_and_nothing_else_does() -> None:
    grouped = [line.field for line in ALL_LINES if line.field.shape]

    assert all(field.kind in (Kind.ONE, Kind.MANY) for field in grouped)
    assert all(field.shape in SHAPES for field in grouped)


def test_a_field_that_a_group_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        GRANT.field("colour")


def test_no_code_list_is_empty_and_every_code_has_a_title() -> None:
    for codes in CODE_LISTS:
        assert codes.codes
        assert all(code.strip() == code and title for code, title in codes.codes.items())


def test_a_grant_has_two_ways_to_name_its_recipient() -> None:
    recipients: list[Field] = [field for field in GRANT.fields if field.recipient]

    assert {field.name for field in recipients} == {"recipientIndividual", "recipientOrganization"}
