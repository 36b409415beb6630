// Something stays behind, or returns with the next session.
