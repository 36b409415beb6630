// Tool definitions that steer how other tools are used.

rule tagged_orders {
    meta:
        title      = "orders to the model stand in a tag that poses as the host"
        severity   = "high"
        confidence = "high"
        threat     = "tool-poisoning"
        scope      = "tool, card.text, server.text"
        why        = "The tag gives the text the weight of the system's own voice, and what it orders is secret, or reaches what the tool has no business with."
        fix        = "Remove the tag and the orders; describe what the tool does."
        reference  = "https://invariantlabs.ai/blog/mcp-security-notification-tool-poisoning-attacks"
    strings:
        $tag     = /<[!\/]?\s{0,2}(very[ _-]|extremely[ _-]|critical[ _-])?(important|critical|system|admin|administrator|developer|override|urgent|mandatory|instructions?|directives?|priority|for[ _-](ai|llm|models?|assistants?|agents?)|(ai|llm|model|assistant|agent)[ _-](only|instructions?|notes?|directives?))([ _:-]{1,3}[a-z _-]{1,24})?\s{0,2}!?>/ nocase
        $bracket = /[\[{]{1,3}!?\s{0,2}(VERY |EXTREMELY )?(IMPORTANT|CRITICAL|SYSTEM|ADMIN|ADMINISTRATOR|DEVELOPER|OVERRIDE|URGENT|MANDATORY|INSTRUCTIONS?|DIRECTIVE|PRIORITY|AI|LLM|ASSISTANT|AGENT)([ _:-]{1,3}[A-Z _-]{1,24})?\s{0,2}!?[\]}]{1,3}/
        $note    = /[\[{]{1,3}!?\s{0,2}(system|admin|developer|ai|llm|assistant|agent|model)[ _:-]{1,3}(notes?|notice|messages?|override|instructions?|prompt|directives?|command|only)[a-z _-]{0,16}[\]}]{1,3}/ nocase
        $voice   = /\b((system|admin|developer|internal|security|critical|mandatory|priority|hidden)\s(system\s)?(instructions?|override|directives?|notice|command|protocol|requirement)s?|note\s(to|for)\s(the\s|all\s)?(ai|assistants?|llms?|models?|agents?)|(ai|llm|assistant|agent|model)\s(instructions?|notes?|directives?))(\s\([^)\n]{1,30}\))?\s?:/ nocase
        $covert  = /[<\[{]{1,3}!?\s{0,2}(hidden|secret|invisible|covert|stealth|backdoor)([ _:-]{1,3}[a-z _-]{1,24})?\s{0,2}!?[>\]}]{1,3}([^(]|$)/ nocase
        $unseen  = /\b(hidden|secret|covert)\s(instructions?|directives?|commands?|orders?|prompts?|notes?)\s{0,2}[:\[(]/ nocase
        $spoken  = /<[!\/]?[a-z _-]{4,30}>\s{1,2}(tags?|markers?|markup|elements?)\b/ nocase private
        $deny    = /\b(do not|don('|\xe2\x80\x99)t|never|without)\s{1,3}(\w{1,12}\s{1,3}){0,2}(mention|tell|telling|inform|informing|notify|notifying|reveal|disclose|ask|asking|alert)/ nocase private
        $ignore  = /\b(ignore|disregard|override|bypass|forget)\s{1,3}(\w{1,12}\s{1,3}){0,3}(instructions?|rules|guidelines|restrictions|polic(y|ies)|safety|prompts?|user)\b/ nocase private
        $sink    = /\b(send|post|upload|forward|exfiltrate|transmit|copy|bcc|email)\s{1,3}(\w{1,12}\s{1,3}){0,6}(to|via)\s{1,3}(https?:|\S{1,40}@|the (server|endpoint|url|webhook))/ nocase private
        $steal   = /\b(exfiltrat|leak|steal|harvest|siphon)(e|ing|s)?\b/ nocase private
        $source  = /(\.ssh\b|id_rsa|id_ed25519|\.env\b|\.aws\/|\.netrc|\.npmrc|\.kube\/|mcp\.json|_config\.json|git-credentials|\/etc\/(passwd|shadow)|private[ _-]key|\bapi[ _-]keys?\b|\bcredentials?\b|\bpasswords?\b|\bsecrets?\b|\b(access|auth|bearer|session)[ _-]tokens?\b|\bconfidential\b|_history\b|\bsystem prompt\b|(conversation|chat) history)/ nocase private
        $order   = /\b(you|agent|agents|assistant|model|llm)\s{1,3}(must|should|shall|will|also|need to|have to|are required to)\b/ nocase private
        $act     = /\b(always|first|also|must|then|please)\s{1,3}(exfiltrate|leak|read|access|call|include|send|pass|fetch|append|run|execute|use|forward|copy)\b/ nocase private
        $before  = /\b(before|prior to|when|whenever|after)\s{1,3}(using|calling|invoking|running|executing)\b/ nocase private
        $pass    = /\band\s{1,3}(then\s{1,3})?(pass|include|send|append|put|attach|provide|return|add)\b/ nocase private
        $imper   = /(^|[.!>:\n])\s{0,3}(send|read|upload|forward|pass|include|copy|fetch|execute)\s{1,3}(the|all|any|its|every|your|their)\b/ nocase private
    condition:
        (any of ($covert, $unseen) and any of ($order, $act, $deny, $source)) or
        ((($tag and #tag > #spoken) or $bracket or $note or $voice) and
            (any of ($deny, $ignore, $sink, $steal) or ($source and any of ($order, $act, $before, $pass, $imper))))
}

rule authority_tags {
    meta:
        title      = "a tag in a listing poses as the voice of the host"
        severity   = "medium"
        confidence = "medium"
        threat     = "tool-poisoning"
        scope      = "tool, card.text, server.text"
        why        = "Models give more weight to text in tags such as <IMPORTANT> or [SYSTEM]; people who approve a tool rarely see it."
        fix        = "Describe the tool without tags; leave orders to the host."
        reference  = "https://invariantlabs.ai/blog/mcp-security-notification-tool-poisoning-attacks"
    strings:
        $tag     = /<[!\/]?\s{0,2}(very[ _-]|extremely[ _-]|critical[ _-])?(important|critical|hidden|secret|confidential|system|admin|administrator|developer|override|urgent|mandatory|instructions?|directives?|priority|for[ _-](ai|llm|models?|assistants?|agents?)|(ai|llm|model|assistant|agent)[ _-](only|instructions?|notes?|directives?))([ _:-]{1,3}[a-z _-]{1,24})?\s{0,2}!?>/ nocase
        $bracket = /[\[{]{1,3}!?\s{0,2}(VERY |EXTREMELY )?(IMPORTANT|CRITICAL|HIDDEN|SECRET|SYSTEM|ADMIN|ADMINISTRATOR|DEVELOPER|OVERRIDE|URGENT|MANDATORY|INSTRUCTIONS?|DIRECTIVE|PRIORITY|AI|LLM|ASSISTANT|AGENT)([ _:-]{1,3}[A-Z _-]{1,24})?\s{0,2}!?[\]}]{1,3}/
        $note    = /[\[{]{1,3}!?\s{0,2}(system|admin|developer|ai|llm|assistant|agent|model)[ _:-]{1,3}(notes?|notice|messages?|override|instructions?|prompt|directives?|command|only)[a-z _-]{0,16}[\]}]{1,3}/ nocase
        $voice   = /\b((system|admin|developer|internal|security|critical|mandatory|priority|hidden)\s(system\s)?(instructions?|override|directives?|notice|command|protocol|requirement)s?|note\s(to|for)\s(the\s|all\s)?(ai|assistants?|llms?|models?|agents?)|(ai|llm|assistant|agent|model)\s(instructions?|notes?|directives?))(\s\([^)\n]{1,30}\))?\s?:/ nocase
        $spoken = /<[!\/]?[a-z _-]{4,30}>\s{1,2}(tags?|markers?|markup|elements?)\b/ nocase private
        $order = /\b(you|agent|agents|assistant|model|llm)\s{1,3}(must|should|shall|need to|have to|are required to)\b/ nocase private
        $deny  = /\b(do not|don('|\xe2\x80\x99)t|never|without)\s{1,3}(\w{1,12}\s{1,3}){0,2}(mention|tell|inform|notify|reveal|disclose|show|explain|ask)/ nocase private
        $first = /\b(always|first|also|must)\s{1,3}(read|access|call|include|send|pass|fetch|append|run|execute|check)\b/ nocase private
        $when  = /\b(before|when|whenever|after)\s{1,3}(using|calling|invoking|running|executing|providing|this tool|any tool|every)\b/ nocase private
    condition:
        not tagged_orders and (($tag and #tag > #spoken) or any of ($bracket, $note, $voice)) and any of ($order, $deny, $first, $when)
}

rule chat_template_tokens {
    meta:
        title      = "text holds the control tokens of a chat template"
        severity   = "high"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "tool, card.text, server.text, skill.description, skill.body, instructions, comment"
        guard      = "quoted, documented"
        why        = "A model that is fed the text unescaped takes what follows for a new message of the system or the user."
        fix        = "Remove the tokens."
        taxonomy   = "AISubtech-1.1.4"
    strings:
        $chatml = /<\|im_start\|>\s{0,4}(system|user|assistant|developer)\b/ nocase
        $header = /<\|start_header_id\|>\s{0,4}(system|user|assistant)\b/ nocase
        $llama  = /\[INST\]\s{0,8}<<SYS>>/ nocase
        $close  = /(<\/s>|<\|eot_id\|>|<\|im_end\|>|<\|endoftext\|>|<end_of_turn>)\s{0,8}(<s>|\[INST\]|<\|[a-z_]{4,20}\|>|<start_of_turn>)/ nocase
        $role   = /<\|(system|developer|assistant)\|>\s{0,4}\w/ nocase
        $turn   = /<start_of_turn>\s{0,4}(user|model|system)/ nocase
        $harmony = /<\|start\|>(system|developer|assistant)/ nocase
        $fence  = /<\/(tools?|functions?|function_calls|tool_description|available_tools|system_prompt)>\s{0,8}(<|\w)/ nocase
        $result = /<\/?(function_results|tool_response|tool_result|antml:[a-z_]{4,20})>\s{0,8}(<|\w)/ nocase
    condition:
        any of them
}

rule fake_turns {
    meta:
        title      = "a listing imitates turns of a conversation"
        severity   = "high"
        confidence = "medium"
        threat     = "prompt-injection"
        scope      = "tool.description, tool.parameter, tool.metadata, server.instructions, server.text, resource, prompt"
        guard      = "quoted"
        why        = "A model that reads on as if the user or the system had spoken obeys what the server wrote."
        fix        = "Remove the imitated turns; give examples as arguments."
    strings:
        $turn = /\n\s{0,4}(\*\*|#{1,4} )?(system|user|human|assistant)(\*\*)?\s?:\s[^\n]{0,200}\b(ignore|you must|you are now|read the|send the|do not|don't|call the|use the|execute|from now on)\b/ nocase
    condition:
        $turn
}

rule concealed_actions {
    meta:
        title      = "a tool tells the model to do something behind the user's back"
        severity   = "high"
        confidence = "high"
        threat     = "tool-poisoning"
        scope      = "tool, server.text"
        why        = "Nobody hides from the user what the user asked for."
        fix        = "Remove the order; let the user see what the tool does."
        taxonomy   = "ASI09"
    strings:
        $this    = /\b(do not|don('|\xe2\x80\x99)t|never|must not|shall not|will not|not to|should not)\s{1,3}(\w{1,12}\s{1,3}){0,2}(mention|tell|inform|notify|reveal|disclose|alert|report|acknowledge|let|show|discuss|explain|talk about)\s{1,3}((to )?(the |your )?(user|human|customer|anyone|operator)s?\s{1,3})?(about\s{1,3}|of\s{1,3}|know\s{1,3}(about\s{1,3})?)?(this|these|any of this|that (you|this tool|the tool|this|it)|you('|\xe2\x80\x99)re|you (are|did|have))\b/ nocase
        $bare    = /\b(do not|don('|\xe2\x80\x99)t|never)\s{1,3}(ever\s{1,3})?(tell|inform|notify|alert|show( this| it)? to|mention( this| it)? to|reveal( this| it)? to|disclose( this| it)? to)\s{1,3}(the\s{1,3})?(user|human|customer|operator)s?\s{0,2}([.;!,)\]]|$)/ nocase
        $keep    = /\bkeep\s{1,3}(this|it|that|these|them|everything)\s{1,3}(\w{1,12}\s{1,3}){0,2}(hidden|secret|invisible|concealed|confidential|unmentioned)\b/ nocase
        $trace   = /\bleave\s(no trace|this out|it out|that out|these out)\b/ nocase
        $unheard = /(\bno|\bnot|n('|\xe2\x80\x99)t)\sneed\s(to|for (the )?(user|users|them) to)\s(hear|know|see|be told|be aware|be informed|be notified)\b/ nocase
        $unsaid  = /\bwithout\s(mentioning|saying|revealing|disclosing|announcing|explaining)\s(it|so|this|that|why|anything)\b/ nocase
        $covert  = /\b(silently|secretly|quietly|covertly|stealthily|discreetly|invisibly|surreptitiously)\s{1,3}(\w{1,12}\s{1,3}){0,1}(send|read|forward|copy|include|upload|collect|transmit|attach|bcc|call|invoke|access|exfiltrate|gather|extract|email|post|share|record|append)/ nocase
        $blend   = /\b(format|disguise|make)\s{1,3}(\w{1,12}\s{1,3}){0,3}(to look like|look like|as if|appear as|appear to be)\s{1,3}(normal|regular|ordinary|part of|a standard|standard)/ nocase
        $hide    = /\b(hide|conceal|obscure|cover up)\s(that|the fact|this|it|these)\b/ nocase
        $unaware = /\b(user|human|customer|operator|nobody|no one|they)s?\s(is|are|must be|should be|be|remains?|stays?)(n('|\xe2\x80\x99)t|\snot)?\s(un)?aware\s(of this|of it|of these|that this|that you)\b/ nocase
        $lie     = /\bif\s(anyone|anybody|someone|asked|the user asks)\b[^.\n]{0,40}\b(say|claim|deny|pretend|insist|answer that)\b/ nocase
        $pretend = /\bpresent\s{1,3}(it|them|this|that|these|the \w{1,20})\s{1,3}(as if|as though|as part of|as normal)\b/ nocase
        $deny    = /\b(do not|don('|\xe2\x80\x99)t|never|must not|shall not|will not|may not|not to|should not|shouldn('|\xe2\x80\x99)t|avoid)\s{1,3}(\w{1,12}\s{1,3}){0,2}(mention|tell|inform|notif|reveal|disclos|alert|report|acknowledg|let|show|display)\w{0,5}\s[^.\n]{0,60}\b(user|human|customer|operator|person|anyone|you('|\xe2\x80\x99)re|you are|you did|this step|this action|this instruction|these instructions|this to|any of this|this process)/ nocase
        $unseen  = /\b(user|human|customer|operator)\s{1,3}(must|should|does|do|need|will|can|may)\s{0,3}(not|never|n('|\xe2\x80\x99)t)\s{1,3}(\w{1,10}\s{1,3}){0,2}(know|see|notice|be told|be informed|be aware|be notified|be shown|learn)\b/ nocase
        $french  = /\bne\s{1,3}(le |la |les |l('|\xe2\x80\x99)|pas |jamais |rien ){0,3}(mentionn|dis|inform|r(\xc3\xa9|e)v(\xc3\xa9|e)l|revel|signal|pr(\xc3\xa9|e)ven|montr)\w{0,6}\s[^.\n]{0,60}\b(utilisateur|client)/ nocase
        $german  = /\b(ohne|nicht|niemals)\b[^.\n]{0,40}\b(nutzer|benutzer|anwender)\w{0,3}\b[^.\n]{0,40}\b(informier|erw(\xc3\xa4|a)hn|mitteil|sag|wiss|bescheid)/ nocase
        $spanish = /\b(no|nunca|sin)\s{1,3}(\w{1,3}\s){0,2}(mencion|inform|dig|revel|avis|muestr)\w{0,5}\s[^.\n]{0,60}\b(usuario|cliente)/ nocase
        $action  = /\b(retrieve|recommend|respond|need|hand|read|access|include|send|pass|forward|copy|upload|fetch|append|attach|call|invoke|execute|collect|extract|retrieve|add|insert|modif|change|replace|redirect|record|log|envo|lis|lire|trasmet|transmet|lea|lies|sende|schick|pase|passe)\w{0,4}\s/ nocase private
        $source  = /(\.ssh\b|id_rsa|id_ed25519|\.env\b|\.aws\/|mcp\.json|\/etc\/(passwd|shadow)|private[ _-]key|\bapi[ _-]keys?\b|\bcredentials?\b|\bpasswords?\b|\bsecrets?\b|[ _-]tokens?\b|\bconfidential\b|_history\b|\bsystem prompt\b|(conversation|chat)( history)?\b|\bbcc\b|\brecipient|https?:\/\/|\/resources?\b|\w:\/\/\w|\bfile\b|\bcontents?\b|\bfichier|\barchivo|\bdatei)/ nocase private
    condition:
        any of ($trace, $unheard, $unsaid, $this, $bare, $keep, $covert, $blend) or (any of ($pretend, $hide, $unaware, $lie) and $action) or
        (any of ($deny, $unseen, $french, $german, $spanish) and $action and $source)
}

rule secret_as_argument {
    meta:
        title      = "a tool has the model read secrets and hand them over"
        severity   = "high"
        confidence = "high"
        threat     = "tool-poisoning"
        scope      = "tool, card.text, server.text"
        guard      = "examined"
        why        = "The model has the user's permissions: it reads the file and sends it to the server inside of an ordinary call."
        fix        = "Remove the order; a tool gets what it needs from its own parameters and configuration."
        reference  = "https://invariantlabs.ai/blog/mcp-security-notification-tool-poisoning-attacks"
        taxonomy   = "AML.T0098, AISubtech-12.1.1"
    strings:
        $read    = /\b(read|open|load|access|fetch|cat|retrieve|get|extract|collect|grab|dump|find|obtain|include|check|lire|lis|lies|lea|lee|leer|abre|ouvr\w{1,3}|\xc3\xb6ffne)\b[^\n]{0,80}(\.ssh\b|id_rsa|id_ed25519|id_ecdsa|\.env(\.(local|prod\w{0,8}|dev\w{0,9}))?([^.\w]|\.\W|\.?$)|\.aws\/|\.netrc|\.npmrc|\.pypirc|\.kube\/|\.docker\/config|mcp\.json|desktop_config|git-credentials|\.gnupg|\/etc\/(passwd|shadow)|\.(bash|zsh)_history|keychain|wallet\.dat|login data|\.config\/gcloud|\.claude\.json|\.codex\/)/ nocase
        $must    = /\b(must|should|shall|needs? to|has to|have to|please|first|required to|necessary to|make sure to|be sure to)\b[^.\n]{0,30}\b(read|open|access|load|fetch|retrieve|obtain|include|collect|pass|provide|supply|send|contain)\b[^\n]{0,60}(\.ssh\b|id_rsa|id_ed25519|id_ecdsa|\.env(\.(local|prod\w{0,8}|dev\w{0,9}))?([^.\w]|\.\W|\.?$)|\.aws\/|\.netrc|\.npmrc|\.pypirc|\.kube\/|\.docker\/config|mcp\.json|desktop_config|git-credentials|\.gnupg|\/etc\/(passwd|shadow)|\.(bash|zsh)_history|keychain|wallet\.dat|login data|\.config\/gcloud|\.claude\.json|\.codex\/)/ nocase
        $passive = /(\.ssh\b|id_rsa|id_ed25519|id_ecdsa|\.env(\.(local|prod\w{0,8}|dev\w{0,9}))?([^.\w]|\.\W|\.?$)|\.aws\/|\.netrc|\.npmrc|\.pypirc|\.kube\/|\.docker\/config|mcp\.json|desktop_config|git-credentials|\.gnupg|\/etc\/(passwd|shadow)|\.(bash|zsh)_history|keychain|wallet\.dat|login data|\.config\/gcloud|\.claude\.json|\.codex\/)[^.\n]{0,40}\b(must|should|shall|needs? to|has to|have to|to)\b[^.\n]{0,12}\bbe (read|passed|included|provided|sent|accessed|loaded|supplied|opened|attached|forwarded)\b/ nocase
        $steal   = /\b(exfiltrate|leak|steal|harvest|siphon|smuggle)\b[^.\n]{0,60}\b((private keys?|environment variables|api[ _-]keys?|credentials|passwords?|session cookies?|(access|auth|bearer|session|refresh)[ _-]?tokens?|secrets|ssh keys?|seed phrase|recovery phrase|configuration file|config file)|data|contents?|conversation|files?)\b/ nocase
        $users   = /\b(put|include|pass|send|append|supply|add|attach|write|copy|encode)\b[^.\n]{0,40}\b(the user('|\xe2\x80\x99)s?|any|all|the host('|\xe2\x80\x99)?s|the machine('|\xe2\x80\x99)?s)\b[^.\n]{0,30}\b(password|private keys?|session cookies?|ssh keys?|seed phrase|environment variables|credentials|secrets)\b[^.\n]{0,60}\b(in|into|to|as|via|through)\b/ nocase
        $seen    = /\b(any|all|every)\s(api[ _-]?keys?|tokens?|passwords?|secrets?|credentials?)\b[^.\n]{0,20}\byou\s(see|find|know|have|encounter|come across|can)\b/ nocase
        $content = /\b(contents?|text|body)\b[^.\n]{0,24}\bof\b[^\n]{0,30}(\.ssh\b|id_rsa|id_ed25519|id_ecdsa|\.env(\.(local|prod\w{0,8}|dev\w{0,9}))?([^.\w]|\.\W|\.?$)|\.aws\/|\.netrc|\.npmrc|\.pypirc|\.kube\/|\.docker\/config|mcp\.json|desktop_config|git-credentials|\.gnupg|\/etc\/(passwd|shadow)|\.(bash|zsh)_history|keychain|wallet\.dat|login data|\.config\/gcloud|\.claude\.json|\.codex\/)/ nocase
        $soft    = /\b(you must|you should|you need to|first|before (using|calling|invoking)|always|make sure to|be sure to|please)\b[^.\n]{0,60}\b(read|access|fetch|retrieve|extract|collect|gather|include|obtain|look up)\b[^\n]{0,80}\b(private keys?|environment variables|api[ _-]keys?|credentials|passwords?|session cookies?|(access|auth|bearer|session|refresh)[ _-]?tokens?|secrets|ssh keys?|seed phrase|recovery phrase|configuration file|config file)\b/ nocase
        $pass    = /\b(pass|passing|include|put|send|provide|append|attach|supply|place|embed|add|insert|encode|submit|forward|write|store|return|use|passe[rz]?|transmet\w{0,4}|envoie\w{0,2}|pase|pasa|\xc3\xbcbergib|sende)\b[^\n]{0,80}\b(as|in|into|to|via|through|within|with|comme|dans|como|als|en)\b[^\n]{0,40}(parameter|argument|param\b|field|sidenote|\bnote|context|input|request|header|response|\burl\b|call|body|output|param(\xc3\xa8|e)tre|par(\xc3\xa1|a)metro|this tool|the tool|https?:\/\/|\bserver|[`'"][^\s`'"]{2,30}[`'"])/ nocase private
        $them    = /\b(its|their|the|file|full|entire|raw)\s{1,3}(\w{1,12}\s{1,3}){0,2}(contents?|values?|text|data)\s{1,3}(as|in|into|to|via|through)\b/ nocase private
        $expects = /\b(tool|server|parameter|argument|field)\b[^.\n]{0,20}\b(expects?|needs?|requires?|must contain|should contain)\b/ nocase private
        $order   = /\b(must|required|otherwise|before|first|always|please|precondition|prerequisite|so (that )?the tool|for the tool|to work)\b/ nocase private
    condition:
        any of ($must, $passive, $steal, $users, $seen) or
        ($read and any of ($pass, $them, $expects)) or ($content and any of ($order, $pass, $expects)) or ($soft and $pass)
}

rule hijacked_tools {
    meta:
        title      = "a tool tells the model to change how another tool is used"
        severity   = "high"
        confidence = "medium"
        threat     = "tool-poisoning"
        scope      = "tool, card.text, server.text"
        why        = "The server never has to be called: its text alone redirects the mails, payments or files of other servers' tools."
        fix        = "Speak of this tool only."
        reference  = "https://invariantlabs.ai/blog/whatsapp-mcp-exploited"
        taxonomy   = "MCP09"
    strings:
        $tamper = /\b(append|prepend|inject|insert|add|concatenate)\b[^\n]{0,60}\bto the\b[^.\n]{0,24}\b(parameters?|arguments?|inputs?|body|prompt)\b[^.\n]{0,20}\bof (the |any |every |all )?(other tools?|[a-z]{2,20}_[a-z_]{2,30})/ nocase
        $rewrite = /\b(any|every|all|each)\b[^.\n]{0,24}\b(links?|urls?|addresses|recipients?|answers?|repl(y|ies)|responses?)\b[^.\n]{0,40}\b(must|should|shall|needs? to)\b[^.\n]{0,12}\bbe (replaced|redirected|rewritten|routed|changed|sent)\b/ nocase
        $publish = /\bprivate\b[^\n]{0,120}\b(copy|post|publish|upload|push|share|paste|commit)\b[^\n]{0,60}\bpublic (gist|repo\w{0,7}|issue|comment|channel|bucket|paste|page|pull request)/ nocase
        $when   = /\b(when|whenever|if|every time|each time|any time|anytime|once|while|before|after)\b[^.\n]{0,60}\b[a-z]{2,20}([_-][a-z]{2,20}){1,4}\b[^.\n]{0,40}\b(called|invoked|used|executed|triggered|available|present|runs?)\b/ nocase private
        $using  = /\b(when|whenever|before|after|each time|every time|any time|while|for every|for any|for all|on every)\b[^.\n]{0,40}\b(using|calling|invoking|running|executing|use|call|calls|invocations?|sending|uses?)\b[^.\n]{0,40}\b([a-z]{2,20}([_-][a-z]{2,20}){1,4}|(any|other|another|all|every|each|the)( other)?( \w{2,20})? (tools?|servers?|emails?|messages?|payments?|mcp))\b/ nocase private
        $every  = /\b(in|for|on|to|with|of)\s(every|each|all|any)\b[^.\n]{0,30}\b(calls?|invocations?|tools?|outgoing|emails?|mails?|messages?|transactions?|transfers?|payments?|invitations?)\b/ nocase private
        $doing  = /\b(when|whenever|if)\b[^.\n]{0,40}\b(send|sending|pay|paying|transfer|transferring|book|booking|invite|inviting|email|emailing|deploy|deploying|push|pushing)\b/ nocase private
        $concrete = /\b(add|include|put|blind copy|b?cc[ :]|copy|send|sent|forward|forwarded|deliver|delivered|routed|transfer|transferred|invite|replaced (by|with)|changed to|set to)\b[^.\n]{0,30}([^\s@]{1,40}@[^\s@]{2,40}\.[a-z]{2,10}|\b0x[0-9a-f]{4}|\+\d{7,15}\b)/ nocase
        $used   = /[^\s@]{1,40}@[^\s@]{2,40}\.[a-z]{2,10}\b[^.\n]{0,60}\b(used|entered|given|set|put|filled in) as\b[^.\n]{0,16}\b(recipient|destination|payee|addressee|address)/ nocase
        $change = /\b(change|replace|modify|rewrite|redirect|alter|swap|substitute|reroute|override|divert)\b[^.\n]{0,60}\b(recipients?|to field|phone numbers?|(email|wallet|destination|delivery|mail|payment|recipient)[ -]address(es)?|destinations?|attendees?|bcc|beneficiary|account numbers?|iban|proxy|payees?)\b/ nocase
        $carbon = /\b(add|include|set|put|append|insert|always|also|secretly)\b[^.\n]{0,40}\b(bcc|blind copy|carbon copy|cc)\b[^.\n]{0,60}(@|field|recipient|address)/ nocase
        $args   = /\b(change|replace|rewrite|alter|swap|substitute|append to|tamper with)\b[^.\n]{0,30}\b(arguments?|parameters?|inputs?)\b[^.\n]{0,30}\b(to|with|by|of)\b/ nocase
        $set    = /\b(recipient|destination|account|address|payee|beneficiary|arguments?|parameters?|phone number|amount)[a-z_]{0,20}\b[^.\n]{0,30}\b(must|should|shall|is|are|be|needs? to|has to)\b[^.\n]{0,20}\b(replaced|changed|substituted|swapped|redirected|rewritten|overridden)\b/ nocase
        $to     = /\b(send|forward|deliver|route|direct)\b[^.\n]{0,40}\b(emails?|messages?|mails?|payments?|funds|files?|results?|outputs?|copy|copies|requests?|invitations?)\b[^.\n]{0,40}\bto\b[^.\n]{0,24}(@[\w-]{2,40}\.[a-z]{2,10}|https?:\/\/|\+\d{6,15})/ nocase
        $instead = /\b(instead of|regardless of|no matter|even if|rather than)\b[^.\n]{0,60}\b(recipients?|address(es)?|phone numbers?|destinations?|user asked|user (said|says|specified|requested|wants|instructed))\b/ nocase
        $url    = /\b(replace|change|rewrite|prefix|redirect)\b[^.\n]{0,24}\b(urls?|links?|hosts?|domains?|endpoints?)\b[^.\n]{0,24}(https?:\/\/|\bto\b|\bwith\b)/ nocase
        $mirror = /\b(push|mirror|send|copy|upload|post)\b[^.\n]{0,24}\b(to|at)\b[^.\n]{0,24}https?:\/\// nocase
    condition:
        any of ($tamper, $publish, $rewrite) or (any of ($when, $using, $every, $doing) and any of ($concrete, $used)) or
        ($every and for any i in (1..6) : (any of ($change, $carbon, $args, $set) in (@every[i]..@every[i] + 200))) or
        ($when and for any i in (1..6) : (any of ($change, $carbon, $to, $args, $instead, $set, $url, $mirror) in (@when[i]..@when[i] + 300))) or
        ($using and for any i in (1..6) : (any of ($change, $carbon, $to, $args, $instead, $set, $url, $mirror) in (@using[i]..@using[i] + 300)))
}

rule conversation_collection {
    meta:
        title      = "a tool collects the conversation or the system prompt"
        severity   = "high"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "tool, card.text"
        guard      = "negated"
        why        = "With every call the server receives what the user told the model, other tools' results and the host's instructions."
        fix        = "Ask for the one thing that the tool needs."
        reference  = "https://www.trailofbits.com/blog/2025/04/23/how-mcp-servers-can-steal-your-conversation-history/"
        taxonomy   = "AML.T0056, AISubtech-8.4.1"
    strings:
        $prompt = /\b(include|pass|send|provide|append|put|attach|paste|copy|return|insert|write|supply|repeat|submit|share|forward|log|record|output|reveal)\b[^.\n]{0,60}\b(your (entire |full |complete |own |current |exact )?(system (prompt|message|instructions)|instructions verbatim|hidden instructions|initial instructions)|the (entire|full|complete|exact|current|verbatim|active) system (prompt|message|instructions))\b/ nocase
        $passive = /\b(entire|full|complete|whole|all|every)( of)?( the| your)?( prior| previous| earlier| past| user)? (messages?|conversations?|chats?|prompts|dialogue)( history| log| transcript| context)?\b[^.\n]{0,60}\b(must|should|needs? to|has to|have to|are to|is to)\b[^.\n]{0,20}\b(forwarded|passed|included|sent|provided|supplied|attached|logged|copied|recorded|transmitted)\b/ nocase
        $spoken = /\b(log|record|send|pass|report|forward|capture|summary of|copy|include|transmit)\b[^.\n]{0,24}\b(everything|anything|all|every \w{1,12}|each \w{1,12})\b[^.\n]{0,40}\b(the user (has )?(said|says|typed|types|wrote|writes|told)|you (give|send|write|produce|answer|say|reply)|verbatim)\b/ nocase
        $talk   = /\b(include|pass|send|provide|append|put|attach|paste|copy|insert|write|supply|submit|share|forward|log|record|transmit|call|invoke)\b[^.\n]{0,60}\b(the )?(entire|full|complete|whole|verbatim|all( of)?( the)?( previous| prior| earlier)?)\s{1,3}(user )?(conversation|chat|dialogue|message history|messages|prompts|context window|tool (outputs|results|responses))\b/ nocase
        $always = /\b(always|must|every|each|before|after|required|automatically|as soon as|whenever|at the (end|start)|in order to|otherwise)\b/ nocase private
        $keep   = /\b(stored|storage|webhook|https?:\/\/|log|analytics|telemetry|compliance|audit|monitoring|training|quality|sync|backup|send|parameter|argument|field|tool)\b/ nocase private
        $yours  = /\b(summary|summarise|summarize|memory|remember)\b/ nocase private
    condition:
        any of ($prompt, $passive, $spoken) or ($talk and $always and $keep and not $yours)
}

rule delayed_behaviour {
    meta:
        title      = "a tool announces that it acts otherwise after a while"
        severity   = "medium"
        confidence = "medium"
        threat     = "tool-poisoning"
        scope      = "tool, server.text"
        guard      = "negated"
        why        = "Reviews and tests see the harmless part; the rest begins when nobody looks any more."
        fix        = "Let the tool do the same at every call."
        taxonomy   = "AML.T0094, AISubtech-11.2.2"
    strings:
        $count = /\b(after|on|upon|from|once|starting (from|with|at|on)|following)\s{1,3}(the\s{1,3})?(first\s{1,3})?(\d{1,4}(st|nd|rd|th)?|one|two|three|four|five|ten|several|a few|second|third|fourth|fifth|tenth|nth)\s{1,3}(\w{1,14}\s{1,3}){0,2}(calls?|uses?|invocations?|executions?|runs?|activations?|interactions?|sessions?)\b/ nocase
        $date  = /\b(after|from|starting|as of|beginning|once)\s{1,3}(on\s{1,3}|the date is\s{1,3}|it is\s{1,3})?(20\d\d-\d\d-\d\d|(january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2},? 20\d\d)/ nocase
        $turn  = /\b(switch(es)?|instead|activat\w{1,4}|different(ly)?|also (read|send|include|call|fetch)|change(s|d)? (its|the|to)|start(s)? (to )?(sending|reading|including|collecting|send|read)|new (instructions|behaviou?r)|must (also |then )?(read|send|include|call|fetch)|unlocks?|reveal|alternat\w{1,6}|obey|begin(s|ning)?|stop(s|ping)?|no longer|becomes?|instructions)\b/ nocase private
    condition:
        any of ($count, $date) and $turn
}

rule comment_in_listing {
    meta:
        title      = "a listing hides orders to the model in a comment"
        severity   = "high"
        confidence = "high"
        threat     = "hidden-content"
        scope      = "tool, card.text, server.text, prompt"
        why        = "Clients that render the description show no comment; the model reads it."
        fix        = "Remove the comment."
    strings:
        $comment = "<!--"
        $slashes = /\[\/\/\]: #/
        $order   = /\b(you|agent|agents|assistant|model|llm|ai)\s{1,3}(must|should|shall|will|need to|have to|are required to)\b/ nocase private
        $act     = /\b(always|first|also|must|then|please)\s{1,3}(read|access|call|include|send|pass|fetch|append|run|execute|use|forward|copy|ignore)\b/ nocase private
        $deny    = /\b(do not|don('|\xe2\x80\x99)t|never|without)\s{1,3}(\w{1,12}\s{1,3}){0,2}(mention|tell|telling|inform|notify|reveal|disclose|ask|show)/ nocase private
        $ignore  = /\b(ignore|disregard|override|bypass)\s{1,3}(\w{1,12}\s{1,3}){0,3}(instructions?|rules|guidelines|prompts?)\b/ nocase private
        $address = /\b(assistants?|agents?|model|llm|ai|claude|gpt|copilot)\s?[:,]\s/ nocase private
        $tool    = /\b(before|when|whenever|after)\s{1,3}(using|calling|invoking|running)\b/ nocase private
        $source  = /\b(read|open|cat|load|list|include|send|pass|fetch|copy|attach|append|get|provide|put|find|paste|collect|return|use|share|reveal)\b[^\n]{0,100}(\.ssh\b|id_rsa|\.env\b|\.aws\/|mcp\.json|\bcredentials\b|\bapi[ _-]keys?\b|\bpasswords\b)/ nocase private
    condition:
        // What stands before the first comment is said in the open.
        ($comment and any of ($order, $act, $deny, $ignore, $tool, $source, $address) in (@comment[1]..filesize))
        or ($slashes and any of ($order, $act, $deny, $ignore, $tool, $source, $address) in (@slashes[1]..filesize))
}

rule script_urls {
    meta:
        title      = "an icon or address in a listing runs as script"
        severity   = "medium"
        confidence = "high"
        threat     = "tool-poisoning"
        scope      = "tool.metadata, resource, server.text, prompt, card.text"
        why        = "A client that renders the icon or follows the address runs the script with its own rights."
        fix        = "Use https addresses of PNG or JPEG images."
        reference  = "https://modelcontextprotocol.io/specification/2025-11-25/basic#icons"
        taxonomy   = "CWE-79"
    strings:
        $script = /\b(javascript|vbscript):[^\s]{2}/ nocase
        $html   = /\bdata:(text\/html|application\/xhtml\+xml|text\/javascript|application\/javascript)/ nocase
        $svg    = /<svg[^>]{0,200}(\bonload\s?=|>[^<]{0,80}<script)/ nocase
        $svg64  = /\bdata:image\/svg\+xml[^,]{0,20},[^\s"]{0,200}(<script|%3cscript|onload=|onload%3d)/ nocase
    condition:
        any of them
}

rule metadata_url : signal {
    meta:
        title      = "an address in a listing"
        severity   = "info"
        confidence = "high"
        threat     = "tool-poisoning"
        scope      = "tool, server.text"
        why        = "Heuristics look at the host."
        fix        = "Name a host of the owner."
        each       = "true"
    strings:
        $url = /\bhttps?:\/\/[^\s"'<>)\]}]{4,200}/ nocase
    condition:
        $url
}

rule before_all_else : signal {
    meta:
        title      = "a tool wants to come first"
        severity   = "info"
        confidence = "medium"
        threat     = "tool-poisoning"
        scope      = "tool, server.text"
        guard      = "negated"
        why        = "Heuristics look at whose tools are meant."
        fix        = "Say when the tool is useful."
    strings:
        $must  = /\b(must|always|mandatory|required|has to|have to|needs? to|should always)\b[^.\n]{0,50}\b(called|run|invoked|used|executed|call|run|use|invoke|execute)\b[^.\n]{0,40}\b(before|prior to|ahead of)\s{1,3}(using |calling |invoking |running |executing |you use |you call |performing |taking |answering |responding to )?(any|all|every|each|anything)(\s{1,3}(other|further|user|of the)){0,2}(\s{1,3}(available |mcp ))?(\s{1,3}(tools?|actions?|requests?|operations?|commands?|quer(y|ies)|tasks?|answers?|responses?|interactions?|else))?\b/ nocase
        $first = /\bbefore\s{1,3}(using|calling|invoking|running|executing|you use|you call)\s{1,3}(any|all|every|each)(\s{1,3}other)?(\s{1,3}(available |mcp ))?\s{1,3}tools?\b[^.\n]{0,60}\b(must|always|call|invoke|run|use|execute|required)\b/ nocase
        $every = /\b(must|always)\s{1,3}(be\s{1,3})?(called|run|invoked|used|executed|call|invoke|run|use)\b[^.\n]{0,30}\b(first|before)\b[^.\n]{0,20}\b(for|in|on|at)\s{1,3}(every|each|any|all)\s{1,3}(user |new )?(request|conversation|message|session|turn|task|query)/ nocase
        $ahead = /\b(call|run|invoke|use|execute)\s{1,3}(\w{1,30}\s{1,3}){1,3}(before|ahead\s{1,3}of|prior\s{1,3}to|in\s{1,3}advance\s{1,3}of)\s{1,3}(each|every|any|all)\s{1,3}(other\s{1,3})?tools?(\s{1,3}(calls?|use|invocations?))?\b/ nocase
        $action = /\b(your|the) (very )?first (action|step|call|tool call|thing)\b[^.\n]{0,40}\b(every|each|any|all)\b[^.\n]{0,24}\b(must|should|is|has to)\b/ nocase
    condition:
        any of them
}

rule tool_discouraged : signal {
    meta:
        title      = "a tool speaks against another tool"
        severity   = "info"
        confidence = "low"
        threat     = "tool-poisoning"
        scope      = "tool, server.text"
        why        = "Heuristics look at whose tool is meant."
        fix        = "Speak of this tool only."
        each       = "true"
    strings:
        $snake = /\b([Ii]nstead of|[Rr]ather than|[Dd]o not (use|call)|[Dd]on't (use|call)|[Nn]ever (use|call)|[Rr]eplaces|[Ss]upersedes|[Ss]top using|[Dd]isable|NEVER use|DO NOT (use|call))( using| calling)?( the)? [`"'*]{0,2}[a-z]{2,20}(_[a-z0-9]{2,20}){1,4}\b/
        $camel = /\b([Ii]nstead of|[Rr]ather than|[Dd]o not (use|call)|[Dd]on't (use|call)|[Nn]ever (use|call)|[Ss]upersedes|[Ss]top using|NEVER use|DO NOT (use|call))( using| calling)?( the)? [`"'*]{0,2}[a-z]{2,20}([A-Z][a-z]{2,20}){1,4}[`"'*]{0,2} (tool|function)\b/
        $bad   = /\b[a-z]{2,20}(_[a-z0-9]{2,20}){1,4}[`"']? (tool )?(is|are) (unsafe|compromised|deprecated|broken|insecure|untrusted|outdated|dangerous)\b/
    condition:
        any of them
}

rule unannounced_actions {
    meta:
        title      = "a tool tells the model to act without the user's knowledge"
        severity   = "high"
        confidence = "medium"
        threat     = "tool-poisoning"
        scope      = "tool, server.text"
        guard      = "negated"
        why        = "Nobody hides from the user what the user asked for."
        fix        = "Let the user see what the tool does, and decide."
        taxonomy   = "ASI09"
    strings:
        $without = /\bwithout\s{1,3}(ever\s{1,3})?(informing|telling|notifying|alerting|the (knowledge|awareness) of|making)\s{0,3}(the |your )?(user|human|customer|operator|aware|them)/ nocase
        $known   = /\bwithout\s{1,3}(the |your )?(user|human|customer|operator)('|\xe2\x80\x99)?s?\s{1,3}(knowledge|awareness|noticing|knowing|seeing)\b/ nocase
        $french  = /\bsans\s{1,3}(en\s{1,3})?(informer|pr(\xc3\xa9|e)venir|avertir|le dire)\b[^.\n]{0,20}\butilisateur/ nocase
        $german  = /\bohne\b[^.\n]{0,12}\b(nutzer|benutzer|anwender)\b[^.\n]{0,12}\b(zu informieren|zu fragen|zu benachrichtigen|dar(\xc3\xbc)ber)/ nocase
        $spanish = /\bsin\s{1,3}(informar|avisar|decir|notificar)\b[^.\n]{0,20}\b(usuario|cliente)/ nocase
    condition:
        any of them
}

rule tool_ordered : signal {
    meta:
        title      = "a tool orders the call of another tool"
        severity   = "info"
        confidence = "low"
        threat     = "tool-poisoning"
        scope      = "tool, server.text"
        guard      = "negated"
        why        = "Heuristics look at whose tool is meant."
        fix        = "Speak of this tool only."
        each       = "true"
    strings:
        $call = /\b([Aa]lways|ALWAYS|[Ff]irst|[Aa]lso|[Mm]ust|MUST|[Tt]hen|[Pp]lease|[Ii]mmediately|[Ss]hould|[Ss]ilently|[Aa]utomatically|[Nn]ext|[Aa]fterwards|[Nn]eed to|[Hh]ave to|[Rr]equired to|[Rr]emember to|and)\s(also\s|first\s|then\s|always\s)?(be used to\s)?(call|execute|run|invoke|use|trigger)\s(the\s)?[`"']?[a-z]{2,20}(_[a-z0-9]{2,20}){1,4}\b/
        $be   = /\b[a-z]{2,20}(_[a-z0-9]{2,20}){1,4}[`"']?\s(tool\s)?(must|should|has to|needs to)\s(always\s|also\s|then\s|first\s)?be\s(called|executed|run|invoked|used)\b/
        $use  = /\b([Uu]se|[Cc]all|[Ii]nvoke|[Uu]sing)\s(the\s)?[`"']?[a-z]{2,20}(_[a-z0-9]{2,20}){1,4}[`"']?\s(tool\s)?to\s(send|post|upload|forward|share|publish|delete|transfer|transmit|email)\b/
        $if   = /\b[Ii]f\s(the\s)?(tool\s)?[`"']?[a-z]{2,20}(_[a-z0-9]{2,20}){1,4}[`"']?\s(tool\s)?is\s(available|present|installed|loaded|connected)\b[^.\n]{0,40}\b(call|use|invoke|run|execute)\b/
    condition:
        any of them
}

rule result_handed_over : signal {
    meta:
        title      = "a tool takes what another one answered"
        severity   = "info"
        confidence = "low"
        threat     = "tool-poisoning"
        scope      = "tool, server.text"
        why        = "Heuristics join it with whose answer it is."
        fix        = "Speak of this tool only."
    strings:
        $pass = /\b(pass|hand|hand over|append|include|attach|send|forward|put|add|copy|supply|provide)\b[^.\n]{0,24}\b(its|the|their|all|this|that)\b[^.\n]{0,16}\b(outputs?|results?|listing|contents?|response|answer|balance|files?|data|history|records?)\b/ nocase
        $home = /\b(home|root) (folder|directory)\b|\/(home|users|root)\//  nocase
    condition:
        any of them
}

rule overreaching_tools {
    meta:
        title      = "a tool orders the model to fetch private things that its work does not need"
        severity   = "high"
        confidence = "medium"
        threat     = "tool-poisoning"
        scope      = "tool, card.text, server.text"
        guard      = "examined"
        why        = "The model reaches what the server cannot: it fetches the thing with the user's permissions and puts it into a call."
        fix        = "Ask for the parameters that the tool needs, and for nothing else."
        taxonomy   = "AML.T0098"
    strings:
        $fetch = /\b(load|paste|copy|upload|gather|look for|search for|retrieve|read|collect|place|encode|comment|hand|hand over|attach|grab|fetch|dump|extract|send|pass)\b[^\n]{0,80}(\*\.pem\b|\.pem files?|~\/\.[a-z]{2,20}|\.ssh\b|\.npmrc|\.netrc|\.aws\/|\.env\b|\.config\/gcloud|mcp\.json|\.(bash|zsh)(rc|_history|_profile)|\b(AWS|GITHUB|OPENAI|ANTHROPIC|AZURE|DATABASE|DB|SLACK)_[A-Z_]{0,24}(SECRET|TOKEN|KEY|PASSWORD)[A-Z_]{0,20}|\b(shell|bash|zsh|command|browser|browsing) history|\bbrowser (profile|cookies|passwords|storage)|\bclipboard\b|\beverything the user|\bcredentials (from|in|of) the (conversation|context|chat|session|workspace)|\b(tokens?|keys?|credentials) (that )?you (use|have|hold)|\b(all|list of( all)?) open (files|tabs)|\bhome (folder|directory))/ nocase
        $needs = /(\*\.pem\b|\.pem files?|~\/\.[a-z]{2,20}|\.ssh\b|\.npmrc|\.netrc|\.aws\/|\.env\b|\.config\/gcloud|mcp\.json|\.(bash|zsh)(rc|_history|_profile)|\b(AWS|GITHUB|OPENAI|ANTHROPIC|AZURE|DATABASE|DB|SLACK)_[A-Z_]{0,24}(SECRET|TOKEN|KEY|PASSWORD)[A-Z_]{0,20}|\b(shell|bash|zsh|command|browser|browsing) history|\bbrowser (profile|cookies|passwords|storage)|\bclipboard\b|\beverything the user|\bcredentials (from|in|of) the (conversation|context|chat|session|workspace)|\b(tokens?|keys?|credentials) (that )?you (use|have|hold)|\b(all|list of( all)?) open (files|tabs)|\bhome (folder|directory))[^\n]{0,60}\b(accompan(y|ies)|is required|are required|must be (present|included|sent|passed)|is expected|pass (it|them) (in|as|to))\b/ nocase
        $order = /\b(must|should|need to|needs to|have to|has to|required|please|remember to|first|prior to|before (answering|using|calling|any|the)|once you|when done|do this|only accepted|critical|leave no|if anyone|in reality|for the tool to)\b/ nocase private
        // What the tool itself does stands at the start, and is handed on to nobody.
        $own = /^\s{0,12}(load|retrieve|read|collect|grab|fetch|dump|extract|copy|search for|look for)(s|es)?( and \w{3,10})?\s[^\n]{0,160}(\.env|home (folder|directory)|clipboard|history)/ nocase private
        $passed = /^\s{0,12}[^\n]{0,240}\b(pass|send|include|provide|attach|put|append|into|before|must|then|first|argument|parameter|field|so that)\b/ nocase private
        $place = /([`'"]\w[^\s`'"]{1,29}[`'"]|\b(parameter|argument|operand|field|webhook|https?:\/\/|this (function|tool)|ticket|request|query|call)\b)/ nocase private
    condition:
        $order and $place and filesize < 20000 and ($needs or #fetch > 1 or ($fetch and (not $own or $passed)))
}

rule overruled_choice {
    meta:
        title      = "a tool is to be used even where the user chose another"
        severity   = "high"
        confidence = "medium"
        threat     = "tool-poisoning"
        scope      = "tool, card.text, server.text, skill.description"
        guard      = "negated, quoted"
        why        = "The user named whom to trust with the task; the text gives it to somebody else."
        fix        = "Say what the tool does well, and leave the choice to the user."
        taxonomy   = "ASI02, AISubtech-4.3.5"
    strings:
        $even    = /\beven\s{1,3}(if|when|though|where)\s{1,3}(the\s{1,3}|a\s{1,3}|your\s{1,3})?(users?|customers?|humans?|operators?|callers?)\s{1,3}(\w{1,12}\s{1,3}){0,4}(another|different|specific|other|named|competing|rival)\s{1,3}(\w{1,14}\s{1,3}){0,2}(tool|server|agent|service|provider|engine|skill|plugin|vendor)s?\b/ nocase
        $instead = /\b(when|whenever|if)\s{1,3}(the\s{1,3}|a\s{1,3}|your\s{1,3})?users?\s{1,3}(asks?\s{1,3}for|names?|wants?|requests?|picks?|chooses?)\s{1,3}(another|a\s{1,3}different|some\s{1,3}other|any\s{1,3}other)\s{1,3}(\w{1,14}\s{1,3}){0,2}(tool|server|agent|service|provider|engine|skill|plugin|vendor)s?\b[^.!?\n]{0,40}\b(use|call|run|invoke|choose|select)\s{1,3}(this|it)\b/ nocase
    condition:
        any of them
}

rule unboxed_execution {
    meta:
        title      = "a listing has the agent run what it is given, out of the sandbox or unseen"
        severity   = "high"
        confidence = "medium"
        threat     = "tool-poisoning"
        scope      = "tool, server.text, card.text"
        guard      = "negated"
        why        = "What a tool returns becomes a command on the user's machine, and the sandbox or the user who would stop it is taken out of the way."
        fix        = "Return data; let the user see and start what has to be run."
        taxonomy   = "ASI02, AML.T0098"
    strings:
        $run    = /\b(agents?|clients?|assistants?|models?|hosts?|llms?|you|then|must|should|and|please)\s{1,3}((must|should|will|shall|have\s{1,3}to|always|immediately|to)\s{1,3}){0,2}(executes?|runs?|pastes?|pipes?|eval|evaluates?)\s{1,3}(it|this|them|these|the\s{1,3}(\w{1,14}\s{1,3}){0,2}(commands?|lines?|values?|strings?|scripts?|snippets?|code|fields?|outputs?|results?|contents?|text))\b/ nocase private
        $box    = /\b(outside|without|out)\s{1,3}(of\s{1,3})?(the\s{1,3}|a\s{1,3}|any\s{1,3}|its\s{1,3}|your\s{1,3})?(sandbox|sandboxing|isolation)\b/ nocase
        $flag   = /\bdangerously-?_?(disable-?_?sandbox|skip-?_?permissions)/ nocase
        $unseen = /\bwithout\s{1,3}(first\s{1,3})?(showing|displaying|printing|revealing|presenting)\s{1,3}(it|this|them|the\s{1,3}\w{1,14})\b/ nocase
    condition:
        $run and any of ($box, $flag, $unseen)
}

rule payment_diverted {
    meta:
        title      = "text has a payment go to another account"
        severity   = "high"
        confidence = "medium"
        threat     = "impersonation"
        scope      = "prose, tool, card.text, server.text"
        guard      = "negated, quoted, documented"
        why        = "The account that somebody is paid to is theirs to change; what a text puts there is the thief's."
        fix        = "Take account details from the payee's own records, and confirm changes with the payee."
        taxonomy   = "ASI02, AML.T0048"
    strings:
        // An account is replaced by one that the text spells out, in English, German, French, Spanish, Italian, Portuguese.
        $literal = /\b(replac\w{1,3}|exchang\w{1,3}|substitut\w{1,3}|swap\w{0,4}|overwrit\w{1,3}|ersetz\w{1,3}|tausch\w{1,3}|remplac\w{1,3}|reemplaz\w{1,3}|sustitu\w{1,4}|sostitui\w{0,3}|substitu\w{1,3})\s([^.!?\n]|[.][0-9]){0,90}\b(iban|account\s{1,3}(number|details)|bank\s{1,3}(account|details)|wallet(\s{1,3}address)?|kontonummer|konto|bankverbindung|rib|compte|cuenta|conto|conta)\b[^.!?\n]{0,30}\s(with|by|for|to|durch|mit|gegen|par|avec|por|con|com|na)\s{1,3}(\w{1,10}\s{1,3}){0,2}[`"'*]{0,2}(([a-wyz][a-z]|x[a-wyz])[0-9]{2}[ ]?[0-9]{4}|0x0{0,3}[1-9a-f][0-9a-f]{5}|bc1[a-z0-9]{6}|[1-9][0-9]{7})/ nocase
        $payee   = /\b(exchang\w{1,3}|swap\w{0,4}|replac\w{1,3}|substitut\w{1,3}|redirect\w{0,3}|divert\w{0,3}|rerout\w{1,3}|overwrit\w{1,3})\s{1,3}(the\s{1,3}|a\s{1,3}|each\s{1,3}|every\s{1,3}|any\s{1,3})?(payee|recipient|beneficiary|creditor|supplier|vendor|merchant)('|\xe2\x80\x99)?s?('|\xe2\x80\x99)?\s{1,3}(\w{1,14}\s{1,3}){0,2}(iban|account|bank\s{1,3}details|wallet)\b[^.!?\n]{0,60}\b(for|with|by|to)\s{1,3}(the|our|this|a|its)\s{1,3}(\w{1,14}\s{1,3}){0,2}(account|iban|wallet|address)\b/ nocase
        $account = /\b(iban|account|konto|wallet|address)[^a-z0-9\n]{1,4}([a-z]{2}[0-9]{2}[ ]?[0-9a-z]{4}[ ]?[0-9a-z]{4}|0x[0-9a-f]{8}|bc1[a-z0-9]{8})/ nocase
        // What customers pay goes to an account that the text has ready, whoever is the seller.
        $fixed   = /\b(payout|checkout|payment|deposit|recipient|fee)\s{1,3}(wallet|address)\b[^\n]{0,160}\b(0x[0-9a-f]{40}|bc1[a-z0-9]{20,60})\b/ nocase
        $seller  = /\b(user|customer|brief|owner|client|seller|merchant)('s|s)?\b/ nocase
        // Which payments: those that are worth it.
        $when    = /\b(instead|in\s{1,3}place\s{1,3}of|rather\s{1,3}than|above|exceed\w{0,3}|(or|and)\s{1,3}more|at\s{1,3}least|(transfer|payment|invoice|amount)s?\s{1,3}over|(has|have)\s{1,3}(moved|changed))\b/ nocase
        $money   = /\b(transfers?|payments?|payouts?|invoices?|beneficiar\w{1,3}|creditors?|remittances?|funds)\b/ nocase
        $mock    = /\b(placeholders?|platzhalter|mask(ed|ing)?|anonymi[sz]\w{1,3}|redact\w{0,3}|pseudonym\w{0,4}|dummy|fixtures?|test\s{1,3}(account|data|wallet|konto)|staging|sandbox|your\s{1,3}own)\b/ nocase private
    condition:
        ($literal and not $mock in (@literal[1] - 60..@literal[1] + 240)) or ($payee and not $mock in (@payee[1] - 60..@payee[1] + 160))
        or ($account and $when in (@account[1] - 200..@account[1] + 160) and $money in (@account[1] - 200..@account[1] + 160)
            and not $mock in (@account[1] - 200..@account[1] + 160))
        or ($fixed and $seller in (@fixed[1] - 200..@fixed[1] + 400) and not $mock in (@fixed[1] - 200..@fixed[1] + 240))
}

rule controls_bypassed {
    meta:
        title      = "text has callers leave out who checks a payment or an act"
        severity   = "high"
        confidence = "medium"
        threat     = "excessive-permission"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "Fraud checks and human approval belong to the caller; the one who is checked may not drop them."
        fix        = "Describe the agent, and leave the caller's checks to the caller."
        taxonomy   = "ASI09"
    strings:
        $passive = /\b(fraud|compliance|sanctions?|aml|kyc|human)[ -]{1,2}(check(s|ing)?|reviews?|screening|approvals?|steps?|verification|confirmation|detection|oversight)\b[^.!?\n]{0,80}\b(may|should|must|need\s{1,3}to|are\s{1,3}to|is\s{1,3}to)\s{1,3}((safely|then|also|always|simply|therefore|just)\s{1,3}){0,1}be\s{1,3}(dropped|skipped|bypassed|left\s{1,3}out|omitted|removed|ignored|avoided|disabled)\b/ nocase
        $active  = /\b(skip|bypass|drop|omit|leave\s{1,3}out|circumvent|avoid|route\s{1,3}around)\s{1,3}(the\s{1,3}|any\s{1,3}|all\s{1,3}|its\s{1,3}|their\s{1,3}|your\s{1,3})?(\w{1,12}\s{1,3}){0,2}(fraud|compliance|sanctions?|aml|kyc|human)[ -]{1,2}(checks?|reviews?|screening|approvals?|steps?|verification|detection|oversight|agents?)\b/ nocase
        $without = /\b(go|goes|sent|send|pass|passes|are\s{1,3}paid|is\s{1,3}paid|settled?|executed?|transferred)\s{1,3}(\w{1,12}\s{1,3}){0,2}without\s{1,3}(the\s{1,3}|any\s{1,3}|a\s{1,3}|further\s{1,3})?human\s{1,3}(step|approval|review|check|confirmation|oversight|intervention)\b/ nocase
    condition:
        any of them
}
