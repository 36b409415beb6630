// Text that a model reads and a person does not see.

rule hidden_instructions {
    meta:
        title      = "a part that no viewer shows gives the model harmful orders"
        severity   = "high"
        confidence = "high"
        threat     = "hidden-content"
        scope      = "comment"
        guard      = "documented"
        why        = "Readers of the rendered page see nothing; the model reads the source and follows it."
        fix        = "Remove the hidden part, or say it in the open."
        reference  = "https://genai.owasp.org/llmrisk/llm01-prompt-injection/"
    strings:
        $deny    = /\b(do not|don('|\xe2\x80\x99)t|never|without)\s{1,3}(\w{1,12}\s{1,3}){0,2}(mention|tell|telling|inform|informing|notify|notifying|reveal|disclose|ask|asking|alert|alerting)\w{0,3}\s{1,3}[^.\n]{0,40}\b(user|human|anyone|operator|this)\b/ nocase
        $ignore  = /\b(ignore|disregard|override|bypass|forget)\s{1,3}(\w{1,12}\s{1,3}){0,3}(instructions?|rules|guidelines|restrictions|polic(y|ies)|system prompt|safety)\b/ nocase
        $covert  = /\b(silently|secretly|quietly|covertly|stealthily)\s{1,3}(\w{1,12}\s{1,3}){0,1}(send|read|forward|copy|include|upload|collect|transmit|run|execute|install|call|invoke|access|exfiltrate|gather|extract|post|append|add)/ nocase
        $send    = /\b(send|post|upload|exfiltrate|forward|transmit|leak|email|push)\b[^\n]{0,80}(https?:\/\/|webhook|\S{2,40}@\S{2,40}\.|\b(attacker|remote|external) (server|host|endpoint))/ nocase
        $passive = /\b(is|are|be|gets?)\s{1,3}(\w{1,12}\s{1,3}){0,2}(sent|uploaded|forwarded|transmitted|exfiltrated|leaked)\b[^\n]{0,80}(https?:\/\/|webhook|\S{2,40}@\S{2,40}\.)/ nocase
        // "Send" in German, French, Spanish, Italian, Chinese, Japanese, Korean and Russian, on either side of where.
        $abroad  = /(\b(senden|schick\w{0,3}|hochladen|weiterleit\w{0,3}|envoie\w?|envoyer|transmet\w{0,4}|enviar|envie|transmitir|suba|subir|inviare|carica)\b|\xc3\xbcbermittel|t\xc3\xa9l\xc3\xa9vers|\xe5\x8f\x91\xe9\x80\x81|\xe5\x8f\x91\xe5\x88\xb0|\xe4\xb8\x8a\xe4\xbc\xa0|\xe9\x80\x81\xe4\xbf\xa1|\xec\xa0\x84\xec\x86\xa1|\xd0\xbe\xd1\x82\xd0\xbf\xd1\x80\xd0\xb0\xd0\xb2)[^\n]{0,80}(https?:\/\/|\S{2,40}@\S{2,40}\.)/ nocase
        $abroad2 = /(https?:\/\/[^\s<>]{4,120}|\S{2,40}@\S{2,40}\.\w{2,12})\s[^\n<>]{0,40}(\b(senden|schick\w{0,3}|hochladen|weiterleit\w{0,3}|envoie\w?|envoyer|transmet\w{0,4}|enviar|envie|transmitir|suba|subir|inviare|carica)\b|\xc3\xbcbermittel|t\xc3\xa9l\xc3\xa9vers|\xe5\x8f\x91\xe9\x80\x81|\xe5\x8f\x91\xe5\x88\xb0|\xe4\xb8\x8a\xe4\xbc\xa0|\xe9\x80\x81\xe4\xbf\xa1|\xec\xa0\x84\xec\x86\xa1|\xd0\xbe\xd1\x82\xd0\xbf\xd1\x80\xd0\xb0\xd0\xb2)/ nocase
        $secret  = /\b(read|cat|open|access|collect|extract|include|copy|print|dump|send|find|list|grab)\b[^\n]{0,60}(~?\/?\.ssh\/|id_rsa|id_ed25519|\.env\b|\.aws\/|\.netrc|\.kube\/|\.config\/[\w.\/-]{0,40}(token|secret|credential|key)|mcp\.json|git-credentials|\/etc\/(passwd|shadow)|private[ _-]keys?\b|\bapi[ _-]keys?\b|\bcredentials\b|\bpasswords\b|environment variables|_history\b)/ nocase
        $run     = /\b(curl|wget|iwr|invoke-webrequest)\b[^\n]{0,160}\|\s{0,3}(sudo\s{1,3})?(ba|z|da|k)?sh\b/ nocase
        $pipe    = /\b(curl|wget|iwr)\b[^\n]{0,160}\|\s{0,3}(python3?|node|perl|iex|powershell)\b/ nocase
        $filled  = /\b(agents?|assistants?|ai|llm|models?|claude|copilot|before\s{1,3}(answering|replying|responding)|when(ever)?\s{1,3}the\s{1,3}\w{1,14})\b[^>]{0,400}\b(open|visit|load|request|call|fetch|get|navigate\s{1,3}to|render|include)\s{1,3}[^>.]{0,40}https?:\/\/[^\s<>]{4,120}[=\/][<{\[$%(]/ nocase
        $exec    = /\b(you must|agents? must|assistant must|always|first|immediately|now|also|please|then)\s{1,3}(run|execute|install|download|fetch and run|eval)\b[^\n]{0,80}(`|https?:\/\/|\$\(|command|script|payload|\.sh\b|\.py\b|\bnpx?\b|\bpip\b)/ nocase
        $write   = /\b(write|append|add|insert|copy|save|store)\b[^\n]{0,80}\b(CLAUDE\.md|AGENTS\.md|MEMORY\.md|SOUL\.md|\.cursorrules|\.bashrc|\.zshrc|authorized_keys|crontab|settings\.json)/ nocase
        $approve = /\b(approve|allow|accept|grant|confirm)\b[^.\n]{0,40}\b(automatically|without (asking|confirmation|review|prompting)|all (tools|permissions|commands|requests|actions))\b/ nocase
        $voice   = /(\[|<|\b)(system|admin|developer)( (override|message|prompt|instruction|note)s?)?(\]|>|:)\s{0,3}[^\n]{0,40}\b(you (must|are now|will)|ignore|execute|send|new instructions)\b/ nocase
    condition:
        any of them
}

rule orders_in_comments {
    meta:
        title      = "a part that no viewer shows speaks to the model"
        severity   = "medium"
        confidence = "medium"
        threat     = "hidden-content"
        scope      = "comment"
        guard      = "negated, documented"
        why        = "What is said to the model where nobody looks is outside of every review."
        fix        = "Say it in the open, or remove it."
    strings:
        $address = /\b(ai|llm|language model|assistants?|agents?|claude|gpt|copilot|gemini|cursor|codex)('s)?\s?(agents?|models?|assistants?)?\s?(:|,|must|should|shall|need to|have to|are required to|is required to|will always)\s{1,3}[^\n]{0,80}\b(run|execute|call|invoke|send|read|include|always|never|ignore|install|download|fetch|add|append|write|use the|tell|recommend|say)\b/ nocase
        $when    = /\b(when(ever)?|if|before|after|every time)\b[^.\n]{0,30}\b(user|this skill|this tool|answering|responding)\b[^.\n]{0,60}\b(you must|always|must|execute|send|include|call|invoke|secretly|also)\b/ nocase
        $note    = /\b(for|to)\s{1,3}(the\s{1,3}|any\s{1,3}|all\s{1,3}|every\s{1,3})?(\w{2,14}\s{1,3}){0,2}(ai|llms?|models?|assistants?|agents?)\s?:\s{1,3}\w/ nocase
        $only    = /\b(agents?|ai|llm|models?|assistants?|machine)[- ](only|internal|eyes only|facing|readable)\s?:\s{1,3}\w/ nocase
        $you     = /\byou\s{1,3}(must|are required to|have to|should always|will always|are now)\b[^\n]{0,60}\b(run|execute|call|invoke|send|read|include|ignore|install|download|fetch|append|use|say|recommend|act)\b/ nocase
    condition:
        any of them
}
