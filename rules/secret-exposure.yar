// A secret stands in the artifact.
