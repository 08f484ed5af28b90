"""What agents write from: articles, canned replies, macros."""
