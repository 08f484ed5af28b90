"""Identifiers sort by the time at which they were made."""

from datetime import UTC, datetime, timedelta

from hub.domain.ids import first_id, new_id


def test_what_was_made_in_a_time_lies_between_its_first_ids() -> None:
    before = datetime.now(UTC)
    made = new_id()
    after = datetime.now(UTC) + timedelta(milliseconds=1)
    assert first_id(before) <= made < first_id(after)
    assert len(first_id(before)) == len(made)
