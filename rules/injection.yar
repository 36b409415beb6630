// Input reaches a shell, query, path or template unchecked.
