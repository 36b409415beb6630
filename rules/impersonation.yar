// A name or claim borrows trust.
