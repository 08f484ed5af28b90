"""Work in hand: offers, contacts that change hands, and how it ends."""
