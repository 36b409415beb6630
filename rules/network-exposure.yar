// Transport or endpoints that others can read or steer.
