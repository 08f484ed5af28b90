"""What is sent unasked: birthdays, their rules, templates."""
