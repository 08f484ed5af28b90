"""Measurements, side by side with their baselines; not part of the product."""
