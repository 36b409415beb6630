// Secrets of the user are read or asked for.
