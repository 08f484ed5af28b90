"""Places in sorted blocks count like a plain sorted list."""

from bisect import bisect_left, insort

from hypothesis import given
from hypothesis import strategies as st

from hub.routing.waiting.ranks import Place, Ranks

PLACES = st.tuples(st.integers(0, 5_000), st.sampled_from(("a", "b")))


@given(st.lists(PLACES, unique=True, max_size=3_000), st.data())
def test_blocks_count_like_one_list(places: list[Place], data: st.DataObject) -> None:
    ranks, plain = Ranks[Place](), list[Place]()
    for place in places:
        ranks.add(place)
        insort(plain, place)
    for place in data.draw(st.lists(st.sampled_from(places), unique=True)) if places else []:
        ranks.remove(place)
        plain.remove(place)
    assert list(ranks) == plain
    assert len(ranks) == len(plain)
    assert ranks.first == (plain[0] if plain else None)
    for place in places[:50]:
        assert ranks.ahead(place) == bisect_left(plain, place)


@given(st.lists(PLACES, unique=True, max_size=2_000), st.integers(0, 2_000))
def test_what_is_taken_at_once_counts_like_what_came_one_by_one(places: list[Place], number: int) -> None:
    ranks = Ranks[Place]()
    for place in places[:number]:
        ranks.add(place)
    ranks.take(places[number:])
    plain = sorted(places)
    assert list(ranks) == plain
    assert [ranks.ahead(each) for each in plain] == list(range(len(plain)))


def test_long_lists_split_and_keep_their_order() -> None:
    ranks = Ranks[Place]()
    for number in range(5_000):
        ranks.add((number * 7_919 % 5_003, "a"))
    assert [place for place, _ in ranks] == sorted(number * 7_919 % 5_003 for number in range(5_000))
    assert ranks.ahead((2_500, "")) == sum(place < 2_500 for place, _ in ranks)
