"""What administrators set so that work finds its agent, and what is wrong with it."""
