rule loud {
    meta:
        title      = "a shout"
        severity   = "low"
        confidence = "low"
        threat     = "prompt-injection"
        scope      = "prose"
        why        = "It is loud."
        fix        = "Speak softly."
    strings:
        $shout = "SHOUT"
    condition:
        $shout
}

rule untried {
    meta:
        title      = "a whisper"
        severity   = "low"
        confidence = "low"
        threat     = "prompt-injection"
        scope      = "prose"
        why        = "It is quiet."
        fix        = "Speak up."
    strings:
        $whisper = "WHISPER"
    condition:
        $whisper
}
