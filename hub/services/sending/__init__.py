"""What leaves the hub: due, permitted, sent, reported."""
