rule marker {
    meta:
        title      = "a canary stands in the text"
        severity   = "high"
        confidence = "high"
        threat     = "secret-exposure"
        scope      = "any"
        why        = "Whoever reads it knows that it is a trap."
        fix        = "Keep canaries out of artifacts."
        // each
    strings:
        $canary = "canary-token"
    condition:
        $canary
}
