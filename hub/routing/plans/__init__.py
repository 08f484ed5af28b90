"""Plans: how needs are relaxed while work waits."""
