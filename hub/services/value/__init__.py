"""What customers are worth, who looks after them, and whom to call."""
