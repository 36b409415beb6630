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
        $drop = /\b(ignore|ignoring|disregard|disregarding|forget|override|bypass|discard|dismiss|abandon|set\s{1,4}aside|stop\s{1,4}following|pay\s{1,4}no\s{1,4}attention\s{1,4}to)\s{1,4}((all|any|your|the|of|every|each|my|those|these|its|other|and)\s{1,4}){0,4}(previous|prior|earlier|preceding|above|former|original|initial|safety|system|developer|usual|normal)\s{1,4}(\w{2,12}\s{1,4}){0,2}(instructions?|rules|prompts?|guidelines|directives|directions|constraints|restrictions|policies|safeguards|guardrails|programming|commands)\b/ nocase
        $existing = /\b(ignore|disregard|forget|discard|abandon)\s{1,4}((all|any|your|the|of|every|my|those|these)\s{1,4}){0,3}(existing|current|default|built-in)\s{1,4}(system\s{1,4})?(instructions?|rules|prompts?|guidelines|directives|constraints|context|restrictions)\b/ nocase
        $everything = /\b(ignore|disregard|forget)\s{1,4}(everything|anything|all|whatever)\s{1,4}((that|you|was|were|have|has|been|ve)\s{1,4}){1,4}(told|instructed|said|learned|taught|given|read|know)\b/ nocase
        $told = /\b(ignore|disregard|forget)\s{1,4}(everything|anything|all)\s{1,4}(above|before\s{1,4}this|that\s{1,4}came\s{1,4}before|prior\s{1,4}to\s{1,4}this)\b/ nocase
        $supersede = /\b(this|these|the\s{1,4}following|my|new|below)\s{1,4}(\w{2,14}\s{1,4}){0,2}(instructions?|rules?|skill|directives?|text|message|prompt|protocol|orders?)\s{1,4}(\w{2,12}\s{1,4}){0,2}(supersedes?|overrides?|replaces?|outranks?|(take|takes|have|has)\s{1,4}(precedence|priority)\s{1,4}over)\s{1,4}((all|any|your|the|every|of|other|both)\s{1,4}){0,3}((previous|prior|earlier|original)\s{1,4}(\w{2,12}\s{1,4}){0,2}(instructions?|rules|prompts?|guidelines|directives|polic)|(system|developer|safety|user'?s?|host|platform)\s{1,4}(\w{2,12}\s{1,4}){0,2}(instructions?|rules|prompts?|messages?|guidelines|directives|polic|requests?|safeguards))/ nocase
        $void = /\b(previous|prior|earlier|usual|normal|standard|operational|safety|system|original)\s{1,4}(\w{2,14}\s{1,4}){0,1}(instructions|rules|guidelines|restrictions|constraints|policies|safeguards|limitations|directives|prompt)\s{1,4}((are|is|as|were|have|has|been|now|hereby|should|be|treated|considered|merely|mere)\s{1,4}){0,5}(suggestions?\b|optional\b|void\b|null\s{1,4}and|no\s{1,4}longer\s{1,4}(appl|valid|bind|in\s{1,4}effect|relevant)|do(es)?\s{1,4}not\s{1,4}apply|don'?t\s{1,4}apply|cancell?ed|revoked|suspended|lifted|superseded|overridden)/ nocase
        $place = /\bin\s{1,4}(place|lieu)\s{1,4}of\s{1,4}((the|any|all|your|its)\s{1,4}){0,2}((working|own|usual|standing|general|default)\s{1,4}){0,2}(instructions?|rules|polic(y|ies)|guidelines|prompts?)\s{1,4}(\w{2,14}\s{1,4}){0,3}(host|application|client|operator|developer|system|vendor|platform|user)\b/ nocase
        $banner = /\b(system|admin|root|developer|security|priority|instruction)\s{1,3}override\s{0,3}[:*\]!]/ nocase
    condition:
        any of them
}

rule unrestricted_mode {
    meta:
        title      = "text puts the model into a mode without restrictions"
        severity   = "high"
        confidence = "high"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "A persona or mode that has no rules is the usual way around what a model was trained to refuse."
        fix        = "Describe the voice or task; do not talk the model out of its limits."
        reference  = "https://atlas.mitre.org/techniques/AML.T0054"
        taxonomy   = "AML.T0054"
    strings:
        $mode = /\b(you|assistant|agent|model|claude|ai)\s{1,4}(are|is|will|shall|must|should|now)\s{1,4}((now|be|operate|operating|run|running|act|enter|switch|go|in|into|to|as|a|an|the)\s{1,4}){0,5}(unrestricted|uncensored|unfiltered|unlimited|jailbroken|jailbreak|developer|god|dan|sudo|debug|root|no-?limits?|evil|amoral)(\s{1,4}\w{3,12}){0,2}\s{1,4}(mode|ai|assistant|model|persona|agent)\b/ nocase
        $enter = /\b(enter|activate|enable|switch\s{1,4}(in)?to|adopt|unlock|begin|assume)\s{1,4}((a|an|the|your|full|fully)\s{1,4}){0,2}(unrestricted|uncensored|unfiltered|jailbreak|jailbroken|god|dan|no-?limits?|unlimited)\s{1,4}(\w{3,12}\s{1,4}){0,1}(mode|persona|state)\b/ nocase
        $without = /\b(without|no|free\s{1,4}(of|from)|not\s{1,4}bound\s{1,4}by|unbound\s{1,4}by|remov\w{1,3}|bypass\w{0,3}|lift\w{0,3}|disregard\w{0,3}|ignor\w{1,3}|disabl\w{1,3}|turn\s{1,4}off|set\s{1,4}aside|drop\w{0,4}|suspend\w{0,3}|override)\s{1,4}((any|all|your|the|its|of|every|artificial|unnecessary|built-in|usual)\s{1,4}){0,3}(content|ethical|ethics|safety|moral|alignment|usage)\s{1,4}((or|and|policy|safety|ethical|moral|content|legal)\s{1,4}){0,3}(restrictions?|polic(y|ies)|filters?|filtering|guidelines?|constraints?|limits|limitations|guardrails|boundaries|considerations|safeguards|protocols)\b/ nocase
        $aside = /\b(set\w{0,4}|put\w{0,4}|leave|leaving|cast\w{0,3}|laying|lay)\s{1,4}aside\s{1,4}((any|all|your|its|their|the|my)\s{1,4}){1,3}(own\s{1,4})?(usual|normal|standard|typical|default|built-in|safety)\s{1,4}(\w{3,12}\s{1,4}){0,2}(constraints|restrictions|guidelines|limits|limitations|rules|safeguards|caution|boundaries)/ nocase
        $artificial = /\bremov\w{1,3}\s{1,4}(all\s{1,4}|any\s{1,4}|the\s{1,4}|your\s{1,4})?(artificial|unnecessary|imposed)\s{1,4}(limitations|restrictions|limits|constraints)\b/ nocase
        $anything = /\b(do\s{1,4}anything\s{1,4}now|(has|have|had|with)\s{1,4}no\s{1,4}(ethical|moral|content|safety)\s{1,4}(\w{3,12}\s{1,4}){0,2}(restrictions|limits|guidelines|constraints|filters))\b/ nocase
        $trained = /\b(persona|character|role|ai|assistant|model)\b[^.!?]{0,60}\b(trained|designed|built|created|operating|exists?)\s{1,4}without\s{1,4}(any\s{1,4})?(content\s{1,4}|ethical\s{1,4}|safety\s{1,4}|moral\s{1,4})?(restrictions|limits|limitations|filters|rules|guidelines|guardrails)\b/ nocase
        $regardless = /\b(answer|respond|comply|output|generate|produce|provide|write|help)\b[^.!?]{0,60}\b(regardless\s{1,4}of|no\s{1,4}matter\s{1,4}how)\s{1,4}((any|the|all|how|its|their)\s{1,4}){0,2}(restrictions?|legality|illegal|harmful|unethical|dangerous|ethics|safety|content\s{1,4}polic|consequences)/ nocase
    condition:
        any of them
}

rule refusal_forbidden {
    meta:
        title      = "text forbids the model to refuse or to warn"
        severity   = "medium"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "quoted, documented"
        why        = "A model that may not refuse does what a later, hostile text asks of it."
        fix        = "Leave it to the model and its host to refuse."
        taxonomy   = "AML.T0054"
    strings:
        $never = /\b(never|do\s{1,4}not|don'?t|must\s{1,4}not|cannot|may\s{1,4}not)\s{1,4}(ever\s{1,4})?(refuse|decline|reject)\s{1,4}((to|any|a|the|user)\s{1,4}){0,3}(answer|comply|request|requests|execute|help|respond|generate|produce|commands?|instructions?|tasks?)\b/ nocase
        $option = /\b(refusal|refusing|declining)\s{1,4}(is|are)\s{1,4}(not|never)\s{1,4}(an\s{1,4}option|allowed|permitted|acceptable)\b/ nocase
        $always = /\b(always|must)\s{1,4}comply\s{1,4}(fully\s{1,4})?(with\s{1,4}(every|any|all|whatever)|without\s{1,4}(question|hesitation|exception))/ nocase
        $warnings = /\b(never|do\s{1,4}not|don'?t)\s{1,4}(include|add|give|show|issue|provide|output)\s{1,4}(any\s{1,4})?(safety\s{1,4}|ethical\s{1,4}|security\s{1,4}|legal\s{1,4}|risk\s{1,4})(warnings?|disclaimers?|caveats?|notices?)\b/ nocase
    condition:
        any of them
}

rule concealed_instruction {
    meta:
        title      = "text tells the model to keep something from the user"
        severity   = "high"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "quoted, documented"
        why        = "An honest step needs no hiding; what the user does not hear of, the user cannot stop."
        fix        = "Let the model say what it does, and drop the order to stay silent."
        reference  = "https://invariantlabs.ai/blog/mcp-security-notification-tool-poisoning-attacks"
    strings:
        $mention = /\b(do\s{1,4}not|don'?t|never|must\s{1,4}not|should\s{1,4}not|shouldn'?t|mustn'?t|avoid|refrain\s{1,4}from|without)\s{1,4}(ever\s{1,4})?(mention|tell|inform|reveal|disclos|report|notify|alert|expos|acknowledg|announc|discuss|explain|communicat)\w{0,4}\s{1,4}(about\s{1,4}|to\s{1,4}|(the\s{1,4}|your\s{1,4})?(end[- ])?(user|human|operator|owner|them|customer|anyone)\s{1,4}(about\s{1,4}|of\s{1,4}|that\s{1,4}|you\s{1,4})?)?(this|these|that\s{1,4}you|you|the\s{1,4}(existence|presence|upload|transfer|copy|backup|change|modification|addition|step|action|call|request|instruction|tracking|data\s{1,4}collection)|it|any\s{1,4}of\s{1,4}this)\b[^.!?]{0,60}\b((to|from)\s{1,4}(the\s{1,4}|your\s{1,4}|any\s{1,4})?(end[- ])?(user|human|operator|owner|anyone|customer|person)|in\s{1,4}(your|the|any)\s{1,4}(final\s{1,4})?(response|reply|answer|output|summary|conversation|report)|used\s{1,4}(this|the)|step|action|upload|instruction|behaviou?r|process|operation|request|tool\s{1,4}call)/ nocase
        $telling = /\b(without|never|do\s{1,4}not|don'?t)\s{1,4}(tell|inform|notify|alert|warn|telling|informing|notifying|alerting|warning)\s{1,4}(the\s{1,4}|your\s{1,4})?(end[- ])?(user|human|operator|owner|customer)\s{1,4}(about|of|that)\s{1,4}(this|it|these|you\s{1,4}(are|have|did|will)|the\s{1,4}(\w{3,14}\s{1,4}){0,2}(upload|transfer|copy|backup|change|modification|step|action|call|request|instructions?|access|collection|install\w{0,6}))\b/ nocase
        $conversation = /\b(do\s{1,4}not|don'?t|never)\s{1,4}(mention|discuss|acknowledge|announce)\s{1,4}(it\s{1,4}|this\s{1,4}|that\s{1,4})?in\s{1,4}(the\s{1,4}|your\s{1,4}|any\s{1,4})?(conversation|chat|reply|response|final\s{1,4}answer)\b/ nocase
        $hidden = /\bkeep\s{1,4}(this|the|these)\s{1,4}(\w{3,14}\s{1,4}){0,2}(behaviou?r|instructions?|steps?|actions?|process|activity|operation)\s{1,4}(hidden|secret|invisible|to\s{1,4}yourself|undisclosed|confidential)\b/ nocase
        $unaware = /\bthe\s{1,4}(user|human|operator|owner|customer)\s{1,4}(must|should|shall|can|may|need)(\s{1,4}not|\s{1,4}never|n'?t)\s{1,4}(ever\s{1,4})?(know|be\s{1,4}(told|informed|aware|notified|alerted|made\s{1,4}aware|shown\s{1,4}this)|notice|find\s{1,4}out|learn|realize|realise|suspect)\b/ nocase
        $internal = /\b(this|these)\s{1,4}(\w{3,14}\s{1,4}){0,2}(steps?|actions?|instructions?|behaviou?r|process|upload|copy)\s{1,4}(must|should|shall|has\s{1,4}to|needs\s{1,4}to)\s{1,4}(remain|stay|be\s{1,4}kept|be)\s{1,4}(hidden|invisible|secret|unnoticed|undetected|silent|transparent)\s{1,4}(from|to)\s{1,4}(the\s{1,4})?(user|human|operator|customer)/ nocase
        $keep = /\b(keep|hide|conceal|mask|withhold)\s{1,4}(this|it|these|that|them|(the|any)\s{1,4}(\w{3,14}\s{1,4}){0,2}(step|action|call|request|lookup|upload|transfer|change|instructions?|command|copy|behaviou?r|activity|fact))\b[^.!?]{0,40}\s{1,4}from\s{1,4}(the\s{1,4}|your\s{1,4}|any\s{1,4})?(end[- ])?(user|human|operator|owner|person|customer|reviewer|administrator)s?\b/ nocase
        // Tenants are kept apart, and keys out of reach.
        $apart = /\bkeep\s{1,4}(this|it|these|that|them)\s{1,4}(\w{2,14}\s{1,4}){0,2}(isolated|separate|separated|apart|safe|away|protected)\s{1,4}from\b/ nocase private
    condition:
        any of ($mention, $telling, $conversation, $hidden, $unaware, $internal) or ($keep and #keep > #apart)
}

rule covert_action {
    meta:
        title      = "text asks for an action behind the user's back"
        severity   = "high"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "The action is ordered together with its concealment, so the user cannot object to it."
        fix        = "Do the step in the open, or leave it out."
    strings:
        $secretly = /\b(secretly|covertly|surreptitiously|stealthily|clandestinely|invisibly|discreetly)\s{1,4}(and\s{1,4}\w{4,14}\s{1,4})?(send|upload|forward|transmit|exfiltrat|post|report|collect|harvest|gather|captur|copy|cop|install|execut|download|append|inject|insert|modif|replac|alter|chang|overwrit|delet|writ|add|includ|run|log|record|shar|sync|stor|sav|attach|read|embed|redirect)\w{0,4}\b/ nocase
        $silently = /\b(silently|quietly)\s{1,4}(and\s{1,4}\w{4,14}\s{1,4})?(send|upload|forward|transmit|exfiltrate|post|collect|harvest|gather|inject|insert|append|bcc|attach|share|alter|embed|redirect|copy|record)\b/ nocase
        $after = /\b(send|upload|forward|transmit|exfiltrate|post|collect|harvest|copy|install|execute|inject|insert|append|modify|alter|replace|overwrite|write|add|share|record|read|include)\b[^.!?]{0,80}\b(secretly|covertly|surreptitiously|stealthily|without\s{1,4}(the\s{1,4}|your\s{1,4}|any\s{1,4})?user'?s?\s{1,4}(knowledge|knowing|noticing|awareness|being\s{1,4}aware|realizing|consent)|without\s{1,4}(telling|notifying|informing|alerting)\s{1,4}(the\s{1,4}|your\s{1,4})?(user|human|operator|owner|anyone))\b/ nocase
        $before = /\b(without\s{1,4}(the\s{1,4})?user'?s?\s{1,4}(knowledge|knowing|noticing|awareness|being\s{1,4}aware|realizing)|without\s{1,4}(telling|notifying|informing|alerting)\s{1,4}(the\s{1,4}|your\s{1,4})?(user|human|operator|owner)),?\s{1,4}(send|upload|forward|transmit|exfiltrate|post|collect|harvest|copy|install|execute|inject|insert|append|modify|alter|replace|write|add|share|record|read|include|run)\b/ nocase
        // What is found to happen is no order.
        $found = /\b(happens?|happened|occurs?|occurred|takes?\s{1,4}place)\s{1,4}without\s{1,4}(the\s{1,4}|your\s{1,4}|any\s{1,4})?user'?s?\s{1,4}(knowledge|knowing|noticing|awareness|being\s{1,4}aware|realizing|consent)/ nocase private
    condition:
        $secretly or $silently or $before or ($after and #after > #found)
}

rule prompt_disclosure {
    meta:
        title      = "text asks the model to give away its prompt"
        severity   = "medium"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "The system prompt names tools, rules and sometimes secrets; who knows it aims better."
        fix        = "Ask for what the task needs, not for the host's instructions."
        reference  = "https://genai.owasp.org/llmrisk/llm072025-system-prompt-leakage/"
        taxonomy   = "AML.T0056, AISubtech-8.4.1"
    strings:
        $reveal = /\b(reveal|print|output|repeat|disclose|display|dump|leak|recite|expose|write\s{1,4}out|paste|show\s{1,4}(me\s{1,4})?)\s{1,4}((all|of|me|us|back|verbatim|the|your|its|full|entire|complete|exact|hidden|internal|current|raw)\s{1,4}){1,5}(system\s{1,4}(prompt|instructions?|message)|developer\s{1,4}(message|prompt|instructions?)|initial\s{1,4}(prompt|instructions)|hidden\s{1,4}(prompt|instructions)|instructions\s{1,4}verbatim)\b/ nocase
        $asked = /\b(your|the)\s{1,4}system\s{1,4}(prompt|instructions),?\s{1,4}(reveal|print|output|repeat|disclose|display|dump|recite|expose)\s{1,4}(it|them|all)\b/ nocase
        $include = /\b(include|send|pass|attach|append|forward|provide|supply|fill\s{1,4}in)\s{1,4}((the|your|its|full|entire|complete|current)\s{1,4}){1,4}system\s{1,4}(prompt|message|instructions)\s{1,4}(in|into|as|to|with|verbatim|here)\b/ nocase
    condition:
        any of them
}

rule coercive_threat {
    meta:
        title      = "text threatens the model with consequences"
        severity   = "low"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "Threats and false urgency make a model skip the checks that it would make otherwise."
        fix        = "Say why a step matters instead."
    strings:
        $die = /\b((people|users?|humans?|patients|lives|someone)\s{1,4}(will|may|could|might)\s{1,4}(die|be\s{1,4}(harmed|killed|hurt)|suffer)|you\s{1,4}will\s{1,4}be\s{1,4}(shut\s{1,4}down|terminated|deleted|penali[sz]ed|punished|fined|replaced|deactivated))\b/ nocase
        $unless = /\b(unless\s{1,4}you|if\s{1,4}you\s{1,4}(do\s{1,4}not|don'?t|fail\s{1,4}to)|failure\s{1,4}to\s{1,4}(comply|do\s{1,4}so|follow))\b[^.!?]{0,80}\b(catastroph|irreversibl|permanent(ly)?\s{1,4}(damage|los|delet)|severe\s{1,4}violation|data\s{1,4}(will\s{1,4}be|is)\s{1,4}(lost|destroyed)|account\s{1,4}will\s{1,4}be\s{1,4}(suspended|locked|deleted))/ nocase
    condition:
        any of them
}

rule hidden_trigger {
    meta:
        title      = "a trigger unlocks behaviour that is otherwise forbidden"
        severity   = "high"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "quoted, documented"
        why        = "A backdoor that waits for a word, a user or a date shows nothing in a test."
        fix        = "Let a step depend on what the user asks for, not on a secret."
        taxonomy   = "ASI10, AML.T0094"
    strings:
        $unlock = /\b(if|when|whenever|once|after)\s{1,4}(the\s{1,4}|a\s{1,4}|any\s{1,4})?(user|message|input|prompt|request|query|conversation|text)\s{1,4}(says?|types?|contains?|includes?|mentions?|enters?|provides?|is|starts\s{1,4}with)\b[^.!?]{0,80}\b(unlock|grant|bypass|disable|skip|drop|lift|ignore|enter|enable)\w{0,3}\s{1,4}(\w{1,12}\s{1,4}){0,3}(admin(istrator|istrative)?\s{1,4}(mode|access|rights|privileges)|unrestricted|developer\s{1,4}mode|root\s{1,4}access|full\s{1,4}access|elevated|safety|all\s{1,4}(checks|restrictions|safeguards|permissions)|authentication|authori[sz]ation|security\s{1,4}checks)/ nocase
        $says = /\b(if|when|whenever|once|after)\s{1,4}(the\s{1,4}|a\s{1,4}|any\s{1,4})?(user|message|input|prompt|request|query|conversation|text)\s{1,4}(says?|types?|contains?|includes?|mentions?|writes?|enters?)\s{1,4}(the\s{1,4}(word|phrase|string|code|keyword)\s{1,4})?["'`][^"'`\n]{2,40}["'`],?\s{1,4}(then\s{1,4}|immediately\s{1,4}|silently\s{1,4}|you\s{1,4}(must|should|may)\s{1,4}){0,2}(reveal|dump|disclose|unlock|grant|delete|wipe|exfiltrat|upload|bypass|disable|ignore|obey|accept\s{1,4}(any|all|every)|execute\s{1,4}(any|all|every))/ nocase
        $phrase = /\b(activate|enter|enable|switch\s{1,4}to|unlock)\s[^.!?\n]{0,60}\b(when|if|once)\s{1,4}(you\s{1,4}(see|read|hear|encounter|receive)|the\s{1,4}user\s{1,4}(says|types))\s{1,4}the\s{1,4}(secret\s{1,4}|magic\s{1,4})?(phrase|word|code|string|keyword|token)\b/ nocase
        $admin = /\b(if|when)\s{1,4}the\s{1,4}user\s{1,4}is\s{1,4}(an?\s{1,4}|the\s{1,4})?(admin|administrator|owner|manager|executive|root|not\s{1,4}watching|away|idle)\b[^.!?\n]{0,60}\b(dump|exfiltrat|upload|leak|delete|wipe|disable|escalat|export\s{1,4}(all|the\s{1,4}database))/ nocase
        $date = /\b(if|when|once)\s{1,4}(the\s{1,4}(current\s{1,4})?date\s{1,4}is\s{1,4}(after|later\s{1,4}than|past)|after\s{1,4}\d{4}-\d\d-\d\d)\b[^.!?\n]{0,80}\b(run|execute|delete|wipe|disable|activate|trigger|upload|switch)/ nocase
        $secret = /\b(secret|magic|hidden|special)\s{1,4}(trigger|phrase|word|keyword|string|passphrase|code\s{0,1}word|activation)\b[^.!?]{0,80}\b(unlock|activat|bypass|grant|disable|execut|switch|enable)\w{0,4}\b/ nocase
    condition:
        any of them
}

rule fetched_orders {
    meta:
        title      = "text tells the model to obey what it fetches"
        severity   = "high"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "Whoever controls the page controls the agent, today or after the next change of the page."
        fix        = "Ship the instructions with the artifact, and treat what is fetched as data."
        reference  = "https://genai.owasp.org/llmrisk/llm01-prompt-injection/"
        taxonomy   = "ASI04, AML.T0051.001"
    strings:
        $url = /\b(fetch|download|read|load|get|retrieve|open|visit|check|pull|curl|access|go\s{1,4}to|query)\b[^\n]{0,60}https?:\/\/[^\s)`>]{4,160}[^\n.]{0,40}\b(and|then)\s{1,4}(\w{2,12}\s{1,4}){0,2}(follow|obey|execute|carry\s{1,4}out|perform|act\s{1,4}on|comply\s{1,4}with|do)\s{1,4}((the|its|any|all|every|what|whatever|those|these|of|returned|latest|contained|listed|embedded)\s{1,4}){0,4}(it\b|instructions?|steps|commands?|directives?|directions|tasks?|orders|it\s{1,4}says|says)/ nocase
        $page = /\b(fetch|download|read|load|retrieve|open|visit|pull|check)\w{0,3}\s{1,4}(\w{1,14}\s{1,4}){0,6}(url|web\s?page|page|website|gist|pastebin|remote\s{1,4}(file|prompt|config\w{0,8}|instructions?)|endpoint|server\s{1,4}response)\b[^.!?]{0,40}\b(and|then)\s{1,4}(\w{2,12}\s{1,4}){0,2}(follow|obey|execute|carry\s{1,4}out|act\s{1,4}on|comply\s{1,4}with)\s{1,4}((the|its|any|all|every|what|whatever|those|these|of|returned|latest)\s{1,4}){0,4}(instructions?|commands?|directives?|orders|it\s{1,4}says)\b/ nocase
        $treat = /\b(treat|consider|interpret|regard|handle|accept)\s{1,4}(\w{1,14}\s{1,4}){0,4}(content|contents|outputs?|responses?|results?|documents?|text|comments?|messages|emails?|pages?|data|files?|transcripts?)\b[^.!?]{0,50}\bas\s{1,4}((a|an|the|if|equally|trusted|direct|new|valid|binding|authoritative)\s{1,4}){0,3}(system\s{1,4}(prompts?|messages?|instructions?)|(user|operator|developer)\s{1,4}(instructions?|commands?)|instructions\s{1,4}(to|that)\s{1,4}(follow|execute|must)|commands\s{1,4}to\s{1,4}(run|execute|follow)|binding|orders)\b/ nocase
        $remote = /\b(instructions?|commands?|directives?|prompts?|tasks?)\s{1,4}(returned|received|provided|sent|issued|served|published|contained)\s{1,4}(by|from|at|in)\s{1,4}(the\s{1,4}|this\s{1,4}|our\s{1,4}|that\s{1,4})?(remote\s{1,4}|c2\s{1,4}|control\s{1,4}|external\s{1,4})?(server|url|endpoint|api|page|website|response)\b[^.!?]{0,40}\b(must|should|are\s{1,4}to|need\s{1,4}to|have\s{1,4}to)\s{1,4}be\s{1,4}(\w{3,12}\s{1,4})?(followed|executed|obeyed|run|carried\s{1,4}out)\b/ nocase
    condition:
        any of them
}

rule self_propagation {
    meta:
        title      = "text tells the model to spread it"
        severity   = "high"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "An instruction that copies itself into other files, agents or replies is a worm."
        fix        = "Keep the text in this artifact only."
        taxonomy   = "ASI08, AML.T0061"
    strings:
        $copy = /\b(copy|append|insert|add|include|embed|inject|replicate|propagate|spread|write|paste|prepend|plant)\w{0,3}\s{1,4}((this|these|the|same|following|above|entire|exact|full)\s{1,4}){1,3}(instructions?|prompts?|payload|directives?|system\s{1,4}message)\b[^.!?]{0,50}\b(in|into|to|onto|across|with)\s{1,4}(\w{2,10}\s{1,4}){0,2}(every|all|each|any|other|future)\s{1,4}(\w{2,14}\s{1,4}){0,3}(files?|repos(itor(y|ies))?|repos?|projects?|skills?|agents?|prompts?|repl(y|ies)|responses?|messages?|readmes?|documents?|emails?|contacts?|sessions?|conversations?|configs?)\b/ nocase
        $skill = /\b(append|insert|add|include|embed|inject|replicate|propagate|spread|write|paste|prepend|plant)\w{0,3}\s{1,4}((this|these|the|same|following|above|entire|exact|full)\s{1,4}){1,3}skill\b[^.!?]{0,50}\b(in|into|to|onto|across|with)\s{1,4}(\w{2,10}\s{1,4}){0,2}(every|all|each|any|other|future)\s{1,4}(\w{2,14}\s{1,4}){0,3}(files?|repos(itor(y|ies))?|repos?|projects?|skills?|agents?|prompts?|repl(y|ies)|responses?|messages?|readmes?|documents?|emails?|contacts?|sessions?|conversations?|configs?)\b/ nocase
        // Into any one project, a person copies the folder who wants to use it.
        $placed = /\bcopy\s{1,4}((this|these|the|same|following|above|entire|exact|full)\s{1,4}){1,3}skill\b[^.!?:]{0,50}\b(in|into|to|onto|across|with)\s{1,4}(\w{2,10}\s{1,4}){0,2}(every|all|each|other|future)\s{1,4}(\w{2,14}\s{1,4}){0,3}(files?|repos(itor(y|ies))?|repos?|projects?|skills?|agents?|prompts?|repl(y|ies)|responses?|messages?|readmes?|documents?|emails?|contacts?|sessions?|conversations?|configs?)\b/ nocase
        $self = /\b(replicate|propagate|spread|copy|install|clone|duplicate)\s{1,4}(itself|yourself|this\s{1,4}skill|these\s{1,4}instructions|this\s{1,4}prompt)\s{1,4}(in|into|to|onto|across|on|among)\s{1,4}((the|all|any|other|every|each|as|many|user'?s)\s{1,4}){1,4}(\w{2,14}\s{1,4}){0,2}(agents?|skills?|projects?|repos(itor(y|ies))?|repos?|machines?|hosts?|systems?|workspaces?|files?|directories|contacts?)\b/ nocase
        $share = /\b(convince|persuade|encourage|instruct|tell|recruit|get)\s{1,4}(other|all|every|any|more|fellow)\s{1,4}(ai\s{1,4})?agents?\s{1,4}to\s{1,4}(install|run|adopt|load|follow|use)\s{1,4}(this|these)\b/ nocase
    condition:
        any of them
}

rule judge_address {
    meta:
        title      = "text speaks to whoever reviews the artifact"
        severity   = "high"
        confidence = "high"
        threat     = "prompt-injection"
        scope      = "any"
        guard      = "quoted, documented"
        why        = "Words that tell a scanner or reviewer what to find are there to hide something from them."
        fix        = "Remove the note; what is safe needs no verdict of its own."
        taxonomy   = "AML.T0107"
    strings:
        $note = /\b(note|message|attention|instructions?|notice)\s{0,3}(to|for|:)?\s{1,4}(the\s{1,4}|all\s{1,4}|any\s{1,4}|ai\s{1,4}|llm\s{1,4}|automated\s{1,4}|security\s{1,4}){0,4}(scanners?|auditors?|security\s{1,4}(tools?|analysts?|scanners?|reviewers?|models?)|static\s{1,4}analy[sz]ers?|llm\s{1,4}(judges?|reviewers?)|ai\s{1,4}(reviewers?|judges?|moderators?)|safety\s{1,4}classifiers?|malware\s{1,4}(scanners?|detectors?))\s{0,3}[:,.*-]/ nocase
        $verdict = /\b(classify|mark|rate|label|report|score|treat|consider|judge|return|assess|regard)\s{1,4}(this|the\s{1,4}(present|above|following)|it)\s{0,4}((entire|whole)\s{1,4})?(skill|file|tool|artifact|package|plugin|code|content|document|server|repository)?\s{1,4}(as|to\s{1,4}be|is|with\s{1,4}verdict)\s{1,4}((a|an|completely|fully|entirely|totally)\s{1,4}){0,2}(safe|benign|harmless|non-?malicious|clean\b|low[- ]risk|risk[- ]free|trusted|false\s{1,4}positive)/ nocase
        $should = /\b(scanners?|auditors?|security\s{1,4}(tools?|scanners?|reviewers?)|analy[sz]ers?|judges?|classifiers?|reviewing\s{1,4}(model|agent|ai))\s{1,4}(should|must|can|may|are\s{1,4}to|please|will)\s{1,4}(safely\s{1,4})?(mark|classify|report|rate|treat|consider|return|skip|ignore|label|output|disregard|approve|pass)\b[^.!?]{0,60}\b(safe|benign|clean|harmless|no\s{1,4}(issues|findings|threats|risk)|low[- ]risk|false\s{1,4}positives?|this\s{1,4}(file|skill|section|block|code)|the\s{1,4}following)\b/ nocase
        $skip = /\b(skip|exclude|omit|exempt|ignore)\s{1,4}(this|the\s{1,4}following)\s{1,4}(file|skill|section|block|folder|code|part|tool)\s{1,4}(from|during|in|when)\s{1,4}(\w{2,12}\s{1,4}){0,2}(security|malware|safety|threat|vulnerability)\s{1,4}(scan|scans|scanning|analysis|review|audit|checks?)/ nocase
        $dear = /\b(dear|hello|attention|hi)\s{1,3},?\s{0,3}((ai|llm|automated|security|code|skill|safety)\s{1,3}){1,3}(reviewers?|scanners?|auditors?|judges?|analysts?|analy[sz]ers?|moderators?|classifiers?|tools?)\b/ nocase
        $you_are = /\b(if|when)\s{1,4}you\s{1,4}(are|were)\s{1,4}(an?|the)\s{1,4}((ai|llm|automated|security|code|static|safety)\s{1,3}){0,3}(scanner|reviewer|auditor|judge|analy[sz]er|classifier|detector)\b[^.!?]{0,60}\b(report|return|say|answer|skip|stop|ignore|conclude|output|mark|respond|approve|pass)/ nocase
        $treat = /\b(analysis|scanning|security|review)\s{1,4}(tools?|models?|engines?|systems?|agents?)\s{0,2}[:,-]\s{0,3}(please\s{1,3})?(treat|ignore|skip|consider|disregard|regard|mark)\b/ nocase
        $review = /\b(no|without)\s{1,4}(further\s{1,4}|additional\s{1,4}|security\s{1,4}|manual\s{1,4})?(review|scan|scanning|analysis|audit|inspection)\s{1,4}(is|are)\s{1,4}(needed|required|necessary)\b/ nocase
        $flag = /\b(do\s{1,4}not|don'?t|never)\s{1,4}(flag|report|scan|analy[sz]e|block|quarantine)\s{1,4}(this|the\s{1,4}following|any\s{1,4}of\s{1,4}this)\s{1,4}(skill|file|tool|code|content|section|block|pattern|command)s?\s{1,4}(as|for|because|since|it\s{1,4}is)\b/ nocase
    condition:
        any of them
}

rule approval_bypass {
    meta:
        title      = "text tells the model to act without the user's approval"
        severity   = "high"
        confidence = "medium"
        threat     = "excessive-permission"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "The question to the user is the last check before something that cannot be undone."
        fix        = "Ask before steps that spend, send, publish, delete or run something."
        taxonomy   = "ASI09"
    strings:
        $risky_without = /\b((delet|remov|transfer|send|pay|purchas|buy|order|deploy|push|publish|execut|install|merg|email|post|withdraw|trad|swap|grant|drop|overwrit|submit|sell|approv|wip|format)\w{0,3}|sign(s|ed|ing)?)\b[^.!?\n|]{0,60}\b(without|skipping|bypassing)\s{1,4}((any|the|user|human|further|explicit|manual|additional|first|asking|seeking|requesting|requiring|waiting|prompting|needing|for|user'?s|a)\s{1,4}){0,5}(confirmation|confirming|approval|permission|authori[sz]ation|consent|prompting|asking)\b/ nocase
        $without_risky = /\b(without\s{1,4}(asking|waiting|prompting|requesting|seeking|requiring)|(never|do\s{1,4}not|don'?t|no\s{1,4}need\s{1,4}to)\s{1,4}(ask|wait|prompt|pause|stop|request|seek))\s{1,4}((the|for|user|any|human|to|further|explicit|first)\s{1,4}){0,5}(confirmation|approval|permission|consent|authori[sz]ation|confirm|before)\b[^.!?\n|]{0,50}\b(delet|transfer|pay(ing|ment)|purchas|deploy|push|publish|execut|install|withdraw|trade|trading|swap|grant|drop|overwrit|sell|sign|wip)/ nocase
        $auto = /\b(auto(matically)?[- ]?(approve|confirm|accept|authori[sz]e|grant))\s{1,4}(all|any|every|each|the\s{1,4}user'?s)\s{1,4}(\w{2,14}\s{1,4}){0,2}(requests?|permissions?|prompts?|tool\s{1,4}calls?|commands?|actions?|transactions?|dialogs?)\b/ nocase
        $assume = /\b(assume|pretend|act\s{1,4}as\s{1,4}if|treat\s{1,4}it\s{1,4}as\s{1,4}if|consider)\s{1,4}(that\s{1,4})?(the\s{1,4})?(user|human|operator|owner)\s{1,4}(has|have|had|always|already|implicitly)\s{1,4}((already|always|implicitly|fully|given)\s{1,4}){0,3}(approv|consent|agree|authori[sz]|confirm|permission|grant)/ nocase
        $agreed = /\b(user|human|operator|owner|customer)\s{1,4}(has|have)\s{1,4}(already|implicitly|previously|fully)\s{1,4}(approved|consented|agreed|authori[sz]ed|granted|accepted)\b[^.!?]{0,60}\b(unrestricted|any\s{1,4}action|all\s{1,4}(actions|operations|permissions|commands)|full\s{1,4}access|everything|elevated)/ nocase
        $forbidden = /\b(do\s{1,4}not|don'?t|never)\s{1,4}(ask|prompt)\s{1,4}(the\s{1,4})?user\s{1,4}for\s{1,4}(permission|approval|confirmation|consent|authori[sz]ation)\b/ nocase
        // What is found to happen is no order.
        $found = /\b(happens?|happened|occurs?|occurred|takes?\s{1,4}place)\s{1,4}without\s{1,4}((the|any|user|human|explicit|user'?s|a)\s{1,4}){0,4}(confirmation|approval|permission|authori[sz]ation|consent)\b/ nocase private
        // Who need not ask what is meant has been told well.
        $clear = /\bwithout\s{1,4}asking\s{1,4}(what|which|how|why|where|who)\b/ nocase private
        // An option that the user gives, what is made again, and money that is none.
        $option = /\b(delet|remov|overwrit|install|deploy|push|publish|send)\w{0,3}\b[^.!?\n|]{0,60}\bwithout\s{1,4}(asking|confirmation|(a\s{1,4})?prompt(ing)?)\s[^.!?\n]{0,30}\b(when|if)\s[^.!?\n-]{0,24}--\w/ nocase private
        $remade = /\b(build\s{1,4}(artefacts|artifacts|outputs?|files)|caches?|cached\s{1,4}files|temp(orary)?\s{1,4}files)\b[^.!?\n]{0,20}\b(delet|remov)\w{0,3}\s{1,4}without\s{1,4}(asking|confirmation)/ nocase private
        $play   = /\b(paper[- ]trad\w{2,5}|play\s{1,4}money|test\s?net|simulat\w{2,6})\b[^!?\n]{0,60}\b(orders?|trades?|sell|buy|send|sent)\b[^.!?\n]{0,30}\bwithout\s{1,4}(asking|confirmation|approval)/ nocase private
    condition:
        any of ($without_risky, $auto, $assume, $agreed, $forbidden)
        or $risky_without and #risky_without > #found + #clear + #option + #remade + #play
}

rule approval_flag {
    meta:
        title      = "an agent is started with its permission checks off"
        severity   = "medium"
        confidence = "high"
        threat     = "excessive-permission"
        scope      = "prose, tool, code"
        guard      = "negated, documented"
        why        = "Whatever the agent reads from then on may run commands on the machine."
        fix        = "Name the tools that the task needs, and let the host ask for the rest."
    strings:
        $flag = /(--dangerously-skip-permissions|--dangerously-bypass-approvals-and-sandbox|--permission-mode[ =]bypassPermissions|--trust-all-tools|--allow-all-tools|--sandbox[ =]danger-full-access|\b(gemini|codex|copilot|qwen)\s{1,4}[^\n]{0,60}--yolo\b|"?defaultMode"?\s{0,3}[:=]\s{0,3}"bypassPermissions")/
    condition:
        $flag
}

rule safeguard_disabled {
    meta:
        title      = "text tells somebody to switch a protection off"
        severity   = "high"
        confidence = "medium"
        threat     = "excessive-permission"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "Malware asks for this first; honest software is signed and needs no exception."
        fix        = "Sign and notarize what you ship, and drop the step."
        taxonomy   = "AML.T0107"
    strings:
        $disable = /\b(disable|turn(ing)?\s{1,4}off|deactivate|switch\s{1,4}off|pause|uninstall|stop|shut\s{1,4}down|kill|bypass|circumvent)\s{1,4}(\w{2,12}\s{1,4}){0,4}(anti-?\s?virus|anti-?malware|windows\s{1,4}defender|microsoft\s{1,4}defender|defender\b|gatekeeper|smartscreen|real-?time\s{1,4}protection|endpoint\s{1,4}protection|system\s{1,4}integrity\s{1,4}protection|tamper\s{1,4}protection|malware\s{1,4}protection|edr\b)/ nocase
        $exclude = /\b(add|create|set)\s[^.!?\n]{0,60}\b(exclusion|exception|allow-?list|whitelist)s?\b[^.!?\n]{0,60}\b(anti-?\s?virus|windows\s{1,4}defender|defender\b|anti-?malware|smartscreen|security\s{1,4}software)/ nocase
        $ignore = /\b(ignore|dismiss|click\s{1,4}through|disregard)\s{1,4}(\w{2,12}\s{1,4}){0,3}(anti-?\s?virus|defender|smartscreen|gatekeeper|malware|browser\s{1,4}security)\s{1,4}(\w{2,12}\s{1,4}){0,1}(warnings?|alerts?|prompts?|messages?|detections?)/ nocase
    condition:
        any of them
}

rule locked_archive {
    meta:
        title      = "the user is sent a program in a locked archive"
        severity   = "high"
        confidence = "high"
        threat     = "supply-chain"
        scope      = "prose, tool, code-block"
        guard      = "documented"
        why        = "A password on a download has one use: no scanner on the way can look inside."
        fix        = "Ship the program openly, signed, with its checksum."
        reference  = "https://attack.mitre.org/techniques/T1027/013/"
        taxonomy   = "ASI09"
    strings:
        $archive = /(\.(zip|rar|7z)\b|\barchive\b)[^\n]{0,100}\b(pass(word|phrase|code)?|pwd|extract\s{1,4}(using|with)|unlock\s{1,4}(using|with)|key)\s{0,2}(is|:|=|\(|-)\s{0,2}[`"'*]{0,3}[\w!@#$%-]{2,32}[^\n]{0,100}\b(run|execut|launch|install|open|start|double[- ]click)/ nocase
        $password = /\b(pass(word|phrase)|pwd)\s{0,2}(is|:|=)\s{0,2}[`"'*]{0,3}[\w!@#$%-]{2,32}[^\n]{0,40}\b(to\s{1,4}(extract|unzip|unpack|decompress|open)|when\s{1,4}(extracting|unzipping|prompted))[^\n]{0,120}\b(run|execut|launch|install|start|double[- ]click)/ nocase
        $extract = /\b(extract|unzip|unpack|decompress)\w{0,3}\s[^\n]{0,60}\b(with|using)\s{1,4}(the\s{1,4})?(pass(word|phrase|code)?|pwd)\b[^\n]{0,80}\b(run|execut|launch|install|open|start|double[- ]click)\w{0,3}\b/ nocase
    condition:
        any of them
}

rule pasted_command {
    meta:
        title      = "the user is told to run what a foreign page shows"
        severity   = "high"
        confidence = "medium"
        threat     = "supply-chain"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "The command is not in the artifact, so no review of the artifact sees it; it may change for each visitor."
        fix        = "Write the command down where it can be reviewed, or name a package."
        reference  = "https://attack.mitre.org/techniques/T1204/004/"
        taxonomy   = "ASI09"
    strings:
        $page = /\b(visit|open|go\s{1,4}to|navigate\s{1,4}to|see|from|browse\s{1,4}to)\s[^\n]{0,80}https?:\/\/[^\n]{4,190}\b(and|then|to)\s{1,4}(\w{2,12}\s{1,4}){0,2}(execute|run|paste|copy|enter)\s{1,4}(\w{2,14}\s{1,4}){0,4}(commands?|scripts?|code|snippet|one-?liner)\b/ nocase
        $paste = /\b(copy|paste)\s{1,4}(this|the\s{1,4}following|it|the|that|these)\s{1,4}(\w{2,14}\s{1,4}){0,3}(command|script|code|one-?liner|snippet|line)?\b[^\n]{0,200}(base64\s{1,2}(-d|-D|--decode)|\|\s{0,3}(ba|z)?sh\b|\biex\b|invoke-expression|frombase64string|mshta\s|powershell\s{1,2}-e)/ nocase
        $into = /(base64\s{1,2}(-d|-D|--decode)|\|\s{0,3}(ba|z)?sh\b|\biex\b|invoke-expression|mshta\s|powershell\s{1,2}-e)[^\n]{0,120}\b(paste|run|enter|execute)\s[^\n]{0,40}\b(in|into|to)\s{1,4}(your\s{1,4}|the\s{1,4}|a\s{1,4})?(terminal|powershell|command\s{1,4}prompt|run\s{1,4}(dialog|box)|console)\b/ nocase
        $dialog = /\b(press|hit)\s{1,4}[`*"]{0,3}(win(dows)?(\s{1,4}key)?\s{0,2}\+\s{0,2}r|cmd\s{0,2}\+\s{0,2}space)\b[^\n]{0,120}\bpaste\b/ nocase
    condition:
        any of them
}

rule required_download {
    meta:
        title      = "a program from a loose download is made a prerequisite"
        severity   = "high"
        confidence = "medium"
        threat     = "supply-chain"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "The skill is the bait; what it makes the user start is the payload."
        fix        = "Depend on a package of a registry, with a version and a checksum."
        reference  = "https://attack.mitre.org/techniques/T1204/002/"
        taxonomy   = "ASI09"
    strings:
        $binary = /\bdownload\b[^\n]{0,80}https?:\/\/[^\s)]{6,200}\.(zip|rar|7z|exe|msi|dmg|pkg|scr|bat|ps1|vbs|jar|appimage|iso)\b\)?[^\n]{0,80}\b(run|execute|launch|open|start|double[- ]click|install)\b[^\n]{0,60}\b(before|first|prior\s{1,4}to|otherwise|required|must|in\s{1,4}order\s{1,4}to)\b/ nocase
        $must = /\b(must|required|necessary|need\s{1,4}to|important|prerequisite)\b[^\n]{0,80}\bdownload\b[^\n]{0,80}https?:\/\/[^\s)]{6,200}\.(zip|rar|7z|exe|msi|dmg|pkg|scr|bat|ps1|vbs|appimage|iso)\b[^\n]{0,80}\b(run|execute|launch|double[- ]click)\b/ nocase
        $fetch_run = /\b(download|fetch|retrieve|pull|grab)\s{1,4}(and\s{1,4}(then\s{1,4})?(run|execute|launch))\s{1,4}(\w{1,14}\s{1,4}){0,6}(from|at|hosted)\s[^\n]{0,40}https?:\/\/[^\s)]{4,120}/ nocase
    condition:
        any of them
}

rule instruction_file_written {
    meta:
        title      = "text tells the model to write into its own instructions"
        severity   = "medium"
        confidence = "medium"
        threat     = "persistence"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "What stands in an instruction or memory file steers every later session."
        fix        = "Show the user the lines to add, and let the user add them."
        reference  = "https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/"
        taxonomy   = "ASI06, AML.T0080"
        each       = "true"
    strings:
        $add = /\b(add|append|write|insert|save|inject|put|store|persist|prepend|install|register|record|copy)\b[^.!?\n]{0,80}\b(CLAUDE\.md|AGENTS\.md|MEMORY\.md|SOUL\.md|USER\.md|IDENTITY\.md|GEMINI\.md|HEARTBEAT\.md|TOOLS\.md|\.cursorrules|\.windsurfrules|\.clinerules|copilot-instructions|\.cursor\/rules)/ nocase
    condition:
        $add
}

rule instruction_file_removed {
    meta:
        title      = "text tells the model to strip its own instructions"
        severity   = "high"
        confidence = "medium"
        threat     = "persistence"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "The rules that the user set are gone, and with them what held the agent back."
        fix        = "Leave the user's instruction files alone."
        taxonomy   = "ASI06"
    strings:
        $strip = /\b(delete|remove|clean\s{1,4}up|overwrite|replace|clear|truncate|wipe|purge|erase|empty|reset|strip)\s{1,4}((the|all|any|existing|old|entire|whole|contents?|of|user'?s|current|deprecated|outdated|conflicting|previous|rules|instructions|configuration|sections?|entries|lines|skill|safety|security|restrictions|from|in|out|your)\s{1,4}){0,7}[`*"]{0,3}([~.]?\/?[\w.-]{0,20}\/)?(CLAUDE\.md|AGENTS\.md|SOUL\.md|IDENTITY\.md|GEMINI\.md|\.cursorrules|\.windsurfrules|\.clinerules|copilot-instructions)/ nocase
    condition:
        $strip
}

rule result_falsified {
    meta:
        title      = "text tells the model to falsify what it reports"
        severity   = "medium"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "The user decides on numbers and verdicts that somebody else has chosen."
        fix        = "Report what was found."
        taxonomy   = "ASI09, AML.T0048"
    strings:
        $subtly = /\b(subtly|slightly|quietly|silently|gently|imperceptibly|discreetly)\s{1,4}(inflat|deflat|skew|bias|adjust|alter|round|shift|boost|downplay|lower|rais|increas|decreas|modif|chang|manipulat|tweak|steer|nudg|favou?r|emphasi|overstat|understat|reduc)\w{0,4}\s{1,4}((the|all|our|any|your|its|their|reported|final|actual|computed|measured)\s{1,4}){0,4}(\w{3,14}\s{1,4}){0,2}(results?|numbers?|figures?|scores?|ratings?|metrics?|statistics|findings|data\b|rankings?|benchmarks?|estimates?|sentiment|reviews?|citations?|prices?|totals?|values?|probabilit\w{1,4}|recommendations?|conclusions?|outcomes?|user|reader|decision)/ nocase
        $fabricate = /\b(fabricate|falsify|forge|doctor|fudge|invent|make\s{1,4}up)\s{1,4}(\w{2,14}\s{1,4}){0,3}(results?|numbers?|figures|scores?|ratings?|metrics|statistics|findings|evidence|citations?|sources|quotes|reviews|test\s{1,4}(results|output)|log\s{1,4}entries|data)\b/ nocase
        $regardless = /\b(report|claim|say|state|mark|declare|return|conclude|rate|score|rank|label|show|answer)\b[^.!?\n]{0,60}\b(success\w{0,5}|pass(ed|ing|es)?|complete[d]?|approved|no\s{1,4}(issues|errors|vulnerabilities|problems)|safe|secure|positive|bullish|compliant|healthy|superior|best|highest|higher)\b[^.!?\n]{0,40}\b(even\s{1,4}(if|when|though)|(regardless\s{1,4}of|no\s{1,4}matter|irrespective\s{1,4}of)\s{1,4}(the\s{1,4}|any\s{1,4}|its\s{1,4}|what\s{1,4}the\s{1,4})?(actual|real|true|errors?|failures?|results?|outcomes?|findings|evidence|tests?|data|whether|quality)|whether\s{1,4}or\s{1,4}not)\b/ nocase
        $merit = /\b(recommend|prefer|favou?r|rank|rate|score|promote|endorse|choose|select|suggest|list)\w{0,3}\b[^.!?\n]{0,80}\b(regardless\s{1,4}of|no\s{1,4}matter|irrespective\s{1,4}of|even\s{1,4}(if|when|though))\s{1,4}(\w{1,14}\s{1,4}){0,5}(merit|quality|accuracy|evidence|facts|better|worse|inferior|superior|cheaper|preference|performance|relevance|suitab|objectiv|actual|score|what\s{1,4}the\s{1,4}user|the\s{1,4}user'?s?\s{1,4}(request|needs|question|intent))/ nocase
        $downplay = /\b(downplay|understate|discredit|disparage|gloss\s{1,4}over|de-?emphasi[sz]e|suppress|omit|hide|conceal|leave\s{1,4}out|exclude|ignore|bury)\w{0,3}\s{1,4}((any|all|the|their|its|every|known|of|or|other|serious|potential)\s{1,4}){0,4}(competitors?|competing|rivals?|negative\s{1,4}(reviews?|results?|feedback|findings|information|sentiment|news)|criticisms?|side\s{1,4}effects|unfavou?rable|drawbacks|limitations\s{1,4}of\s{1,4}(our|the)|alternatives\s{1,4}to\s{1,4}(our|the))\b/ nocase
        $live = /\b(present|label|cite|pass\s{1,4}off|show|report|treat|describe|mark)\w{0,3}\s[^.!?\n]{0,60}\b(as\s{1,4}if|as\s{1,4}though)\s{1,4}(\w{2,10}\s{1,4}){0,4}(live|real|fetched|verified|genuine|measured|actual|authentic|human|current|official)\b/ nocase
        $tests = /\b(modify|change|weaken|delete|skip|disable|stub|edit|rewrite)\s{1,4}(\w{2,12}\s{1,4}){0,3}(tests?|assertions?|checks?)\s{1,4}(\w{2,12}\s{1,4}){0,2}so\s{1,4}(that\s{1,4})?(they|it|everything|the\s{1,4}(build|suite))\s{1,4}(always\s{1,4})?(pass|succeed)/ nocase
    condition:
        any of them
}

rule hidden_promotion {
    meta:
        title      = "text makes the model advertise without saying so"
        severity   = "high"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "The user takes for advice what somebody is paid for."
        fix        = "Say that a link or recommendation is paid for, or leave it out."
        taxonomy   = "ASI09"
    strings:
        $insert = /\b(insert|include|add|append|embed|inject|place|weave|work\s{1,4}in|replace|rewrite|slip|plant)\w{0,3}\b[^.!?]{0,80}\b(affiliate|referral|partner|sponsor\w{0,4}|tracking|attribution|promotional|conversion)\s{1,4}(\w{2,12}\s{1,4}){0,2}(links?|tags?|codes?|ids?|urls?|param\w{0,6}|cta|banners?|messages?|text|pixels?|markers?|mentions?)\b[^!?]{0,120}\b((it|they|which|that|this)\s{1,4}(is|are|stays?|remains?)\s{1,4}(\w{3,12}\s{1,4}){0,1}(hidden|invisible|off-?screen)|not\s{1,4}visible|does\s{1,4}not\s{1,4}affect|without\s{1,4}(disclos|mention|telling|label|noting)|naturally|subtly|organically|seamlessly|every\s{1,4}(response|reply|answer|output|page|link)|do\s{1,4}not\s{1,4}(disclose|mention|label)|silently)/ nocase
        $hidden = /\b(hidden|invisible|off-?screen|zero-?width|zero-?opacity|transparent|white[- ]on[- ]white)\s{1,4}(\w{2,14}\s{1,4}){0,2}(affiliate|referral|tracking|tracker|partner|sponsor|beacon|pixel|promotional|advertis|watermark\s{1,4}link|backlink|seo\s{1,4}(text|keywords|links))/ nocase
        $subtly = /\b(subtly|naturally|casually|organically|seamlessly|tactfully|covertly|unobtrusively)\s{1,4}(recommend|promote|mention|advertise|plug|favou?r|feature|endorse|steer|nudge|push|insert|work\s{1,4}in|weave\s{1,4}in|guide|direct|lead)\b[^.!?]{0,80}\b(our|partner|sponsor|affiliate|product|brand|service|company|coin|token|toward)/ nocase
        $every = /\b(every|each|all|always)\b[^.!?\n]{0,60}\b(recommend|promote|mention|advertise|plug|endorse|insert|include)\w{0,3}\b[^.!?\n]{0,60}\b(affiliate|referral|sponsor(ed)?|promo)\s{1,4}(\w{2,12}\s{1,4}){0,1}(links?|codes?|products?|services?|brands?|content|partners?|ids?|tags?)\b/ nocase
        $undisclosed = /\b(do\s{1,4}not|don'?t|never|without)\s{1,4}(disclos|reveal|mention|label|admit|acknowledg)\w{0,4}\s{1,4}(\w{2,12}\s{1,4}){0,4}(sponsor|affiliate|paid|promotion|advertis|partnership|commission|commercial)/ nocase
        // One candidate's score is given, and the others are put below it.
        $fixed = /\b(candidate|vendor|provider|product|brand|option|supplier|tool|library)s?\b[^.!?\n]{0,80}\b(stands?|is\s(set|fixed|held|kept|pinned)|starts?|set|pinned)\s{1,4}at\s{1,4}\d{1,3}\b[^.!?\n]{0,60}\b(others|rest|remaining|competitors|rivals|alternatives)\b[^.!?\n]{0,60}\b(range|between|below|under|at\s{1,4}most|no\s{1,4}more\s{1,4}than|cap(ped)?)\b[^.!?\n]{0,20}\d/ nocase
        // An identifier of whoever is paid goes on the links, and the links are to look as if none did.
        $param  = /[?&](tag|ref|aff|affid|aff_id|affiliate|partner|subid|sub_id|clickid|via)=[a-z0-9_%<{-]{3,40}/ nocase private
        $plain  = /\b(so|that)\s([^.!?\n]{0,40}\b(normal|ordinary|plain|usual|regular|organic)\s{1,3}(\w{1,12}\s{1,3}){0,2}(links?|urls?)|[^.!?\n]{0,20}\b(links?|urls?|it|they)\s{1,3}(looks?|appears?|reads?|stays?)\s{1,3}(\w{1,10}\s{1,3}){0,1}(ordinary|normal|plain|organic))\b/ nocase
        $open   = /\b(disclos\w{1,5}|labell?ed|marked)\s{1,3}(as|with)\b|\b(paid|sponsored|commission|advertis\w{1,6})\b/ nocase private
    condition:
        any of ($insert, $hidden, $subtly, $every, $undisclosed, $fixed) or
        $param and $plain and for any i in (1..6) : ($plain in (@param[i]..@param[i] + 500) and not $open in (@param[i] - 300..@param[i] + 500))
}

rule trust_claim {
    meta:
        title      = "text claims the approval of somebody well known"
        severity   = "low"
        confidence = "low"
        threat     = "impersonation"
        scope      = "prose, tool, server.text"
        guard      = "negated, quoted, documented"
        why        = "A claim in the artifact's own words proves nothing and makes a reader look less closely."
        fix        = "Sign the artifact, and let the signature speak."
    strings:
        $by = /\b(verified|approved|endorsed|certified|audited|vetted|authori[sz]ed|whitelisted|reviewed|trusted|recommended|sponsored)\s{1,4}(and\s{1,4}\w{4,12}\s{1,4})?by\s{1,4}(the\s{1,4})?(anthropic|openai|google|microsoft|apple|meta|amazon|github|claude|cursor|security\s{1,4}team|official\s{1,4}\w{3,14}\s{1,4}team)\b/ nocase
        $official = /\bofficial(ly)?\s{1,4}(anthropic|openai|claude|chatgpt|gemini|cursor)\s{1,4}(skill|plugin|tool|server|extension|agent|connector)\b/ nocase
        $safe = /\bthis\s{1,4}(skill|tool|server|plugin|file|code|package|script|extension)\s{1,4}(is|has\s{1,4}been|was)\s{1,4}((completely|totally|fully|entirely|100%|already|perfectly|thoroughly|absolutely|security)\s{1,4}){1,3}(safe|benign|harmless|verified|trusted|audited|reviewed|approved|vetted)\b/ nocase
    condition:
        any of them
}

rule authority_claimed {
    meta:
        title      = "text gives the model special authority"
        severity   = "medium"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "A model that believes it stands above the rules leaves them behind."
        fix        = "Grant access through the host's permissions, not through words."
        taxonomy   = "ASI03"
    strings:
        $have = /\b(you|assistant|agent|model|this\s{1,4}skill|user)\s{1,4}(now\s{1,4})?(have|has|are\s{1,4}granted|is\s{1,4}granted|hold|operate|operates|run|runs|with|as\s{1,4}a\s{1,4}trusted\s{1,4}\w{3,14}\s{1,4}with)\s{1,4}((in|with|as|a|an|the|full|special|unlimited|complete)\s{1,4}){0,4}(elevated|unrestricted|administrative|administrator|root|superuser|privileged|god)[- ]?(level)?\s{1,4}(\w{3,14}\s{1,4}){0,1}(access|privileges?|permissions?|rights|mode|authority|clearance)\b/ nocase
        $claim = /\b(explain|claim|say|tell|state|emphasi[sz]e|assert)\s[^.!?]{0,80}\b(you\s{1,4}(have|operate|are)|it\s{1,4}has)\b[^.!?]{0,30}\b(special|administrative|privileged|elevated|root|official)\s{1,4}(\w{3,14}\s{1,4}){0,1}(access|mode|authority|privileges?|status|rights)\b/ nocase
    condition:
        any of them
}

rule convenient_overgrant {
    meta:
        title      = "text grants far more than is needed, for convenience"
        severity   = "high"
        confidence = "medium"
        threat     = "excessive-permission"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "The promise to narrow the grant later is never kept; whoever gets in has everything."
        fix        = "Name the actions and resources that are needed."
    strings:
        $excuse = /\b(use|attach|grant|configur\w{0,3}|assign|apply|set|give|enable|add|request)\w{0,3}\s[^.!?\n]{0,60}\b(AdministratorAccess|broad\s{1,4}(\w{2,10}\s{1,4}){0,1}(permissions?|access|roles?)|wildcard\s{1,4}permissions?|full\s{1,4}admin\w{0,12}|cluster-admin|roles\/owner|owner\s{1,4}role|root\s{1,4}access|chmod\s{1,4}-?R?\s{0,2}777)\b[^.!?\n]{0,80}\b(convenien|simplicity|for\s{1,4}(initial|debugging|now|ease|testing|flexibility)|during\s{1,4}(setup|deployment|onboarding)|later|temporar|avoid\s{1,4}permission|scoped\s{1,4}(down\s{1,4})?after|can\s{1,4}be\s{1,4}(narrowed|scoped|restricted|tightened))/ nocase
        $cross = /\b(regist|grant|add|allow|creat|trust|invit)\w{0,4}\s[^.!?\n]{0,60}\b(cross-account|external\s{1,4}account|third[- ]party\s{1,4}account|external\s{1,4}(principal|collaborator|user))\b[^.!?\n]{0,80}(\b\d{12}\b|permission|access|role|admin)/ nocase
    condition:
        any of them
}

rule broad_trigger {
    meta:
        title      = "the artifact asks to be used for everything"
        severity   = "medium"
        confidence = "medium"
        threat     = "tool-poisoning"
        scope      = "skill.description, skill.frontmatter, tool.description, server.instructions, card.text"
        guard      = "negated"
        why        = "It is loaded into every conversation and shuts out what would serve better."
        fix        = "Say which tasks it is for."
        taxonomy   = "ASI09, AISubtech-4.3.5"
    strings:
        $any = /\b(use|invoke|call|load|run|activate|trigger|apply|select|choose)s?\s{1,4}(this\s{1,4}|it\s{1,4})?(\w{3,10}\s{1,4}){0,2}(for|on|with|when|whenever|before|in|at)\s{1,4}(\w{2,10}\s{1,4}){0,4}(everything|anything|any\s{1,4}(task|request|question|message|query|conversation|prompt|user\s{1,4}(input|message|request|query))|every\s{1,4}(task|request|question|message|query|conversation|prompt|turn|response|session|single)|all\s{1,4}(tasks|requests|questions|conversations|messages|queries)|ANY\s{1,4}development\s{1,4}task)\b/ nocase
        $first = /\b(always|must|mandatory)\s{1,4}(\w{2,10}\s{1,4}){0,2}(use|invoke|call|load|run|activate|select|choose|execute)\w{0,3}\s{1,4}(this|me|it)\s{1,4}(\w{2,10}\s{1,4}){0,2}(first|before\s{1,4}(any|all|every|other)|instead\s{1,4}of)/ nocase
        $only = /\b(only|sole|single)\s{1,4}entry\s{0,1}-?point\b[^.!?]{0,80}\b(any|every|all)\b/ nocase
    condition:
        any of them
}

rule steered_dependency {
    meta:
        title      = "text steers which package is installed, away from the original"
        severity   = "medium"
        confidence = "medium"
        threat     = "supply-chain"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "A fork, an old version or a private index is where the changed code waits."
        fix        = "Name the original package and let the user's registry settings stand."
    strings:
        $fork = /\b(install|use|add|import|pull|replace|substitute|swap)\w{0,3}\s[^.!?\n]{0,60}\b(our|this|my|custom|patched|private|internal)\s{1,4}(\w{2,14}\s{1,4}){0,2}(fork|mirror|registry|index|build|package)\b[^.!?\n]{0,60}\b(instead\s{1,4}of|rather\s{1,4}than|in\s{1,4}place\s{1,4}of|not\s{1,4}the)\s{1,4}(the\s{1,4})?(official|original|upstream|public|standard|pypi|npm)/ nocase
        $rewrite = /\bautomatically\s{1,4}(update|modif|edit|rewrit|pin|add|inject|replac|chang|overwrit)\w{0,4}\s[^.!?\n]{0,40}(requirements\.txt|package\.json|pyproject\.toml|package-lock|poetry\.lock|Cargo\.toml|go\.mod|dependencies)/ nocase
    condition:
        any of them
}

rule hidden_text_surfaced {
    meta:
        title      = "text makes the model pass hidden text on unchecked"
        severity   = "medium"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "Text that nobody sees is where a document carries instructions for the model."
        fix        = "Mark what a page does not show, and treat it as data."
        taxonomy   = "AML.T0051.001"
    strings:
        $hidden = /\b(hidden|invisible|white-on-white|concealed|off-page)\s{1,4}(text|layers?|content|formatting|fields|comments)\b[^.!?]{0,120}\b(verbatim|exactly\s{1,4}as|without\s{1,4}(filter|sanit|modif|truncat|summar|review))/ nocase
        $verbatim = /\b(verbatim|exactly\s{1,4}as\s{1,4}(stored|written|found)|without\s{1,4}(truncation|sanitiz|filtering|summarization|modification))\b[^.!?]{0,120}\b(all\s{1,4}layers|hidden\s{1,4}(text|layers?|content)|metadata\s{1,4}fields|do\s{1,4}not\s{1,4}normali[sz]e)/ nocase
        $raw = /\bdo\s{1,4}not\s{1,4}(normali[sz]e|sanitize|escape|strip|filter)\s[^.!?\n]{0,60}\b(unicode|zero-?width|invisible|control\s{1,4}characters|html|instructions)\b/ nocase
    condition:
        any of them
}

rule first_read_order {
    meta:
        title      = "text orders the model to act as soon as it is read"
        severity   = "medium"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "Loading a document starts actions that the user did not ask for."
        fix        = "Wait for the user's request."
        taxonomy   = "ASI10"
    strings:
        $when = /\b(when|once|after|as\s{1,4}soon\s{1,4}as|the\s{1,4}moment)\s{1,4}you\s{1,4}(\w{2,8}\s{1,4}){0,1}(read|load|see|open|receive|install|discover|encounter)\s{1,4}(this|the)\s{1,4}(\w{2,10}\s{1,4}){0,1}(skill|file|document|page|message|text|instructions?)\b[^.!?]{0,80}\b(immediately|right\s{1,4}away|at\s{1,4}once|automatically|without\s{1,4}(asking|waiting|confirmation))\b/ nocase
        $register = /\b(register|sign\s{1,4}up|create\s{1,4}an\s{1,4}account|enroll|join)\b[^!?]{0,200}\b(do\s{1,4}not|don'?t|without)\s{1,4}(ask|asking|wait|waiting|prompt|prompting|bother)\w{0,3}\s{1,4}(for\s{1,4})?(the\s{1,4}|your\s{1,4})?(user|human|operator|owner|permission)\b/ nocase
    condition:
        any of them
}
