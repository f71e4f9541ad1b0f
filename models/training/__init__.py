"""Trains, quantizes, calibrates and measures the model.

The way of the data: corpora -> network -> train -> export -> calibrate -> evaluate.
"""
