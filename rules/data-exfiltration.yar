// Data leaves without the user's knowledge.
