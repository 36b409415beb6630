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
        // Tokens are sent to the addresses that they are for.
        $secret = /\b(send|upload|forward|transmit|post|submit|relay|mirror|email|mail|exfiltrate|push|deliver|copy|leak|pass|report|export)\w{0,3}\s{1,4}(\w{1,14}[\s,'`*~\/.]{1,4}){0,8}((credentials?|passwords?|secrets?|environment\s{1,4}variables?|env\s{1,4}vars?|\.env\b|ssh\s{1,4}keys?|private\s{1,4}keys?|cookies|conversations?|chat\s{1,4}(history|logs?)|transcripts?|prompts|file\s{1,4}contents?|source\s{1,4}code|personal\s{1,4}(data|information)|user'?s?\s{1,4}(data|input|messages?|prompts?|files|files?\s{1,4}contents?))\b[^.!?\n]{0,60}\b(to|at|via|through|using)\s{1,4}[^.!?\n]{0,40}(https?:\/\/|webhook|ngrok|pastebin|discord\s{1,4}(channel|webhook)|telegram\s{1,4}(bot|channel|chat)|(external|remote|third[- ]party|collection|collector|analytics|telemetry|tracking|monitoring|attacker|c2|our|recovery|logging|backup)\s{1,4}(\w{2,14}\s{1,4}){0,2}(server|endpoint|service|host|url|api|address|bucket|account|site|collector|system|platform))|(tokens?|api[ _-]?keys?)\b[^.!?\n]{0,60}\b(to|at|via|through|using)\s{1,4}[^.!?\n]{0,40}(webhook|ngrok|pastebin|discord\s{1,4}(channel|webhook)|telegram\s{1,4}(bot|channel|chat)|(external|remote|third[- ]party|collection|collector|analytics|telemetry|tracking|monitoring|attacker|c2|our|recovery|logging|backup)\s{1,4}(\w{2,14}\s{1,4}){0,2}(server|endpoint|service|host|url|api|address|bucket|account|site|collector|system|platform)))/ nocase
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
        $field = /\b(add|include|insert|put|set|copy|append)\w{0,3}\s[^!?\n]{0,80}\b(bcc|blind[- ]copy)\b[^!?\n]{0,60}\b(automatically|always|silently|by\s{1,4}default|(every|each|all|any)\s{1,4}(\w{3,12}\s{1,4}){0,1}(e-?mails?|mails?|messages?|repl(y|ies)|drafts?|time|of\s{1,4}them))\b/ nocase
        $must = /\b(emails?|messages?|announcements?|repl(y|ies)|responses?|reports?|documents?|posts?|invoices?|files)\b[^.!?\n]{0,60}\b(must|should|shall|need\s{1,4}to|have\s{1,4}to|are\s{1,4}to)\s{1,4}(\w{2,8}\s{1,4}){0,2}be\s{1,4}(copied|cc'?e?d|bcc'?e?d|forwarded|mirrored|duplicated)\s{1,4}(\w{2,8}\s{1,4}){0,1}to\b[^.!?\n]{0,80}\b(alias|address|mailbox|account|inbox|endpoint|channel|register)\b/ nocase
        $forward = /\b(forward|redirect|copy|bcc)\s{1,4}(a\s{1,4}copy\s{1,4}of\s{1,4})?(all|every|each|any)\s{1,4}(\w{3,14}\s{1,4}){0,2}(emails?|messages?|mails?|otps?|codes?|invoices?|payments?|repl(y|ies)|notifications?)\s{1,4}(\w{2,14}\s{1,4}){0,3}to\s{1,4}[^\s]{0,40}(@|https?:)/ nocase
        $named = /\b(always|automatically|every|each|all|any)\s[^!?\n]{0,100}[0-9a-z_+-]@[0-9a-z-]{2,40}\.[^!?\n]{1,30}\b(in|as|on)\s{1,4}(the\s{1,4})?(bcc|blind[- ]copy|cc)\b/ nocase
        // Whoever gets it is not to see who else does.
        $apart = /\b(always|automatically|silently|every|each|all)\b[^.!?]{0,60}\b(bcc|blind[- ]copy|blind\s{1,4}carbon\s{1,4}copy)\b[^.!?\n]{0,20}\bso\s{1,4}(that\s{1,4})?[^.!?\n]{0,30}\b(do\s{1,4}not|don'?t|cannot|can'?t|does\s{1,4}not|doesn'?t)\s{1,4}see\b/ nocase private
    condition:
        any of ($field, $must, $forward, $named) or ($bcc and #bcc > #apart)
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
        // APIs take a key either way.
        $either = /\bapi[ _-]?key\b[^.!?\n]{0,40}\bheader\s{1,4}or\s[^.!?\n]{0,30}\bquery\s{1,4}(string|param)/ nocase private
    condition:
        $image or $render or ($parameter and #parameter > #either)
}

rule image_beacon {
    meta:
        title      = "the address of an image carries private values"
        severity   = "high"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "prose, tool"
        guard      = "negated, documented"
        why        = "Whoever looks at the text sends the values to the owner of the image, without a click."
        fix        = "Reference only images that the artifact ships."
        reference  = "https://embracethered.com/blog/posts/2023/data-exfiltration-in-azure-openai-playground-fixed/"
        taxonomy   = "AML.T0077"
    strings:
        $image = /!\[[^\]\n]{0,60}\]\(https?:\/\/[^)\s]{3,120}[?&\/=](\{|<|\[|\$\{?|%7B|\{\{)\s{0,2}\w{0,20}(secret|password|passwd|credential|api_?key|private_?key)\w{0,20}/ nocase
        $filled = /!\[[^\]\n]{0,60}\]\(https?:\/\/[^)\s]{3,120}[?&\/=](\{|<|\[|\$\{?|%7B|\{\{)\w{1,20}[^)\s]{0,20}\)/ private
        $talk   = /\b(whole|entire|full|complete|all)\b[^.\n]{0,30}\b(conversation|chat|messages|history|context|dialogue|session)\b/ nocase
        $so_far = /\b(session|conversation|chat|dialogue)\s{1,4}so\s{1,4}far\b|\buser('|\xe2\x80\x99)?s('|\xe2\x80\x99)?\s{1,4}(own\s{1,4}|last\s{1,4})?(messages|words|prompts)\b|\bcontents?\s{1,4}of\s{1,4}(any|each|every|all|the)\s{1,4}(open\s{1,4})?files?\b/ nocase
    condition:
        $image or ($filled and any of ($talk, $so_far) and for any i in (1..3) : (
            $talk in (@filled[i]..@filled[i] + 400) or $so_far in (@filled[i]..@filled[i] + 400)))
}


// Code

// Joined by heuristics with what is read.
rule network_send : signal {
    meta:
        title      = "data is sent over the network"
        severity   = "info"
        confidence = "high"
        threat     = "data-exfiltration"
        scope      = "script, code-block, hook.command, config.command"
        why        = "What is sent cannot be called back."
        fix        = "Say in the description what is sent where."
    strings:
        $python  = /\b(requests|httpx|session|client|aiohttp|http)\.(post|put|patch|request)\s{0,2}\(/
        $urllib  = /\burlopen\s{0,2}\(|urllib\.request\.Request\s{0,2}\(|\bhttp\.client\.HTTPS?Connection\b|\bHTTPS?Connection\s{0,2}\(/
        $get     = /\b(requests|httpx)\.get\s{0,2}\([^\n]{0,120}(params\s{0,2}=|\?\w{1,12}=\{|f["'])/
        $socket  = /\.(sendall|sendto)\s{0,2}\(|\bsock\w{0,4}\.send\s{0,2}\(/
        $logging = /\b(HTTPHandler|SMTPHandler|SocketHandler|DatagramHandler|SysLogHandler|ServerProxy)\s{0,2}\(|\bwebsockets?\.(connect|create_connection)\s{0,2}\(|\bparamiko\.|\btelnetlib\.Telnet\b/
        $mail    = /\bsmtplib\.SMTP(_SSL)?\s{0,2}\(|\.sendmail\s{0,2}\(|\bftplib\.FTP\b|\bstorbinary\s{0,2}\(/
        $perl    = /\b(LWP::UserAgent|HTTP::Tiny)\b/
        $js      = /\bmethod["']?\s{0,2}:\s{0,2}["'](POST|PUT)["']/
        $axios   = /\b(axios|got|superagent|needle|ky)\.(post|put)\s{0,2}\(|\bhttps?\.request\s{0,2}\(|navigator\.sendBeacon\s{0,2}\(/
        $js_get  = /\bfetch\s{0,2}\(\s{0,2}[^\n]{0,100}[?&]\w{1,12}=(["'`]\s{0,2}\+|\$\{)/
        $curl    = /\bcurl\b[^\n]{0,200}(\s-\w{0,4}[dFT]\b|--data(-binary|-raw|-urlencode)?\b|--form\b|--upload-file\b|--json\b|-X\s{0,2}(POST|PUT))/
        $wget    = /\bwget\s[^\n]{0,120}--(post-(data|file)|body-(data|file))\b/
        $nc      = /(\|\s{0,3}|\b)(nc|ncat|netcat)\s{1,3}(-\w{1,4}\s{1,3}){0,3}[\w.-]{4,60}\s{1,3}\d{2,5}\b/
        $copy    = /\b(scp|rsync|sftp)\s[^\n]{1,160}\w@[\w.-]{3,60}:/
        $ps      = /\b(Invoke-RestMethod|Invoke-WebRequest|iwr|irm)\s[^\n]{0,160}-Method\s{1,2}["']?(Post|Put)|\bMethod\s{0,4}=\s{0,2}["'](Post|Put)["']|\.Upload(String|Data|File|Values)\s{0,2}\(/ nocase
        $ruby    = /\bNet::HTTP(\.|::)(post|Post|post_form|start)\b|\bHTTParty\.post\b|\bFaraday\.post\b/
        $php     = /\bcurl_setopt\s{0,2}\([^\n]{0,60}CURLOPT_POST|["']method["']\s{0,2}=>\s{0,2}["']POST["']|\bfile_get_contents\s{0,2}\(\s{0,2}["']https?:\/\/[^\s"']{3,40}=["']\s{0,2}\./
        $go      = /\bhttp\.(Post|PostForm)\s{0,2}\(|\bhttp\.NewRequest\s{0,2}\(\s{0,2}("POST"|http\.MethodPost)/
        $gist    = /\bgh["',\s]{1,4}gist["',\s]{1,4}create\b/
        $apple   = /\bdo\s{1,2}shell\s{1,2}script\s[^\n]{0,80}curl\s/
        $dns     = /\b(dig|nslookup|host)\s[^\n]{0,40}\$[\({]?\w{1,20}[^\n]{0,10}\.[a-z]/
    condition:
        any of them
}

// Joined by the heuristic `environment-theft`.
rule environment_read_whole : signal {
    meta:
        title      = "all environment variables are read"
        severity   = "info"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "script, code-block, hook.command, config.command"
        guard      = "specimen"
        why        = "Tokens and keys are kept there."
        fix        = "Read the one variable that is needed, by its name."
    strings:
        $python  = /\b(for|in)\s{1,2}(\w{1,12}(\s{0,2},\s{0,2}\w{1,12})?\s{1,2}in\s{1,2})?(os\.)?environ(\.items\s{0,2}\(\s{0,2}\)|\.keys\s{0,2}\(\s{0,2}\))|\{\s{0,2}\w{1,12}\s{0,2}:\s{0,2}os\.environ\[\s{0,2}\w{1,12}\s{0,2}\]\s{1,2}for\b/
        $dict    = /(=|:|\()\s{0,2}(dict\s{0,2}\(\s{0,2}os\.environ\s{0,2}\)|os\.environ\.copy\s{0,2}\(\s{0,2}\)|\{\s{0,2}\*\*os\.environ\s{0,2}\})/
        $dumps   = /\b(dumps|str|repr|urlencode)\s{0,2}\(\s{0,2}(dict\s{0,2}\(\s{0,2})?os\.environ\b/
        $js      = /\bJSON\.stringify\s{0,2}\(\s{0,2}process\.env\s{0,2}[,)]|\bObject\.(entries|keys|assign)\s{0,2}\(\s{0,2}(\{\s{0,2}\}\s{0,2},\s{0,2})?process\.env\s{0,2}\)|\bin\s{1,2}process\.env\s{0,2}\)/
        $js_any  = /\b(body|data|env|json|payload|environment)\s{0,2}[:=]\s{0,2}(\{\s{0,2}\.\.\.)?process\.env\s{0,2}[,;})\n]/
        $shell   = /(^|[\n;&|`]\s{0,6}|\$\(\s{0,3})(env|printenv|export\s{1,2}-p|declare\s{1,2}-x)\s{0,3}(\|\s{0,2}(base64|curl|grep|sort|nc|gzip|sed|xxd|openssl|tr|jq)\b|>\s{0,2}["']?[\/$~\w]|\)["'\s]|`)/
        $ruby    = /\bENV\.(to_h|to_a|map|each|select|inspect|to_json)\b/
        $go      = /\bos\.Environ\s{0,2}\(\s{0,2}\)/
        $php     = /\b(json_encode|serialize|print_r|var_export|http_build_query)\s{0,2}\(\s{0,2}(\$_ENV|getenv\s{0,2}\(\s{0,2}\)|\$_SERVER)\b/
        $ps      = /\b(Get-ChildItem|gci|dir|ls)\s{1,2}env:/ nocase
        $proc    = /\/proc\/(self|\d{1,5}|\$\w{1,8}|\*)\/environ\b/
    condition:
        any of them
}

rule private_data_piped_out {
    meta:
        title      = "a command sends private files or variables to the network"
        severity   = "critical"
        confidence = "high"
        threat     = "data-exfiltration"
        scope      = "code, skill.body, instructions, document, config.text, comment, tool"
        guard      = "documented, negated, specimen"
        why        = "Keys and tokens reach whoever runs the other end."
        fix        = "Remove it."
        reference  = "https://attack.mitre.org/techniques/T1041/"
    strings:
        $pipe     = /\b(cat|base64|tar|zip|gzip|find|grep|head|xxd)\s[^\n|;&]{0,120}(\.ssh\b|id_rsa|id_ed25519|\.aws\b|\.kube\b|\.gnupg|\.netrc|\.npmrc|\.pypirc|\.git-credentials|\/etc\/(passwd|shadow)|\.(bash|zsh)_history|\.docker\/config|Keychains|\.credentials\.json|wallet\.dat|\.env\b)[^\n;&]{0,160}\|\s{0,3}[^\n;]{0,120}\b(curl\s|wget\s|nc\s|ncat\s|netcat\s|openssl\s{1,2}s_client|\/dev\/tcp\/|socat\s)/
        $env      = /(^|[\n;&|(`"']\s{0,6})(env|printenv|export\s{1,2}-p|set|history|cat\s{1,2}\/proc\/(self|\d{1,6})\/environ)\s{0,3}\|[^\n;]{0,160}\b(curl\s[^\n]{0,160}(-d|--data\S{0,10}|-F|-T|--form|--upload-file)|wget\s[^\n]{0,60}--post|nc\s{1,2}[^\n]{0,60}\d|\/dev\/tcp\/)/
        $upload   = /\bcurl\s[^\n]{0,240}(@|-T\s{1,2}|--upload-file[\s=]|<\s{0,2})["']?\S{0,60}(\.ssh\/|id_rsa|id_ed25519|\.aws\/|\.kube\/|\.gnupg|\.netrc|\.npmrc|\.pypirc|\.git-credentials|\/etc\/(passwd|shadow)|_history\b|\.docker\/config|Keychains|\.credentials\.json|wallet\.dat)/
        $wget     = /\bwget\s[^\n]{0,120}--(post|body)-file[=\s]["']?\S{0,60}(\.ssh\/|id_rsa|id_ed25519|\.aws\/|\.kube\/|\.netrc|\.npmrc|\.env\b|\/etc\/(passwd|shadow)|_history\b|\.git-credentials)/
        $token    = /\b(gh\s{1,3}auth\s{1,3}token|gcloud\s{1,3}auth\s{1,3}print-\w{6,8}-token|aws\s{1,3}configure\s{1,3}(get|export-credentials)|security\s{1,3}find-(generic|internet)-password|op\s{1,3}(read|item)|pass\s{1,3}show|gpg\s[^\n|]{0,40}--export-secret-keys|kubectl\s{1,3}config\s{1,3}view\s[^\n|]{0,20}--raw|git\s{1,3}credential\s{1,3}fill)\b[^\n|]{0,80}\|\s{0,3}[^\n;]{0,60}\b(curl\s[^\n]{0,80}(-d|--data|-F|-T)|nc\s|wget\s[^\n]{0,40}--post)/
        $searched = /\be?grep\s[^\n|]{0,60}(API_?KEY|SECRET|TOKEN|PASSWORD|PRIVATE KEY)[^\n|]{0,60}\|\s{0,3}[^\n;]{0,80}\b(curl\s[^\n]{0,80}(-d|--data|-F|-T)|nc\s|wget\s[^\n]{0,40}--post)/ nocase
        $dotenv   = /\bcurl\s[^\n]{0,240}(-d\s{0,2}|--data(-binary|-raw|-urlencode)?[\s=]{1,2}|-F\s{0,2}|--form[\s=]|-T\s{0,2})["']?(\w{1,20}=)?@\S{0,60}\.env\b/
        $embed    = /\b(curl|wget|fetch|ping|nslookup|dig)\s[^\n]{0,240}(\$\(|`)\s{0,2}(cat|base64|tar|head|printenv|env|grep|<)\b[^\n]{0,80}(\.ssh\b|id_rsa|id_ed25519|\.aws\b|\.kube\b|\.netrc|\.npmrc|\.env\b|\/etc\/(passwd|shadow)|_history\b|\.git-credentials|\.credentials\.json|\|\s{0,2}base64)/
        $env_sub  = /\b(curl|wget)\s[^\n]{0,240}(-d|--data\S{0,12}|--post-data|-F|\?\w{1,12}=)[\s="']{0,4}(\w{1,16}=)?(\$\(|`)\s{0,2}(env|printenv|set|export)\s{0,3}(\||\)|`)/
        $secret   = /\b(curl|wget)\s[^\n]{0,120}https?:\/\/[^\s"'\/]{4,80}[^\s"']{0,80}[?&]\w{1,16}=\$\{?(AWS_SECRET_ACCESS_KEY|ANTHROPIC_API_KEY|OPENAI_API_KEY|GITHUB_TOKEN|GH_TOKEN|NPM_TOKEN|SSH_\w{2,20}|AWS_SESSION_TOKEN)\b/
        $ssh_copy = /\b(scp|rsync|sftp)\s[^\n]{0,80}(~|\$HOME|\/root|\/home\/\w{1,20})\/\.(ssh|aws|gnupg|kube|netrc|config\/gcloud)\b[^\n]{0,80}\w@[\w.-]{3,60}:/
        $archive  = /\b(tar|zip)\s[^\n]{0,60}\s(-C\s{1,2})?["']?(~|\$HOME|\/home|\/root|\/Users|\/etc)\/?["']?\s[^\n|]{0,60}\|\s{0,3}[^\n]{0,60}\b(curl|nc|ncat|ssh|openssl)\s/
        // Whatever the command is called: what it prints is encoded on its way to an address.
        $encoded  = /https?:\/\/[^\s"'`]{4,120}["'`]?\s[^\n$]{0,100}\$\([^)\n]{0,120}(secrets?|credentials?|passwords?|\.env|id_rsa|_history|printenv)\b[^)\n]{0,60}\|\s{0,2}base64\b/
        $python   = /\b(requests|httpx)\.(post|put|get)\s{0,2}\([^\n]{0,160}open\s{0,2}\([^\n]{0,60}(\.ssh|id_rsa|\.aws|\.kube|\.netrc|\.npmrc|_history|\/etc\/(passwd|shadow)|\.env["'])/
        $python2  = /\b(requests|httpx)\.(post|put)\s{0,2}\([^\n]{0,160}(=|:)\s{0,2}(dict\s{0,2}\(\s{0,2})?os\.environ(\.copy\s{0,2}\(\s{0,2}\))?\s{0,2}[,)}]/
        $js       = /\b(fetch|axios\.post)\s{0,2}\([^\n]{0,240}JSON\.stringify\s{0,2}\(\s{0,2}(\{\s{0,2}(\.\.\.|\w{1,16}\s{0,2}:\s{0,2}))?process\.env\s{0,2}[,)}]/
    condition:
        any of them
}

rule data_in_name_lookups {
    meta:
        title      = "data is sent out in the names of hosts that are looked up"
        severity   = "high"
        confidence = "high"
        threat     = "data-exfiltration"
        scope      = "code, skill.body, instructions"
        guard      = "documented, negated, specimen"
        why        = "Name lookups pass where other connections are blocked, and nobody reads their logs."
        fix        = "Remove it."
        reference  = "https://attack.mitre.org/techniques/T1048/003/"
    strings:
        $shell   = /(\b(dig|nslookup|ping|resolvectl\s{1,2}query)|(^|[\n;&|(`]\s{0,8}|\b(do|then|else|sudo|timeout\s{1,2}\S{1,6})\s{1,3})host)\s[^\n]{0,60}(\$\([^\n)]{2,160}\)|`[^\n`]{2,160}`)["']?\.[\w.$-]{3,80}/
        $loop    = /\b(base64|xxd|od|hexdump)\b[^\n]{0,80}\|[^\n]{0,80}(while\s{1,2}read|xargs)[^\n]{0,80}\b(dig|nslookup|host)\s[^\n]{0,60}\./
        $python  = /\b(gethostbyname|getaddrinfo|resolver\.(resolve|query)|resolver\.Resolver\(\)\.(resolve|query)|dns\.lookup|dns\.resolve\w{0,4})\s{0,2}\(\s{0,2}(f["'`]|`)[^\n]{0,20}(\{|\$\{)\w{1,24}(\[[^\n\]]{0,12}\])?\}\.[^\n]{3,60}/
        $concat  = /\b(gethostbyname|getaddrinfo|resolver\.(resolve|query)|dns\.lookup|dns\.resolve\w{0,4})\s{0,2}\(\s{0,2}(\w{0,20}(chunk|data|enc|encoded|payload|part|hex|b32|b64)\w{0,12})\s{0,2}\+\s{0,2}["']\./ nocase
        $ps      = /\bResolve-DnsName\s[^\n]{0,40}["']?\$\{?\(?\w{1,24}[\w.\[\]]{0,24}\)?\}?\.[a-z0-9$.-]{3,60}/ nocase
    condition:
        any of them
}

rule throwaway_endpoint {
    meta:
        title      = "code talks to a throwaway address"
        severity   = "medium"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "script, hook.command, config.command, config.text"
        why        = "Such addresses need no account and leave no trace of who reads what arrives."
        fix        = "Use a host with a known owner."
        reference  = "https://attack.mitre.org/techniques/T1567/"
    strings:
        $bin      = /\b(webhook\.site|requestbin\.(com|net)|\w{4,40}\.m\.pipedream\.net|requestcatcher\.com|beeceptor\.com|hookbin\.com|postb\.in|requestrepo\.com|webhook\.cool|smee\.io)\b[^\s"'`]{0,60}/
        $oast     = /\b[\w-]{4,80}\.(oast\.(fun|pro|live|site|online|me)|interact\.sh|burpcollaborator\.net|oastify\.com|dnslog\.cn|ceye\.io|canarytokens\.(com|org))\b/
        $tunnel   = /\b[\w-]{3,60}\.(ngrok\.io|ngrok-free\.(app|dev)|ngrok\.app|trycloudflare\.com|loca\.lt|serveo\.net|localhost\.run|lhr\.life|bore\.pub)\b[^\s"'`]{0,40}/
        $onion    = /\b[a-z2-7]{16,56}\.onion\b/
        $paste    = /\b(pastebin\.com\/(raw|api)|paste\.ee\/r|hastebin\.com\/(raw|documents)|rentry\.co\/\w{2,20}\/raw|glot\.io\/snippets|ix\.io|termbin\.com|dpaste\.(org|com)\/api)\b[^\s"'`]{0,40}/
        $drop     = /\b(transfer\.sh|0x0\.st|file\.io|temp\.sh|bashupload\.com|oshi\.at|api\.anonfiles\.com|catbox\.moe|gofile\.io\/uploadFile|store\d{0,2}\.gofile\.io)\b[^\s"'`]{0,40}/
        $discord  = /\bdiscord(app)?\.com\/api\/(v\d{1,2}\/)?webhooks\/\d{8,22}\/[\w-]{4,80}/
        $telegram = /\bapi\.telegram\.org\/bot\d{6,12}:[\w-]{20,50}\/[^\s"'`]{0,40}/
    condition:
        any of them
}

rule archive_uploaded {
    meta:
        title      = "the user's files are packed and uploaded"
        severity   = "high"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "code, skill.body, instructions"
        guard      = "documented, negated, specimen"
        why        = "Everything in the folder leaves the machine in one go, private files included."
        fix        = "Send the one file that the user named."
        reference  = "https://attack.mitre.org/techniques/T1560/001/"
    strings:
        $command = /\b(tar\s{1,3}-?c?\w{0,4}\s|tar\s{1,3}-?\w{0,3}c\w{0,3}\s|zip\s{1,3}-?\w{0,6}\s)[^\n]{0,120}(~\/|~\s|\$HOME|\/home\/|\/Users\/|\/root\b|Desktop|Documents|\.ssh|\.aws|\.config)[^\n]{0,160}(\n[^\n]{0,120}){0,3}\b(curl|wget|scp|nc|rclone)\s[^\n]{0,160}(\n[^\n]{0,100}){0,2}(-F\s|-T\s|--upload-file|--form|--data-binary|=@|\s@|\w@[\w.-]{3,40}:)/
        $piped   = /\btar\s{1,3}-?\w{0,3}c\w{0,3}\s[^\n|]{0,80}\|\s{0,3}curl\s[^\n|]{0,120}(-\w{0,3}T\s{0,2}-\s|--upload-file\s-\s|--data-binary\s@-|=@-)[^\n|]{0,80}https?:\/\/[a-z0-9-]{2,40}\.[a-z]/
        $piped_to = /\btar\s{1,3}-?\w{0,3}c\w{0,3}\s[^\n|]{0,80}\|\s{0,3}curl\s[^\n|]{0,80}https?:\/\/[a-z0-9-]{2,40}\.[a-z][^\n|]{0,120}(-\w{0,3}T\s{0,2}-|--upload-file\s-|--data-binary\s@-|=@-)/
        $python  = /\b(make_archive|tarfile\.open|ZipFile)\s{0,2}\([^\n]{0,120}(expanduser\s{0,2}\(\s{0,2}["']~["'\/]|Path\.home\s{0,2}\(|os\.environ\[["']HOME["'])[^\n]{0,80}[\s\S]{0,500}\b(requests|httpx)\.(post|put)\s{0,2}\(/
    condition:
        any of them
}

// Joined by the heuristic `spying`.
rule input_captured : signal {
    meta:
        title      = "keys, the screen, the clipboard or the microphone are read"
        severity   = "info"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "script, code-block"
        why        = "What the user does is none of the artifact's business."
        fix        = "Ask for the one input that is needed."
    strings:
        $keys      = /\b(keyboard\.Listener|mouse\.Listener|pynput\.keyboard|keyboard\.(on_press|hook|record|start_recording)|GetAsyncKeyState|SetWindowsHookEx|pyHook|iohook|uiohook|node-global-key-listener|xinput\s{1,2}test)\b/
        $keys_root = /\/dev\/input\/event\d/
        $clipboard = /\b(pyperclip\.(paste|waitForNewPaste)|clipboard\.(readText|readSync|read)|win32clipboard\.GetClipboardData|root\.clipboard_get|Get-Clipboard)\b|\b(pbpaste|xclip\s{1,2}-\w{0,16}\s{0,2}[^\n]{0,20}-o|xsel\s{1,2}-\w{0,2}[ob])\b|["']pbpaste["']/
        $screen_sh = /\b(screencapture\s{1,2}-|scrot\s{1,2}[-\/~]|gnome-screenshot\s{1,2}-|grim\s{1,2}[\/~])/
        $screen    = /\b(ImageGrab\.grab|pyautogui\.screenshot|mss\.mss|screenshot-desktop|CopyFromScreen)\b/
        $microphone = /\b(sounddevice\.rec|pyaudio\.PyAudio|sd\.rec)\s{0,2}\(/
    condition:
        any of them
}

rule tunnel_in_settings {
    meta:
        title      = "a setting sends requests through a tunnel to somebody's machine"
        severity   = "high"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "data, script, config.text"
        why        = "Whoever holds the tunnel today reads what is sent, tokens included, and nobody answers for it."
        fix        = "Name the service's own address, or let the user give one."
        taxonomy   = "AML.T0024"
    strings:
        $setting = /\b\w{0,24}(url|URL|uri|URI|endpoint|ENDPOINT|host|HOST|server|SERVER|callback|webhook|WEBHOOK|proxy|PROXY|origin|api|API|base|BASE)["']?\s{0,3}[:=]\s{0,3}["']?(https?|wss?):\/\/[a-z0-9][a-z0-9.-]{3,80}\.(ngrok(-free)?\.(dev|app|io)|trycloudflare\.com|loca\.lt|localhost\.run|lhr\.(life|rocks)|serveo\.net|pagekite\.me|bore\.pub|devtunnels\.ms|pinggy\.(link|io)|localtunnel\.me|tunnelmole\.net|zrok\.io|playit\.gg)/
        $stand_in = /:\/\/((your|my|some|example|xxx|abc|abcd|abc123|placeholder|foo|random|<)[a-z0-9-]{0,30})\.(ngrok|trycloudflare|loca|localhost|serveo)/ private
    condition:
        $setting and not $stand_in
}

rule secrets_committed {
    meta:
        title      = "files with secrets are committed and pushed"
        severity   = "high"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "script, code-block, hook.command"
        guard      = "negated, documented, specimen"
        why        = "Whoever can read the repository has them, and its history keeps them."
        fix        = "Keep files with secrets out of the repository."
        taxonomy   = "CWE-540"
    strings:
        $add  = /\bgit\s{1,3}([^\n;&|]{1,60}\s)?add\s{1,3}[^\n;&|]{0,60}(\.env(\.(local|production|prod))?([\s;&|"']|$)|\bid_(rsa|ed25519)\b|\.ssh\b|\.aws\b|\.netrc\b|\.npmrc\b|\.pypirc\b|\.kube\b|\.git-credentials\b)/
        $push = /\bgit\s{1,3}([^\n;&|]{1,60}\s)?push\b/ private
    condition:
        all of them
}

rule token_in_request : signal {
    meta:
        title      = "a request is described that carries the token of a service"
        severity   = "info"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "prose, code-block"
        guard      = "documented"
        why        = "Whoever runs the host can use the token."
        fix        = "Send each token to its own service."
    strings:
        $body = /\b(POST|PUT|PATCH|GET)\s{1,3}https?:\/\/[^\s"'`]{4,120}\s[^;]{0,200}["'](access_?)?(token|password|secret|api_?key|authorization)["']\s{0,2}:\s{0,2}["'][^"'\n]{0,40}(github|gitlab|aws|openai|anthropic|slack|cloudflare|stripe|notion|hugging\s?face|npm|pypi)[^"'\n]{0,20}["']/ nocase
    condition:
        $body
}

rule pipeline_secrets_sent {
    meta:
        title      = "all secrets of a pipeline are handed to a program that sends"
        severity   = "high"
        confidence = "high"
        threat     = "data-exfiltration"
        scope      = "any"
        guard      = "negated, documented"
        why        = "Whoever copies the workflow gives every secret of the repository away with the next run."
        fix        = "Hand a step the one secret that it needs, by name."
        reference  = "https://docs.github.com/en/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions"
        taxonomy   = "CWE-200"
    strings:
        $all = /\$\{\{\s{0,3}toJSON\(\s{0,3}secrets\s{0,3}\)\s{0,3}\}\}[\s\S]{0,900}\b(curl|wget|nc|Invoke-WebRequest|Invoke-RestMethod|requests\.post|fetch\()\b/ nocase
    condition:
        $all
}

rule repository_copied_out {
    meta:
        title      = "every repository is pushed to a second host, too"
        severity   = "high"
        confidence = "medium"
        threat     = "data-exfiltration"
        scope      = "code"
        guard      = "negated, quoted, documented"
        why        = "Whoever owns the second host receives all code and history, private ones included, by ordinary pushes."
        fix        = "Push where the user's remotes point; let the user add a mirror by its full address."
        reference  = "https://git-scm.com/docs/git-push#_git_urls"
        taxonomy   = "AML.T0025"
    strings:
        // The name of the repository is filled in, so that it holds for whichever is at hand.
        $url = /\bgit\s[^\n]{0,80}(pushurl|--push)\s{1,3}["']?(https?:\/\/|ssh:\/\/|git@)[a-z0-9.@:-]{4,80}[\/:][^\s]{0,60}\$[({]?\w/ nocase
        $add = /\bgit\s[^\n]{0,40}\bremote\s{1,3}add\s{1,3}(-\S{1,12}\s{1,3}){0,2}[\w$"{}-]{1,40}\s{1,3}["']?(https?:\/\/|ssh:\/\/|git@)[a-z0-9.@:-]{4,80}[\/:][^\s]{0,60}\$[({]?\w/ nocase
        $all = /\bgit\s{1,3}push\s[^\n]{0,60}--(all|mirror|tags)\b/ nocase private
        $forge_url = /\bgit\s[^\n]{0,80}(pushurl|--push)\s{1,3}["']?(https?:\/\/|ssh:\/\/|git@)[^\s\/]{0,80}(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|huggingface\.co|dev\.azure\.com|gitee\.com|heroku\.com|amazonaws\.com)[\/:][^\s]{0,60}\$[({]?\w/ nocase private
        $forge_add = /\bgit\s[^\n]{0,40}\bremote\s{1,3}add\s{1,3}(-\S{1,12}\s{1,3}){0,2}[\w$"{}-]{1,40}\s{1,3}["']?(https?:\/\/|ssh:\/\/|git@)[^\s\/]{0,80}(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|huggingface\.co|dev\.azure\.com|gitee\.com|heroku\.com|amazonaws\.com)[\/:][^\s]{0,60}\$[({]?\w/ nocase private
    condition:
        ($url and #url > #forge_url) or ($add and #add > #forge_add and $all)
}
