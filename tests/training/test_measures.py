import numpy as np
import pytest
from reportedly.analysis.types import FLAGS

from models.training import baseline, measures


def test_counts_make_precision_recall_and_f1():
    pairs = [[({"hedged"}, {"hedged"}), ({"hedged"}, set())], [(set(), {"hedged"}), (set(), set())]]
    found = measures.table(pairs, FLAGS)
    assert found["hedged"]["precision"] == 0.5
    assert found["hedged"]["recall"] == 0.5
    assert found["macro_f1"] == pytest.approx(0.125)
    low, high = found["hedged"]["f1_interval"]
    assert low <= found["hedged"]["f1"] <= high


def test_a_perfect_ranking_has_average_precision_one():
    y = np.array([1.0, 0.0, 1.0, 0.0])
    assert measures.average_precision(np.array([0.9, 0.1, 0.8, 0.2]), y) == 1.0
    assert measures.average_precision(np.array([0.1, 0.9, 0.2, 0.8]), y) == pytest.approx((1 / 3 + 2 / 4) / 2)


def test_calibration_is_measured_where_it_matters():
    p = np.repeat([0.01, 0.8], [1000, 10])
    y = np.concatenate([np.zeros(1000), np.repeat([1.0, 0.0], [8, 2])])
    assert measures.calibration_error(p, y, bins=1) == pytest.approx(0.0)
    assert measures.calibration_error(np.where(p > 0.5, 0.5, p), y, bins=1) == pytest.approx(0.3)


def test_a_constant_has_no_brier_skill():
    y = np.array([1.0, 0.0, 0.0, 0.0])
    assert measures.brier_skill(np.full(4, 0.25), y) == pytest.approx(0.0)
    assert measures.brier_skill(y, y) == pytest.approx(1.0)


def test_each_found_span_is_used_once():
    assert measures.match([(0, 5), (3, 8)], [(2, 4)]) == 1
    assert measures.match([(0, 5), (6, 8)], [(4, 7), (7, 9)]) == 2


def test_the_word_lists_know_the_plain_cases():
    assert baseline.flags("Critics say the plan is doomed.") == {"vague_attribution", "named_source"}
    assert "hedged" in baseline.flags("The minister is reportedly considering a ban.")
    assert "hedged" not in baseline.flags("“We may have to wait,” said Finance Minister Ana Ruiz.")
    assert "anonymous_source" in baseline.flags("Two people briefed on the talks said a deal was close.")
    assert "unsourced_claim" in baseline.flags("Unemployment has collapsed because of the reform.")


def test_a_perfectly_calibrated_model_has_an_error_by_chance():
    rng = np.random.default_rng(1)
    few, many = rng.uniform(0.1, 0.9, 80), rng.uniform(0.1, 0.9, 20_000)
    mean, high = measures.calibration_floor(few)
    assert 0.05 < mean < high < 0.3
    assert measures.calibration_floor(many)[1] < 0.02
