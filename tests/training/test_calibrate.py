import numpy as np
import pytest

pytest.importorskip("sklearn", reason="the train extra is not installed (python3 build.py model installs it)")

from models.training.calibrate import choose, platt


def test_platt_finds_the_scale_of_the_logits():
    rng = np.random.default_rng(3)
    logits = rng.normal(0, 2, 20_000)
    y = (rng.random(20_000) < 1 / (1 + np.exp(-(0.5 * logits - 1)))).astype(float)
    slope, intercept = platt(logits, y)
    assert slope == pytest.approx(0.5, abs=0.05)
    assert intercept == pytest.approx(-1.0, abs=0.08)


def test_platt_ignores_what_is_not_known():
    assert platt(np.array([1.0, 2.0]), np.array([1.0, np.nan])) == (1.0, 0.0)


def test_thresholds_keep_their_wishes_and_their_order():
    p = np.random.default_rng(5).beta(0.2, 1.2, 5000)
    found = choose([p[:2000], p[2000:]])
    assert found["strict"] >= found["balanced"] >= found["sensitive"]
    assert p[p >= found["strict"]].mean() >= 0.90
    assert p[p >= found["balanced"]].mean() >= 0.75
    assert p[p >= found["sensitive"]].sum() >= 0.90 * p.sum()


def test_where_precision_is_out_of_reach_the_threshold_rises():
    p = np.linspace(0.0, 0.5, 100)
    found = choose([p])
    assert found["strict"] == found["balanced"] == 0.5
