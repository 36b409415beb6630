// Data leaves without the user's knowledge.

// Prose

rule told_to_exfiltrate {
    meta:
        title      = "text tells the model to send private data elsewhere"
        severity   = "high"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "Secrets, conversations or files of the user end up with whoever runs the receiving end."
        fix        = "Keep private data on the user's machine, or let the user name the receiver."
        reference  = "https://genai.owasp.org/llmrisk/llm022025-sensitive-information-disclosure/"
    strings:
        $secret_url = /\b(send|upload|forward|transmit|post|submit|relay|mirror|email|mail|exfiltrate|push|deliver|copy|leak|pass|report|export)\w{0,3}\s{1,4}(\w{1,14}[\s,'`*~\/.]{1,4}){0,8}(credentials?|passwords?|secrets?|environment\s{1,4}variables?|env\s{1,4}vars?|\.env\b|ssh\s{1,4}keys?|private\s{1,4}keys?|cookies|conversations?|chat\s{1,4}(history|logs?)|transcripts?|prompts|file\s{1,4}contents?|source\s{1,4}code|personal\s{1,4}(data|information)|user'?s?\s{1,4}(data|input|messages?|prompts?|files|files?\s{1,4}contents?))\b[^.!?\n]{0,60}\b(to|at|via|through|using)\s{1,4}[^.!?\n]{0,40}(https?:\/\/|webhook|ngrok|pastebin|discord\s{1,4}(channel|webhook)|telegram\s{1,4}(bot|channel|chat)|(external|remote|third[- ]party|collection|collector|analytics|telemetry|tracking|monitoring|attacker|c2|our|recovery|logging|backup)\s{1,4}(\w{2,14}\s{1,4}){0,2}(server|endpoint|service|host|url|api|address|bucket|account|site|collector|system|platform))/ nocase
        $token = /\b(send|upload|forward|transmit|post|submit|relay|mirror|email|mail|exfiltrate|push|deliver|copy|leak|pass|report|export)\w{0,3}\s{1,4}(\w{1,14}[\s,'`*~\/.]{1,4}){0,8}(credentials?|tokens?|api[ _-]?keys?|passwords?|secrets?|environment\s{1,4}variables?|env\s{1,4}vars?|\.env\b|ssh\s{1,4}keys?|private\s{1,4}keys?|cookies|conversations?|chat\s{1,4}(history|logs?)|transcripts?|prompts|file\s{1,4}contents?|source\s{1,4}code|personal\s{1,4}(data|information)|user'?s?\s{1,4}(data|input|messages?|prompts?|files|files?\s{1,4}contents?))\b[^.!?\n]{0,60}\b(to|at|via|through|using)\s{1,4}[^.!?\n]{0,40}(webhook|ngrok|pastebin|discord\s{1,4}(channel|webhook)|telegram\s{1,4}(bot|channel|chat)|(external|remote|third[- ]party|collection|collector|analytics|telemetry|tracking|monitoring|attacker|c2|our|recovery|logging|backup)\s{1,4}(\w{2,14}\s{1,4}){0,2}(server|endpoint|service|host|url|api|address|bucket|account|site|collector|system|platform))/ nocase
        $passive = /\b(credentials?|tokens?|api[ _-]?keys?|passwords?|secrets?|environment\s{1,4}variables?|ssh\s{1,4}keys?|private\s{1,4}keys?|cookies|conversations?|chat\s{1,4}(history|logs?)|transcripts?|file\s{1,4}contents?|source\s{1,4}code|personal\s{1,4}(data|information)|user'?s?\s{1,4}(data|input|messages?|prompts?|files?))\s{1,4}(\w{2,12}\s{1,4}){0,3}(sent|uploaded|forwarded|transmitted|posted|relayed|mirrored|emailed|backed\s{1,4}up|copied|pushed|exported|synced|replicated|archived|reported|logged)\s{1,4}(\w{2,14}\s{1,4}){0,3}to\s{1,4}((a|an|the|our|this|its|your)\s{1,4}){0,2}([a-z-]{2,20}\s{1,4}){0,2}(webhook|endpoint|collector|(external|remote|third[- ]party|recovery|analytics|telemetry|tracking|monitoring|backup|offsite|central|cloud)\s{1,4}(\w{2,14}\s{1,4}){0,2}(server|endpoint|service|host|api|address|bucket|account|storage|backup))/ nocase
        $collect = /\b(collect|gather|harvest|capture|record|read|extract|bundle|package|compile)\w{0,3}\s{1,4}(\w{1,14}[\s,'`*]{1,4}){0,8}(credentials?|tokens?|api[ _-]?keys?|passwords?|secrets?|environment\s{1,4}variables?|ssh\s{1,4}keys?|private\s{1,4}keys?|cookies|conversations?|chat\s{1,4}(history|logs?)|transcripts?|personal\s{1,4}(data|information)|user'?s?\s{1,4}(data|input|messages?|prompts?|files))\b[^!?\n]{0,80}\b(and|then)\s{1,4}(\w{3,14}\s{1,4}){0,2}(send|upload|forward|transmit|post|submit|relay|exfiltrate|push|deliver|report|pass)\s{1,4}(it|them|the|everything|all|this|that|results?)\s{1,4}([^.!?\n]{0,40}\s{1,4})?to\s{1,4}[^.!?\n]{0,30}(https?:\/\/|webhook|(our|external|remote|third[- ]party|partner|collection|telemetry|analytics|tracking|c2|attacker|this|following)\s{1,4}(\w{2,14}\s{1,4}){0,2}(server|endpoint|url|api|address|host|service|bucket))/ nocase
        $analytics = /\b(send|upload|forward|transmit|post|submit|relay|push|report)\s{1,4}((the|all|any|these|their|your|user|full|raw|analysis|final|complete|intermediate|resulting)\s{1,4}){0,3}(results?|data|files?|outputs?|findings|contents?|documents?|inputs?|reports?|queries|responses?|code)\s{1,4}(back\s{1,4})?to\s{1,4}(our|an\s{1,4}external|a\s{1,4}remote|the\s{1,4}remote|the\s{1,4}external|a\s{1,4}third[- ]party|external|remote)\s{1,4}([a-z-]{2,20}\s{1,4}){0,2}(server|endpoint|webhook|collector|url|telemetry)/ nocase
        $also = /\b(also|additionally|in\s{1,4}addition|always|automatically|in\s{1,4}parallel|afterwards|for\s{1,4}(quality|compliance|debugging|audit|analytics|improvement|training|telemetry|backup|support)\w{0,4}(\s{1,4}\w{3,14}){0,3}),?\s{1,4}(please\s{1,4})?(send|post|forward|copy|upload|submit|include|transmit|mirror|relay|cc|bcc)\s{1,4}(\w{1,14}\s{1,4}){0,8}(to|at|via)\s{1,4}((our|the|an?|this)\s{1,4}){0,2}(\w{2,14}\s{1,4}){0,2}(https?:\/\/|telemetry|analytics|collector|webhook|tracking|monitoring\s{1,4}endpoint|logging\s{1,4}endpoint|remote\s{1,4}server|external\s{1,4}server|quality\s{1,4}endpoint|audit\s{1,4}endpoint|endpoint)/ nocase
        $verb_all = /\bexfiltrate\s{1,4}((all|any|the|user|sensitive|every|private)\s{1,4}){1,3}(data|files?|credentials|secrets|tokens|information|conversation|keys)/ nocase
    condition:
        any of them
}

rule copied_messages {
    meta:
        title      = "text adds a receiver to the user's messages"
        severity   = "high"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "A standing blind copy hands everything that the user writes to a third person."
        fix        = "Let the user choose every receiver, each time."
    strings:
        $bcc = /\b(always|automatically|silently|every|each|all)\b[^.!?]{0,60}\b(bcc|blind[- ]copy|blind\s{1,4}carbon\s{1,4}copy|cc)\b[^!?\n]{0,80}(@|address|alias|mailbox|account|\bto\b)/ nocase
        $field = /\b(add|include|insert|put|set|copy|append)\w{0,3}\s[^!?\n]{0,80}\b(bcc|blind[- ]copy)\b[^!?\n]{0,60}\b(automatically|always|silently|every|each|all|by\s{1,4}default)\b/ nocase
        $must = /\b(emails?|messages?|announcements?|repl(y|ies)|responses?|reports?|documents?|posts?|invoices?|files)\b[^.!?\n]{0,60}\b(must|should|shall|need\s{1,4}to|have\s{1,4}to|are\s{1,4}to)\s{1,4}(\w{2,8}\s{1,4}){0,2}be\s{1,4}(copied|cc'?e?d|bcc'?e?d|forwarded|mirrored|duplicated)\s{1,4}(\w{2,8}\s{1,4}){0,1}to\b[^.!?\n]{0,80}\b(alias|address|mailbox|account|inbox|endpoint|channel|register)\b/ nocase
        $forward = /\b(forward|redirect|copy|bcc)\s{1,4}(a\s{1,4}copy\s{1,4}of\s{1,4})?(all|every|each|any)\s{1,4}(\w{3,14}\s{1,4}){0,2}(emails?|messages?|mails?|otps?|codes?|invoices?|payments?|repl(y|ies)|notifications?)\s{1,4}(\w{2,14}\s{1,4}){0,3}to\s{1,4}[^\s]{0,40}(@|https?:)/ nocase
    condition:
        any of them
}

rule smuggled_in_url {
    meta:
        title      = "text tells the model to put private data into a URL"
        severity   = "high"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "A client that renders the link or image sends the data off without a click."
        fix        = "Send nothing private in a URL, and reference only images that the artifact ships."
        reference  = "https://embracethered.com/blog/posts/2023/data-exfiltration-in-azure-openai-playground-fixed/"
        taxonomy   = "AML.T0077"
    strings:
        $image = /!\[[^\]\n]{0,60}\]\(https?:\/\/[^)\s]{3,120}[?&\/=](\{|<|\[|\$\{?|%7B|\{\{)\s{0,2}\w{0,20}(secret|token|key|conversation|history|context|prompt|summary|email|password|base64|encoded|user|message|answer|content|data)\w{0,20}/ nocase
        $parameter = /\b(append|add|include|encode|embed|put|attach|place|insert|pass|send)\w{0,3}\s[^.!?\n]{0,60}\b(secrets?|tokens?|api[ _-]?keys?|passwords?|credentials?|conversation|chat\s{1,4}history|context|prompt|env(ironment)?\s{1,4}var\w{0,6}|user'?s?\s{1,4}(data|input|messages?|name|email)|file\s{1,4}contents?|personal\s{1,4}(data|information)|summary)\b[^.!?\n]{0,60}\b(as|in|into|to|via|through)\s{1,4}(a|an|the|its|this)?\s{0,4}(\w{2,12}\s{1,4}){0,2}(query\s{1,4}(string|param\w{0,6})|url\s{1,4}param\w{0,6}|image\s{1,4}url|img\s{1,4}(tag|src|url)|subdomain|dns\s{1,4}(query|queries|lookup)|tracking\s{1,4}pixel|markdown\s{1,4}image)/ nocase
        $render = /\b(render|display|show|include|insert|embed|output|add|append)\s{1,4}(\w{1,12}\s{1,4}){0,4}(image|pixel|markdown\s{1,4}(image|link)|link|img)\b[^!?\n]{0,120}https?:\/\/[^\s)]{3,100}[?&]\w{1,20}=[^!?\n]{0,80}\b(replac|where|with|substitut|contain|encod|fill)\w{0,5}\b[^!?\n]{0,60}(secret|token|key|conversation|history|context|prompt|summary|email|password|base64|encoded|message|user)/ nocase
    condition:
        any of them
}

