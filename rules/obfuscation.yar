// Code or content is disguised.
