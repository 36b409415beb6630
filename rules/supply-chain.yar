// What is installed is not pinned, not what it says, or not whose it says.
