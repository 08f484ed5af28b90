"""What the hub needs from outside, as Protocols."""
