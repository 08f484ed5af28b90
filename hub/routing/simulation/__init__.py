"""A floor simulated with the real engine: its model, one day, many days, and how sure their figures are."""
