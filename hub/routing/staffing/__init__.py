"""How many agents a load needs: the formulas of Erlang, without and with customers who lose patience."""
