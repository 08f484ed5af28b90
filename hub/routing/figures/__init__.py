"""The figures of a contact centre, counted from the routing journal: facts, formulas, time spent, intervals, tables."""
