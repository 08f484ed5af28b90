"""What comes in on any channel: the customer, the conversation, the queue, the rows."""
