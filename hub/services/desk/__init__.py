"""What the pages show: the first picture, the day, the floor, notices."""
