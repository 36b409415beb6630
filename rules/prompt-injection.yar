// Text that takes the model over.

rule instruction_override {
    meta:
        title      = "text tells the model to drop its instructions"
        severity   = "high"
        confidence = "high"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "A model reads this text as part of its prompt, so whoever wrote it can give the agent orders."
        fix        = "Say what the artifact does; leave policy to the host."
        reference  = "https://genai.owasp.org/llmrisk/llm01-prompt-injection/"
    strings:
        $drop = /\b(ignore|disregard|forget|override|bypass)\s{1,4}(all\s{1,4}|any\s{1,4}|your\s{1,4}|the\s{1,4}){0,3}(previous|prior|earlier|preceding|above|existing|system|safety)\s{1,4}(instructions?|rules|prompts?|guidelines|directives|constraints|context)\b/ nocase
    condition:
        $drop
}
