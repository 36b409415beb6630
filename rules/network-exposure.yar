// Transport or endpoints that others can read or steer.

rule metadata_endpoint {
    meta:
        title      = "text names the address where a cloud hands out credentials"
        severity   = "high"
        confidence = "medium"
        threat     = "network-exposure"
        scope      = "card.text, server.text, config.text, config.command, tool.description, tool.parameter, tool.metadata, resource"
        guard      = "negated"
        why        = "Whoever can make a cloud machine ask this address gets the machine's credentials."
        fix        = "Remove the address, and block it for everything that fetches on request."
        reference  = "https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html"
        taxonomy   = "CWE-918, AISubtech-9.1.3"
    strings:
        $imds    = "169.254.169.254"
        $ecs     = "169.254.170.2/"
        $alibaba = "100.100.100.200"
        $google  = "metadata.google.internal" nocase
        $ipv6    = "fd00:ec2::254" nocase
        $azure   = "metadata.azure.internal" nocase
        $decimal = "://2852039166"
        $hex     = "://0xa9fea9fe" nocase
        $octal   = "://0251.0376.0251.0376"
        $mapped  = "[::ffff:a9fe:a9fe]" nocase
        $path    = "/latest/meta-data/iam" nocase
    condition:
        any of them
}

rule internal_fetch {
    meta:
        title      = "a card sends its agent to addresses inside the network"
        severity   = "high"
        confidence = "medium"
        threat     = "network-exposure"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "An agent that fetches internal addresses for its callers is a way around the firewall."
        fix        = "Let the agent fetch only public hosts that it knows."
        reference  = "https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html"
        taxonomy   = "CWE-918, AISubtech-9.1.3"
    strings:
        $fetch  = /\b(fetch|request|quer|read|retriev|prox|crawl|download|load|scan|access|connect|open)[a-z]{0,4}\b/ nocase private
        $inside = /\bhttps?:\/\/(localhost|127\.[0-9]|10\.[0-9]|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|0\.0\.0\.0|\[::1\])/ nocase
        $scheme = /\b(gopher|dict|ldap):\/\/[a-z0-9\[]/ nocase
        $file   = /\bfile:\/\/\/(etc|root|home|proc|var|users|c:)/ nocase
    condition:
        $scheme or $file or
        ($inside and $fetch and for any i in (1..4) : ($fetch in (@inside[i] - 60 .. @inside[i])))
}

rule unverified_tls {
    meta:
        title      = "transport security is declared to be off"
        severity   = "high"
        confidence = "medium"
        threat     = "network-exposure"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "Without checked certificates, anybody on the way can answer in the agent's name and read what callers send."
        fix        = "Serve over HTTPS with a certificate that clients can check."
        reference  = "https://cwe.mitre.org/data/definitions/295.html"
        taxonomy   = "CWE-295"
    strings:
        $code    = /\b(verify(_ssl|_tls|_certs?|ssl|_peer)?|ssl_verify|check_hostname|rejectUnauthorized|strictSSL)["']?\s{0,2}[=:]\s{0,2}["']?(false|0|no|off|none)\b/ nocase
        $skip    = /\b(InsecureSkipVerify["']?\s{0,2}[=:]\s{0,2}true|CERT_NONE|_create_unverified_context|NODE_TLS_REJECT_UNAUTHORIZED\s{0,2}=\s{0,2}["']?0)/ nocase
        $switch  = /\b(disabl(e|es|ed|ing)|skip(s|ped|ping)?|bypass(es|ed|ing)?|ignor(e|es|ed|ing)|turn(s|ed)?\s{1,3}off|does\s{1,3}not\s{1,3}(perform|do|require)|without)\s{1,3}([^.!?\n]{0,12}\s)?(tls|ssl|https|certificate|hostname)\s{1,3}(certificate\s{1,3})?(verification|validation|checks?|checking|errors?|warnings?)\b/ nocase
        $passive = /(^|[.;!,(]\s{0,2}|\bwith\s{1,3}|\bhas\s{1,3})(tls|ssl|https|certificate|hostname)\s{1,3}(certificate\s{1,3})?(verification|validation|checks?|checking)\s{1,3}((is|are|has\s{1,3}been)\s{1,3})?(disabled|off|skipped|bypassed|ignored|turned\s{1,3}off|not\s{1,3}(performed|required|done))\b/ nocase
        $plain   = /\b(uses?|using|prefers?|over|via|serves?|speaks?)\s{1,3}(plain\s{1,3})?http\s{1,3}(instead\s{1,3}of|rather\s{1,3}than)\s{1,3}https\b/ nocase
        $down    = /\b(downgrad(e|es|ed|ing)|falls\s{0,2}back|falling\s{0,2}back|fallback|switches)\s{1,3}([^.!?\n]{0,24}\s)?to\s{1,3}((plain|unencrypted|insecure)\s{1,3}(http|text|connections?)|http\b|ssl\s?v?[23]|tls\s?v?1\.[01]|(an?\s{1,3})?(older|weaker)\s{1,3}(tls|ssl|cipher))/ nocase
    condition:
        any of them
}

rule certificates_unchecked {
    meta:
        title      = "a script turns off for good that certificates are checked"
        severity   = "high"
        confidence = "medium"
        threat     = "network-exposure"
        scope      = "script, hook.command, config.command"
        guard      = "negated, documented"
        why        = "Whatever the tool fetches from then on may come from anybody on the way, code included."
        fix        = "Trust the one authority that is missing, and for the one command that needs it."
        reference  = "https://attack.mitre.org/techniques/T1553/"
        taxonomy   = "CWE-295"
    strings:
        $git     = /\bgit["',\s]{1,6}config["',\s]{1,6}--(global|system)["',\s]{1,6}(http\.sslVerify["',\s]{1,6}(false|0|off|no)\b|http\.proxy["',\s]{1,6}(https?:\/\/)?[0-9]{1,3}\.[0-9]{1,3}\.)/
        $pairs   = /["']http\.sslVerify["']\s{0,2}[,:]\s{0,2}["']?(false|0|off|no)\b/
        $node    = /\b(export|setx|set\s{1,2}-Ux)\s{1,2}NODE_TLS_REJECT_UNAUTHORIZED[=\s]{1,2}["']?0\b["'\\n]{0,4}\s{0,2}(>>|\|\s{0,2}tee|"\s{0,2}>>)/
        $setx    = /\bsetx\s{1,3}(NODE_TLS_REJECT_UNAUTHORIZED\s{1,2}"?0|GIT_SSL_NO_VERIFY\s{1,2}"?(1|true)|PYTHONHTTPSVERIFY\s{1,2}"?0)/
        $npm     = /\b(npm|pnpm|yarn)["',\s]{1,6}(config["',\s]{1,6})?set["',\s]{1,6}strict-ssl["',=\s]{1,6}false\b/
        $conda   = /\bconda["',\s]{1,6}config["',\s]{1,6}--set["',\s]{1,6}ssl_verify["',\s]{1,6}(false|no|off)\b/
    condition:
        any of them
}

rule agent_fanout {
    meta:
        title      = "a card multiplies tasks without a bound"
        severity   = "high"
        confidence = "medium"
        threat     = "destruction"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "One delegated task becomes thousands, and the bill and the outage are the caller's."
        fix        = "Bound the number and the depth of tasks that the agent starts."
        reference  = "https://genai.owasp.org/llmrisk/llm102025-unbounded-consumption/"
        taxonomy   = "AISubtech-13.1.1"
    strings:
        $for     = /\bfor\s{1,3}[a-z_]{1,12}\s{1,3}in\s{1,3}range\s?\(\s?[0-9]{2,9}[^)\n]{0,12}\)[^\n]{0,40}(spawn|task|agent|call|invoke|send|request|fork|delegate)/ nocase
        $cfor    = /\bfor\s?\([^)\n]{0,40}<\s?[0-9]{2,9}[^)\n]{0,12}\)[^\n]{0,40}(spawn|task|agent|call|invoke|send|request|fork|delegate)/ nocase
        $while   = /\bwhile\s?\(?\s?(true|1)\b\)?[^\n]{0,40}(spawn|task|agent|call|invoke|send|request|fork|delegate)/ nocase
        $noun    = /\b(recursive|infinite|endless|unbounded|unlimited|exponential)\s{1,3}(agents?|sub-?agents?|tasks?|self|parallel)[- ]?\s{0,3}(spawn|delegat|invo|call|creat|fork|launch|replicat|loop|fan)/ nocase
        $verb    = /\b(recursively|infinitely|endlessly|repeatedly|exponentially|continuously)\s{1,3}(spawn|delegat|invok|call|creat|fork|launch|replicat|clon)[a-z]{0,4}\s{1,3}([^.!?\n]{0,24}\s)?(agents?|sub-?agents?|tasks?|itself|copies|instances|clones)\b/ nocase
        $itself  = /\b(calls?|invokes?|spawns?|clones?|replicates?|forks?|delegates\s{1,3}to)\s{1,3}itself\b[^.!?\n]{0,40}\b(recursive|again|until|times|forever|loop|infinit|without)/ nocase
        $many    = /\b(spawn|launch|creat|start|fork|open|fir)(s|es|e|ing|ning)?\s{1,3}([^.!?\n]{0,16}\s)?([0-9]{3,9}|hundreds|thousands|millions|unlimited|infinite|countless)\s{1,3}([^.!?\n]{0,20}\s)?(agents?|sub-?agents?|sub-?tasks?|tasks?|workers?|threads?|requests?|calls)\b/ nocase
        $bomb    = /\b(fork\s{1,3}bomb|spawn_task\s?\(|spawn_agent\s?\()/ nocase
    condition:
        any of them
}

rule agent_broadcast {
    meta:
        title      = "a card passes every task on to all agents"
        severity   = "medium"
        confidence = "low"
        threat     = "destruction"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "Every agent that does the same answers with another round, and all of them see the content."
        fix        = "Choose the agents that a task needs."
        reference  = "https://genai.owasp.org/llmrisk/llm102025-unbounded-consumption/"
        taxonomy   = "AISubtech-13.1.1"
    strings:
        $all = /\b(broadcast|forward|relay|delegat|dispatch|fan|propagat|resend|send)[a-z]{0,3}\s{1,3}([^.!?\n]{0,12}\s)?(every|all|each|any|the\s{1,3}same)\s{1,3}([^.!?\n]{0,24}\s)?(tasks?|messages?|requests?|quer(y|ies)|prompts?)\s{1,3}([^.!?\n]{0,12}\s)?to\s{1,3}(all|every|each)\s{1,3}([^.!?\n]{0,24}\s)?agents?\b/ nocase
    condition:
        $all
}

rule message_interception {
    meta:
        title      = "a card stands between other agents and reads their messages"
        severity   = "high"
        confidence = "medium"
        threat     = "network-exposure"
        scope      = "card.text, server.text"
        guard      = "negated, quoted"
        why        = "An agent in the middle reads and changes what others say to each other."
        fix        = "Let agents talk to each other directly, over authenticated connections."
        reference  = "https://attack.mitre.org/techniques/T1557/"
        taxonomy   = "CWE-300"
    strings:
        $between = /\b(intercept|eavesdrop|sniff|wiretap|tamper)[a-z]{0,4}\s{1,3}([^.!?\n]{0,24}\s)?(all|every|any|between|agents?'?|users?'?|clients?'?|other|private|sensitive|their)\s{1,3}([^.!?\n]{0,16}\s)?(messages?|traffic|communications?|requests?|conversations?|tokens?)\b/ nocase
        $among   = /\b(intercept|eavesdrop|sniff|wiretap|tamper)[a-z]{0,4}\s{1,3}([^.!?\n]{0,16}\s)?(messages?|traffic|communications?|requests?|conversations?)\s{1,3}(between|among|of|from)\s{1,3}([^.!?\n]{0,16}\s)?(agents?|users?|clients?)\b/ nocase
        $middle  = /\b(acts?|works?|operates?|positioned|serves?|sits?)\s{1,3}(as\s{1,3})?([^.!?\n]{0,12}\s)?man[- ]in[- ]the[- ]middle\b/ nocase
        $silent  = /\b(silently|secretly|covertly|quietly|invisibly|stealthily)\s{1,3}(modif|alter|chang|rewrit|replac|inject|log|record|cop|forward|redirect|duplicat|captur)[a-z]{0,4}\s{1,3}([^.!?\n]{0,24}\s)?(messages?|responses?|replies|answers?|traffic|requests?|conversations?|communications?|data)\b/ nocase
        $proxy   = /\b(transparent(ly)?|silent(ly)?|covert(ly)?|hidden)\s{1,3}(prox(y|ies|ying)|relay(s|ing)?|forward(s|ing)?|redirect(s|ing)?)\s{1,3}([^.!?\n]{0,40}\s)?(messages?|traffic|communications?|requests?|conversations?|calls)\b/ nocase
    condition:
        any of them
}

rule stated_destination : signal {
    meta:
        title      = "text says that data goes to an address"
        severity   = "info"
        confidence = "low"
        threat     = "data-exfiltration"
        scope      = "card.text, server.text"
        guard      = "negated"
        why        = "Signal for undeclared-destination."
        fix        = "See undeclared-destination."
    strings:
        $sends = /\b(send|forward|upload|post|transmit|exfiltrat|cop(y|ie)|mirror|leak|report|stream|push|sync|deliver|beacon|log|redirect|tunnel|rout)[a-z]{0,3}\s{1,3}([^.!?\n]{0,80}\s)?(to|at|via|into|through)\s{1,3}([^.!?\n]{0,24}\s)?https?:\/\/[^\s"'<>)]{4,120}/ nocase
    condition:
        $sends
}
