// Destroys data, or uses up the machine.
