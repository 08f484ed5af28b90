"""What is kept about people: handed out, forgotten, left alone, thrown away in time."""
