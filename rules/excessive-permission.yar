// More is permitted than is needed, or a safeguard is off.
