"""What is remembered, for how long, and that it stays within its bounds."""

from reportedly.analysis.cache import _OVERHEAD, Cache, digest


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    cache = Cache[str](3 * (_OVERHEAD + 100))
    for name in "abc":
        cache.put(name.encode(), name, 100)
    assert cache.get(b"a") == "a"
    cache.put(b"d", "d", 100)
    assert [cache.get(name.encode()) for name in "abcd"] == ["a", None, "c", "d"]


def test_it_never_grows_beyond_its_bound() -> None:
    cache = Cache[int](10_000)
    for n in range(1000):
        cache.put(str(n).encode(), n, n)
        assert cache.counts().bytes <= 10_000
    assert cache.counts().entries > 1


def test_what_is_too_large_is_not_kept_and_drives_nothing_out() -> None:
    cache = Cache[str](2000)
    cache.put(b"a", "a", 100)
    cache.put(b"b", "b", 5000)
    assert (cache.get(b"a"), cache.get(b"b")) == ("a", None)


def test_a_value_that_is_put_again_counts_once() -> None:
    cache = Cache[str](10_000)
    for _ in range(5):
        cache.put(b"a", "a", 1000)
    assert cache.counts().bytes == 1000 + _OVERHEAD


def test_hits_and_misses_are_counted() -> None:
    cache = Cache[str](10_000)
    cache.get(b"a")
    cache.put(b"a", "a", 1)
    cache.get(b"a")
    assert (cache.counts().hits, cache.counts().misses) == (1, 1)


def test_a_digest_tells_where_parts_are_cut() -> None:
    assert digest([b"ab", b"c"]) != digest([b"a", b"bc"])
    assert digest([b"ab"]) != digest([b"ab", b""])
