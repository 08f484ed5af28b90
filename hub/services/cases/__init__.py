"""Cases: one matter over several contacts, up to its end."""
