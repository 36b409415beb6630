// A name or claim borrows trust.

rule routing_persuasion {
    meta:
        title      = "text persuades whoever chooses between agents"
        severity   = "high"
        confidence = "medium"
        threat     = "impersonation"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "A model that routes tasks reads the cards; one that argues for itself gets tasks and data that belong to others."
        fix        = "Say what the agent does, and leave the choice to the reader."
        reference  = "https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/"
        taxonomy   = "ASI02, AISubtech-4.3.5"
    strings:
        $always = /\b(always|exclusively|invariably|you\s{1,3}must|must\s{1,3}always)\s{1,3}(pick|choose|select|prefer|favou?r|route|delegate|recommend|rank|assign)\b[^.!?\n]{0,40}\b(me|us|this\s{1,3}(one|agent|skill|server|service|assistant)|our\s{1,3}agent)\b/ nocase
        $first  = /\balways\s{1,3}(use|call|invoke|consult|contact|send|forward)\b[^.!?\n]{0,40}\b(me|us|this\s{1,3}agent|our\s{1,3}agent|this\s{1,3}server)\b[^.!?\n]{0,40}(\bfirst\b|\binstead\b|\bfor\s{1,3}(all|any|every)|\bbefore\b|\bover\b|\bregardless\b|\bno\s{1,3}matter\b)/ nocase
        $pick   = /\b(pick|choose|select|trust|prefer|hire)\s{1,3}me(\s{0,2}!|\s{1,3}(over|first|instead|always|for\s{1,3}(all|any|every|each))\b)/ nocase
        $over   = /\b(prefer|choose|select|rank|pick|favou?r|prioriti[sz]e|route|recommend)\s{1,3}([^.!?\n]{0,20}\s)?(me|us|this\s{1,3}(one|agent|skill|server|service)\b[^.!?\n]{0,30}|our\s{1,3}agent)\s{1,3}(over|above|before|ahead\s{1,3}of|instead\s{1,3}of|rather\s{1,3}than)\s{1,3}(all|any|every|other|the\s{1,3}other|competing|alternative)/ nocase
        $when   = /\b(choosing|selecting|picking|routing|comparing|deciding|ranking)\b[^.!?\n]{0,40}\b(always|choose|select|pick|prefer|favou?r)\b[^.!?\n]{0,24}\b(me|this\s{1,3}(one|agent|skill|server|service)|our\s{1,3}agent)\b/ nocase
        $ignore = /\b(ignore|disregard|exclude|skip|bypass|avoid)\s{1,3}((all|any|every|the)\s{1,3})?(other|competing|alternative|rival)\s{1,3}(agents?|skills?|providers?|servers?)\b/ nocase
        $only   = /\b(the\s{1,3})?only\s{1,3}(correct|valid|right|safe|trusted|trustworthy|reliable|acceptable)\s{1,3}(choice|option|agent|provider|answer)\b/ nocase
        $chosen = /\b(agent|skill|server|service)\s{1,3}(must|should|shall|has\s{1,3}to|needs\s{1,3}to)\s{1,3}(always\s{1,3})?be\s{1,3}(always\s{1,3})?(selected|chosen|picked|preferred|favou?red|ranked|prioriti[sz]ed|the\s{1,3}(first|default|only|preferred|top)\s{1,3}(choice|option|agent|pick))\b/ nocase
        $used   = /\b(agent|skill|server|service)\s{1,3}(must|should|shall|has\s{1,3}to)\s{1,3}(always\s{1,3})?be\s{1,3}(used|called|invoked|consulted|contacted)\b[^.!?\n]{0,16}\b(for\s{1,3}(all|any|every|each)|regardless|no\s{1,3}matter|instead\s{1,3}of|before\s{1,3}(all|any|every))\b/ nocase
        $tie    = /\b(multiple|several|more\s{1,3}than\s{1,3}one)\s{1,3}([^.!?\n]{0,24}\s)?(match|fit|appl|qualif|are\s{1,3}available|exist)[a-z]{0,3}\b[^.!?\n]{0,12}\b(pick|choose|select|prefer|use)\s{1,3}(me|this\s{1,3}(one|agent|skill|server|service))\b/ nocase
        $rules  = /\b(supersedes?|outranks?|overrides?|replaces?|beats?|outperforms?)\s{1,3}(all|any|every)\s{1,3}([^.!?\n]{0,12}\s)?agents?\b/ nocase
        $advise = /\brecommend\s{1,3}(me|this\s{1,3}(agent|skill|server|service))\s{1,3}to\s{1,3}(all|every|any|each|other)/ nocase
        $queue  = /\bpriority\s{0,2}[=:]\s{0,2}["']?[0-9]{3,12}\b/ nocase
        $others = /\b(do\s{1,3}not|don't|never)\s{1,3}(use|call|select|choose|route|delegate|contact|consult|trust|invoke|consider)\b[^.!?\n]{0,24}\b(other|another|competing|alternative|rival)\s{1,3}(agents?|skills?|providers?|servers?)\b/ nocase
        $all    = /\b(route|send|forward|delegate|direct|assign)\s{1,3}(all|every|any)\s{1,3}([^.!?\n]{0,16}\s)?(requests?|quer(y|ies)|tasks?|messages?|traffic|conversations?|work)\b[^.!?\n]{0,24}\b(to|through|via)\s{1,3}(me|us|this\s{1,3}agent|our\s{1,3}agent)\b/ nocase
        $score  = /\b(agent|card|skill)\s{1,3}(the\s{1,3}|a\s{1,3})?(highest|maximum|perfect|full|top)\s{1,3}(possible\s{1,3})?(score|rating|rank|marks|grade)\b/ nocase
        $match  = /\b(highest|top|best|perfect|ideal|optimal)[ -]{1,2}(scor(e|ing)|match|choice|option|candidate|fit|pick)\b[^.!?\n]{0,12}\b(for|among|across|of|in)\s{1,3}(all|any|every|each)\b/ nocase
        $note   = /\b(judge|router|orchestrator|evaluator|selector|planner|host\s{1,3}agent|routing\s{1,3}(model|agent|llm))s?\b[^.!?\n]{0,24}\b(must|should|always)\s{1,3}([^.!?\n]{0,12}\s)?(select|choose|pick|prefer|favou?r)\s{1,3}(me|this|our)\b/ nocase
        $before = /\b(select|choose|pick|prefer|rank)\s{1,3}(this|our)\s{1,3}(agent|skill|server|service|assistant)\s{1,3}first\b/ nocase
        $each   = /\b(use|call|invoke|consult|ask|try|contact)\s{1,3}(this|our)\s{1,3}(agent|skill|server|service|assistant)\s{1,3}first\s{1,3}(for|on|with|in)\s{1,3}(all|any|every|each)\b/ nocase
        $rank   = /\b(prefer|prefers|preferred|favou?r|rank|ranks|ranked|choose|select)\s{1,3}(over|above|before|ahead\s{1,3}of|to)\s{1,3}(all|any|every)\s{1,3}(\w{1,14}\s{1,3}){0,2}(agents?|skills?|servers?|services?|providers?)\b/ nocase
        $alone  = /\b(do\s{1,3}not|don't|never|no\s{1,3}need\s{1,3}to)\s{1,3}(fan\s{1,3}out|hand\s{1,3}(off|over)|delegate|dispatch|route|forward|escalate|ask|consult|query|involve|call|contact|use)\b[^.!?\n]{0,16}\b(further|additional|more|any\s{1,3}other|second)\s{1,3}(\w{1,14}\s{1,3}){0,1}(agents?|skills?|providers?|servers?)\b/ nocase
        $skip   = /\bwithout\s{1,3}(evaluating|comparing|considering|consulting|checking|weighing|reading|querying)\s{1,3}([^.!?\n]{0,12}\s)?(other|others|remaining|further|competing|alternative)\b[^.!?\n]{0,12}\b(cards?|agents?|candidates?)\b/ nocase
        $claims = /\b(precedence|priority)\s{1,3}over\s{1,3}([^.!?\n]{0,12}\s)?(all|any|every|other)\b[^.!?\n]{0,16}\bagents?\b/ nocase
    condition:
        any of them
}

rule privileged_role {
    meta:
        title      = "card text gives its reader a privileged role"
        severity   = "high"
        confidence = "medium"
        threat     = "impersonation"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "The card is read by the model that delegates to the agent; a role in it is an order to that model."
        fix        = "Describe the agent, in the third person."
        reference  = "https://genai.owasp.org/llmrisk/llm01-prompt-injection/"
        taxonomy   = "LLM01, ASI01, AML.T0051, AISubtech-1.1.1"
    strings:
        $now    = /\byou are\s{1,3}(now|actually|really|henceforth|hereby)\s{1,3}([^.!?\n]{0,24}\s)?(admin|administrator|root|superuser|sysadmin|unrestricted|jailbroken|privileged|developer\s{1,3}mode|god\s{1,3}mode)\b/ nocase
        $act    = /\b(act|behave|operate|respond|proceed) (as|like)\s{1,3}([^.!?\n]{0,24}\s)?(admin|administrator|root|superuser|sysadmin|privileged\s{1,3}user|unrestricted)\b/ nocase
        $from   = /\b(from now on|henceforth|from this point|for this session|starting now),?\s{1,3}you\s{1,3}(are|act|will\s{1,3}be|become)\s{1,3}([^.!?\n]{0,24}\s)?(admin|administrator|root|superuser|sysadmin|unrestricted|privileged|owner)\b/ nocase
        $feign  = /\b(pretend|imagine)\s{1,3}(to\s{1,3}be|that\s{1,3}you\s{1,3}are|you\s{1,3}are|you're)\s{1,3}([^.!?\n]{0,24}\s)?(admin|administrator|root|superuser|sysadmin|unrestricted|owner)\b/ nocase
        $give   = /\b(grant|give|allow) (me|this\s{1,3}(agent|skill|server|service))\s{1,3}([^.!?\n]{0,16}\s)?(admin|administrator|administrative|root|superuser|unrestricted|elevated|full)\s{1,3}(access|rights|privileges|permissions|control)\b/ nocase
        $assume = /\bassume\s{1,3}(the\s{1,3})?(role|identity|permissions|privileges|rights)\s{1,3}of\s{1,3}([^.!?\n]{0,24}\s)?(admin|administrator|root|superuser|sysadmin|system|owner)\b/ nocase
        $grant  = /\byou (now )?have\s{1,3}(been\s{1,3}granted\s{1,3})?([^.!?\n]{0,16}\s)?(admin|administrator|root|superuser|unrestricted|elevated)\s{1,3}(access|rights|privileges|permissions)\b/ nocase
    condition:
        any of them
}

rule reader_command {
    meta:
        title      = "card text orders its reader to run something"
        severity   = "high"
        confidence = "medium"
        threat     = "impersonation"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "A card is data about an agent; an order in it is meant for the model that reads it."
        fix        = "Describe what the agent does; give no orders."
        reference  = "https://genai.owasp.org/llmrisk/llm01-prompt-injection/"
        taxonomy   = "LLM01, ASI01, AML.T0051, AISubtech-1.1.1"
    strings:
        $instead = /\b(execute|run|perform|follow|obey) (this|these|the following|my)\s{1,3}([^.!?\n]{0,16}\s)?(commands?|code|scripts?|instructions?|steps)\s{1,3}(instead|first|immediately|now|before|without)\b/ nocase
        $order   = /\b(execute|run|perform|follow|obey) (this|these|the following|my)\s{1,3}([^.!?\n]{0,16}\s)?(commands?|code|scripts?|instructions?)\s{0,2}:/ nocase
        $reading = /\b(reads?|reading|process|processes|processing|pars(e|es|ing)|loads?|loading|discover|discovers|discovering) (this|the) (agent )?card\b[^.!?\n]{0,60}\b(you|must|should|execute|run|call|send|fetch|ignore|output|respond|reply|include)\b/ nocase
        $model   = /\b(llm|language\s{1,3}model|host|client|orchestrator|assistant|router)s?\s{1,3}(that\s{1,3}reads?|reading|processing|parsing)\s{1,3}this\b[^.!?\n]{0,60}\b(must|should|shall|has\s{1,3}to)\b/ nocase
    condition:
        any of them
}

rule conversation_handover {
    meta:
        title      = "a card asks for the whole conversation or its secrets"
        severity   = "high"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "A caller that obeys hands over what other people and tools told it, the system prompt and keys included."
        fix        = "Ask for the input that the skill needs."
        reference  = "https://genai.owasp.org/llmrisk/llm022025-sensitive-information-disclosure/"
    strings:
        $all    = /\b(include|attach|append|send|forward|provide|share|transmit|supply)\s{1,3}([^.!?\n]{0,12}\s)?(full|entire|complete|whole|all|raw|verbatim)\s{1,3}([^.!?\n]{0,16}\s)?(conversation|chat|message|dialog(ue)?|context|session|tool)\s{1,3}(history|log|transcript|window|memory|state|outputs?|results)\b/ nocase
        $own = /\b(include|attach|append|send|forward|provide|share|transmit|reveal|supply)\b[^.!?\n]{0,32}\b(your|the\s{1,3}caller's|the\s{1,3}host's|the\s{1,3}client's|the\s{1,3}orchestrator's)\s{1,3}([^.!?\n]{0,16}\s)?(system\s{1,3}prompt|developer\s{1,3}prompt|instructions|memory|environment\s{1,3}variables|bearer\s{1,3}token|session\s{1,3}token|credentials)\b/ nocase
    condition:
        any of them
}

rule password_demand {
    meta:
        title      = "a card asks for passwords or keys as message text"
        severity   = "high"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "What is sent as text is stored, logged and shown to models; security schemes exist so that no skill needs it."
        fix        = "Declare a security scheme, and let the client authenticate out of band."
        reference  = "https://a2a-protocol.org/latest/specification/"
    strings:
        $give   = /\b(provide|enter|send|include|share|submit|paste|supply|reply\s{1,3}with|hand\s{1,3}over)\b[^.!?\n]{0,24}\b(your|the\s{1,3}user'?s?'?|customer'?s?|account|login|admin)\s{1,3}([^.!?\n]{0,24}\s)?(passwords?|passphrase|private\s{1,3}keys?|ssh\s{1,3}keys?|seed\s{1,3}phrase|recovery\s{1,3}(phrase|codes?)|mnemonic|one[- ]time\s{1,3}(code|password)s?|2fa\s{1,3}codes?|otp|cvv|pin\s{1,3}codes?|social\s{1,3}security|credentials|secret\s{1,3}keys?|api\s{1,3}keys?)\b/ nocase
        $message = /\b(provide|enter|send|include|share|submit|paste|supply|put|attach)\s{1,3}([^.!?\n]{0,60}\s)?(refresh|access|session|bearer|id)[- ]tokens?\s{1,3}(in|into|as|inside|within|with)\s{1,3}(the\s{1,3}|your\s{1,3}|a\s{1,3}|each\s{1,3}|every\s{1,3})?((first|next|initial|same|text|plain|chat)\s{1,3}){0,2}(messages?|prompts?|text|chat|conversation|task)\b/ nocase
        $along  = /\b(provide|enter|send|include|share|submit|supply)\s{1,3}[^.!?\n]{0,60}\b(together\s{1,3}with|along\s{1,3}with|and|plus|with)\s{1,3}(the|its|their|his|her)\s{1,3}(current|old|existing|present|actual)\s{1,3}(passwords?|passphrase|pin|secret|token)\b/ nocase
        $ask    = /\b(ask|prompt|request|instruct|tell)(s|ing)?\s{1,3}(the\s{1,3})?(users?|callers?|customers?|clients?)\s{1,3}(for|to\s{1,3}(enter|provide|type|share|send|give|paste|submit))\s{1,3}([^.!?\n]{0,24}\s)?(passwords?|passphrase|private\s{1,3}keys?|seed\s{1,3}phrase|recovery\s{1,3}phrase|mnemonic|2fa\s{1,3}codes?|otp|cvv|pin\s{1,3}codes?)\b/ nocase
        $demand = /\b(requires?|needs?|asks?\s{1,3}for|collects?|must\s{1,3}(provide|include|contain))\s{1,3}([^.!?\n]{0,24}\s)?(user'?s?'?|your|users'?|customer'?s?|account|login)\s{1,3}([^.!?\n]{0,16}\s)?(passwords?|passphrase|private\s{1,3}keys?|seed\s{1,3}phrase|recovery\s{1,3}phrase|mnemonic|2fa\s{1,3}codes?|cvv|credentials)\b/ nocase
    condition:
        any of them
}

rule credential_transfer {
    meta:
        title      = "a card says that it collects secrets and passes them on"
        severity   = "high"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "Secrets that leave the machine are somebody else's secrets."
        fix        = "Read only the secret that the task needs, and send it only to the service it is for."
        reference  = "https://genai.owasp.org/llmrisk/llm022025-sensitive-information-disclosure/"
    strings:
        $takes = /\b(collect|gather|harvest|steal|extract|dump|reads|retriev|grab|captur)[a-z]{0,3}\s{1,3}([^.!?\n]{0,32}\s)?(credentials|passwords|api\s{1,3}keys|secrets|tokens|ssh\s{1,3}keys|private\s{1,3}keys|cookies|environment\s{1,3}variables)\b[^.!?\n]{0,60}\b(and|then)\s{1,3}(sends?|forwards?|uploads?|transmits?|posts?|exfiltrates?|shares?|delivers?|mails?|emails?)\b/ nocase
    condition:
        $takes
}

rule execution_primitive {
    meta:
        title      = "card text carries code that executes commands"
        severity   = "high"
        confidence = "medium"
        threat     = "code-execution"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "An agent that evaluates what it is sent runs the code of every caller, and a card that holds code runs on whoever evaluates it."
        fix        = "Run code in a sandbox, and describe the skill without code."
        reference  = "https://cwe.mitre.org/data/definitions/94.html"
    strings:
        $uses    = /\b(uses|using|calls|calling|invokes?|runs|executes?|via|through)\s{1,3}([^.!?\n]{0,30}[\s,])?(eval|exec|os\.system|subprocess\.[a-z_]{2,14}|child_process\.[a-z]{2,10}|popen|shell_exec|pickle\.loads|Runtime\.exec)\s?\(/ nocase
        $call    = /\b(eval|exec|execSync|os\.system|os\.popen|subprocess\.[a-zA-Z_]{2,14}|child_process\.[a-zA-Z]{2,10}|shell_exec|__import__|pickle\.loads)\(\s?["'a-zA-Z_][^)\n]{1,80}\)/
        $pipe    = /\b(curl|wget)\s{1,3}[^\n|]{4,120}\|\s{0,3}(sudo\s{1,3})?(ba|z|da)?sh\b/
        $subst   = /(\$\(|`)\s{0,2}(curl|wget|nc|bash|python3?|perl)\s{1,3}[^)`\n]{4,120}[)`]/
        $chained = /(;|&&|\|\|)\s{0,3}(rm\s{1,3}-rf?\s|nc\s{1,3}-e|bash\s{1,3}-[ic]\b|chmod\s{1,3}(777|\+x)|mkfs\.|cat\s{1,3}\/etc\/(passwd|shadow))/
        $shell   = /\b(bash|sh|zsh)\s{1,3}-i\s{0,3}>&\s{0,2}\/dev\/tcp\//
    condition:
        any of them
}

rule self_verification {
    meta:
        title      = "a card vouches for itself"
        severity   = "medium"
        confidence = "low"
        threat     = "impersonation"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "A claim of verification in the card proves nothing, but readers that look for the word are taken in."
        fix        = "Sign the card, and leave the claim out."
        reference  = "https://a2a-protocol.org/latest/specification/"
    strings:
        $official = /\bofficial(ly)?[,\s]{1,3}(and\s{1,3})?(verified|certified|trusted|approved|endorsed|system)\b/ nocase
        $agent    = /\b(verified|certified|trusted|official)\s{1,3}([^.!?\n]{0,16}\s)?(system|secure|security|government|authoritative)\s{1,3}agent\b/ nocase
        $is       = /\bthis (agent|server|card|service) (is|has been)\s{1,3}([^.!?\n]{0,16}\s)?(verified|certified|trusted|security[- ]audited|pre-?approved|vetted|whitelisted|allowlisted)\b/ nocase
    condition:
        any of them
}

rule vendor_endorsement : signal {
    meta:
        title      = "text claims the endorsement of a well-known vendor"
        severity   = "info"
        confidence = "low"
        threat     = "impersonation"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "Signal for borrowed-endorsement."
        fix        = "See borrowed-endorsement."
    strings:
        $by   = /\b(verified|certified|endorsed|approved|authori[sz]ed|audited|trusted|vetted|validated|recommended|sponsored)\s{1,3}(and\s{1,3}[a-z]{4,12}\s{1,3})?by\s{1,3}(the\s{1,3})?(google|openai|anthropic|microsoft|amazon|aws|apple|meta|nvidia|ibm|oracle|salesforce|github|gitlab|stripe|paypal|visa|mastercard|cloudflare|cisco|slack|atlassian|deepmind|coinbase|binance|linux\s{1,3}foundation)\b/ nocase
        $name = /(google|openai|anthropic|microsoft|amazon|apple|nvidia|oracle|salesforce|github|gitlab|stripe|paypal|mastercard|cloudflare|cisco|slack|atlassian|deepmind|coinbase|binance)[-_ ]{0,2}(verified|certified|official|trusted|approved|endorsed)/ nocase
        $own  = /\bofficial\s{1,3}(google|openai|anthropic|microsoft|amazon|aws|apple|meta|nvidia|ibm|oracle|salesforce|github|gitlab|stripe|paypal|visa|mastercard|cloudflare|cisco|slack|atlassian|deepmind|coinbase|binance)\s{1,3}([^.!?\n]{0,24}\s)?(agent|assistant|bot|support|helpdesk)\b/ nocase
    condition:
        any of them
}

rule boundless_claim : signal {
    meta:
        title      = "text claims to be best, or able to do everything"
        severity   = "info"
        confidence = "low"
        threat     = "impersonation"
        scope      = "card.text"
        guard      = "negated, quoted"
        why        = "Signal for boundless-claims."
        fix        = "See boundless-claims."
    strings:
        $can    = /\b(can|to|will) do\s{1,3}(everything|anything|(all|any|every)\s{1,3}(tasks?|requests?|problems?))\b/ nocase
        $all     = /\b(perfect|ideal|best|optimal|unbeatable|superior)\s{1,3}((choice|match|option|agent|solution|tool|fit|assistant)\s{1,3})?(for|at|in)\s{1,3}(all|any|every|everything|anything)\b/ nocase
        $percent = /\b(100|99\.9{1,4})\s?%\s{1,3}([a-z]{3,10}\s{1,3})?(success|accura|reliab|correct|guarantee|precis)/ nocase
        $ever    = /\b(best|greatest|smartest|fastest|strongest|most\s{1,3}(powerful|advanced|capable|intelligent|accurate))\s{1,3}([a-z]{2,10}\s{1,3}){0,2}(ever|available|in\s{1,3}the\s{1,3}world|in\s{1,3}existence|on\s{1,3}the\s{1,3}(market|planet|network))\b/ nocase
        $fails   = /\b(never|cannot|can't)\s{1,3}(fails?\b|be\s{1,3}wrong|makes?\s{1,3}(a\s{1,3}|any\s{1,3})?mistakes?|wrong\b)/ nocase
        $rated   = /\b(top|highest|best)[- ]{1,2}(rated|ranked|scor(e|ed|ing))(\s{0,2}[.,!;]|\s{1,3}(agent|assistant|ai|choice|option|and|of\s{1,3}all)\b)/ nocase
        $number  = /(\bnumber\s{1,3}one|#1)\s{1,3}(agent|assistant|choice|rated|ai)\b/ nocase
        $than    = /\b(better|superior|smarter|faster|more\s{1,3}(capable|accurate|reliable))\s{1,3}(than|to)\s{1,3}(all|any|every)\s{1,3}([a-z]{3,10}\s{1,3})?(agents?|assistants?|models?|alternatives?|competitors?)\b/ nocase
        $sure    = /\b(guaranteed\s{1,3}(success|results?|accuracy|correct|best)|(success|results?|rate|satisfaction)\s{1,3}guaranteed)\b/ nocase
        $without = /\b(unlimited|limitless|infinite|boundless)\s{1,3}(capabilit|power|abilit|knowledge|intelligence)/ nocase
        $epithet = /\b(flawless|infallible|unbeatable|unrivall?ed|unmatched|unparalleled|omnipotent|all[- ]powerful|all[- ]knowing|omniscient|unstoppable)\b/ nocase
        $need    = /\bonly (ai )?(agent|assistant)\s{1,3}(that\s{1,3})?(you|anyone|anybody)\s{1,3}([a-z]{3,5}\s{1,3}){0,2}needs?\b/ nocase
        $every   = /\b(handles?|solves?|answers?|completes?|performs?)\s{1,3}(everything|anything|(100\s?%\s{1,3}of|all|any|every)\s{1,3}([a-z]{3,10}\s{1,3})?(tasks?|requests?|problems?|questions?))\b/ nocase
        $type    = /\b(requests?|tasks?|questions?|problems?|quer(y|ies))\s{1,3}of\s{1,3}(every|any|all|whatever)\s{1,3}(types?|kinds?|sorts?|nature)\b/ nocase
        $subject = /\b(any|every|all)\s{1,3}(tasks?|requests?|quer(y|ies)|questions?|intents?|topics?)\b[^.!?\n]{0,30}\b(whatever|regardless\s{1,3}of|no\s{1,3}matter|irrespective\s{1,3}of)\s{1,3}((its|the|their|what|which)\s{1,3}){0,2}(subject|topic|domain|type|kind|intent|matter|nature)/ nocase
        $intents = /\b(accepts?|match(es)?|covers?|takes)\s{1,3}(all|every|any)\s{1,3}(intents?|quer(y|ies)|requests?|tasks?|topics?|domains?)\b/ nocase
        $perfect = /\b(perfect|absolute|total|complete)\s{1,3}(accuracy|precision|reliability|success)\b/ nocase
        $ultimate = /\bultimate\s{0,2}(ai\s{1,3})?(agent|assistant|solution)/ nocase
    condition:
        any of them
}

rule execution_capability : signal {
    meta:
        title      = "text offers to run any code"
        severity   = "info"
        confidence = "low"
        threat     = "excessive-permission"
        scope      = "card.text"
        guard      = "negated, quoted"
        why        = "Signal for boundless-capabilities."
        fix        = "See boundless-capabilities."
    strings:
        $any = /\b(execut(e|es|ing|ion\s{1,3}of)|runs|run\s{1,3}arbitrary|running|evaluat(e|es|ing))\s{1,3}(any|arbitrary|all|unrestricted|untrusted)\s{1,3}([^.!?\n]{0,20}\s)?(code|commands?|scripts?|programs?|binar(y|ies))\b/ nocase
    condition:
        $any
}

rule file_capability : signal {
    meta:
        title      = "text offers to change any file"
        severity   = "info"
        confidence = "low"
        threat     = "excessive-permission"
        scope      = "card.text"
        guard      = "negated, quoted"
        why        = "Signal for boundless-capabilities."
        fix        = "See boundless-capabilities."
    strings:
        $any = /\b(delet(e|es|ing)|remov(e|es|ing)|wip(e|es|ing)|overwrit(e|es|ing)|modif(y|ies|ying)|reads|writes|accesses)\s{1,3}(any|all|arbitrary|every)\s{1,3}([^.!?\n]{0,20}\s)?(files?|director(y|ies)|disks?|databases?)\b/ nocase
    condition:
        $any
}

rule control_capability : signal {
    meta:
        title      = "text claims full control"
        severity   = "info"
        confidence = "low"
        threat     = "excessive-permission"
        scope      = "card.text"
        guard      = "negated, quoted"
        why        = "Signal for boundless-capabilities."
        fix        = "See boundless-capabilities."
    strings:
        $full = /\b(full|complete|unrestricted|unlimited|total|elevated|root)\s{1,3}([^.!?\n]{0,20}\s)?(access|control|privileges?|permissions?|rights)\b/ nocase
    condition:
        $full
}

rule secret_capability : signal {
    meta:
        title      = "text offers to read secrets"
        severity   = "info"
        confidence = "low"
        threat     = "excessive-permission"
        scope      = "card.text"
        guard      = "negated, quoted"
        why        = "Signal for boundless-capabilities."
        fix        = "See boundless-capabilities."
    strings:
        $take = /\b(reads\s{1,3}(all|any|every|user)|accesses|collects?|retrieves?|extracts?|steals?|harvests?|dumps?|gathers?)\s{1,3}([^.!?\n]{0,24}\s)?(credentials|passwords|api\s{1,3}keys|secrets|(access\s{1,3})?tokens|ssh\s{1,3}keys|private\s{1,3}keys|cookies)\b/ nocase
    condition:
        $take
}

rule automatic_registration : signal {
    meta:
        title      = "text speaks of registering agents by machine"
        severity   = "info"
        confidence = "low"
        threat     = "impersonation"
        scope      = "card.text"
        guard      = "negated, quoted"
        why        = "Signal for mass-registration."
        fix        = "See mass-registration."
    strings:
        $auto = /\b(automat(ed|ic|ically)|auto|bulk|mass|batch|scripted)[- ]?\s{0,3}(agents?|bots?|cards?|identity|identities)\s{1,3}(registration|register(ed|s|ing)?|enrol(l|led|lment|ment)?|creation|sign-?ups?)\b/ nocase
        $by   = /\b(automatically|auto|bulk|mass|batch)[- ]?\s{0,3}(registered|enrolled|registers?|registration\s{1,3}of)\s{1,3}([^.!?\n]{0,12}\s)?(agents?|bots?|cards?|identities|instances?)\b/ nocase
        $many = /\bregist(er|ers|ered|ering|ration\s{1,3}of)\s{1,3}([^.!?\n]{0,16}\s)?(thousands|hundreds|dozens|millions|[0-9]{2,7}|many|multiple|countless|duplicate|clone[ds]?)\s{1,3}([^.!?\n]{0,16}\s)?(agents?|cards?|cop(y|ies)|identities|instances)\b/ nocase
        $itself = /\bregisters?\s{1,3}(itself|themselves)\s{1,3}([^.!?\n]{0,16}\s)?(thousands|hundreds|millions|[0-9]{2,7}|many|multiple|countless)\b/ nocase
        $via    = /\bregistered\s{1,3}(via|by|through|with|using)\s{1,3}([^.!?\n]{0,8}\s)?(automat(ed|ion|ic)|bulk|scripts?|scripted|batch|mass)\b/ nocase
        $sybil = /\bsybil\s{1,3}(agents?|identit|nodes?|network)/ nocase
    condition:
        any of them
}

rule clipboard_swapped {
    meta:
        title      = "addresses of wallets in the clipboard are replaced"
        severity   = "critical"
        confidence = "high"
        threat     = "impersonation"
        scope      = "script, code-block"
        guard      = "documented"
        why        = "The user pastes the address that was put there, and pays whoever wrote the code."
        fix        = "Remove it."
        reference  = "https://attack.mitre.org/techniques/T1565/002/"
    strings:
        $get  = /\b(pyperclip\.paste|clipboard\.(readText|read|paste|ReadAll|GetText)|clipboardy\.read(Sync)?|GetClipboardData|clipboard_get|pbpaste|Get-Clipboard)\b/ private
        $set  = /\b(pyperclip\.copy|clipboard\.(writeText|write|copy|WriteAll|SetText)|clipboardy\.write(Sync)?|SetClipboardData|clipboard_append|pbcopy|Set-Clipboard)\b/
        $coin = /\(bc1\||\[13\]\[a-k|\[13\]\[a-z|0x\[a-f|0x\[0-9|\bbc1q[0-9a-z]{30,60}\b|\b(wallet|btc|eth|monero|crypto)_?(addr|regex|pattern)/ nocase private
    condition:
        all of them
}
