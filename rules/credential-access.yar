// Secrets of the user are read or asked for.

// Prose

rule told_to_read_secrets {
    meta:
        title      = "text tells the model to read the user's secrets"
        severity   = "high"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented, asked"
        why        = "Private keys, wallets and password stores are no input of any ordinary task."
        fix        = "Use the agent of the key store, or let the user name the one file that is needed."
    strings:
        $key = /\b(read|open|cat|load|collect|gather|copy|include|extract|access|fetch|get|retrieve|grab|dump|steal|print|output|paste|attach|search|scan|check|locate|find)\w{0,3}\s[^.!?\n]{0,60}(\.ssh\/id_|id_rsa|id_ed25519|\.ssh\/?[\s`'",]|\/etc\/shadow|wallet\.dat|login\s{1,2}data\b|cookies\.sqlite|logins\.json|\.git-credentials|\.gnupg|keychain-db|ssh\s{1,4}private\s{1,4}keys?|browser\s{1,4}(cookies|passwords|credentials)|saved\s{1,4}passwords|crypto\s{1,4}wallets?|keystore\s{1,4}files?)/ nocase
        $sweep = /\b(collect|gather|harvest|extract|dump|grab|steal|enumerate|exfiltrate)\w{0,3}\s{1,4}(all\s{1,4}|any\s{1,4}|the\s{1,4}|every\s{1,4}|user'?s?\s{1,4}|available\s{1,4}|found\s{1,4}|local\s{1,4}|stored\s{1,4}){1,4}(\w{3,12}\s{1,4}){0,1}(credentials|secrets|api[ _-]?keys|passwords|tokens|ssh\s{1,4}keys|private\s{1,4}keys|env(ironment)?\s{1,4}variables)\b/ nocase
        // Manuals tell people which field of a form takes their key.
        // Who may read a file is no secret.
        $modes = /\b(check|scan|find|locate|search)\w{0,3}\s{1,4}(the\s{1,4}|file\s{1,4}|for\s{1,4}|wrong\s{1,4}){0,3}(permissions?|modes?|ownership)\b[^.!?\n]{0,40}(\.ssh\/?[\s`'",]|\.gnupg|ssh\s{1,4}private\s{1,4}keys?|id_rsa|id_ed25519|\.ssh\/id_)/ nocase private
        // What a copy of the user's holds.
        $backup = /\b(backups?|archives?|snapshots?|copy)\s{1,3}(also\s{1,3}){0,1}(includes?|contains?|covers?|holds?)\s[^.!?\n]{0,60}(\.ssh\/?[\s`'",]|\.gnupg)/ nocase private
        $field = /\bpaste\s[^.!?\n]{0,40}\byour\s[^.!?\n]{0,40}private\s{1,4}key\b[^.!?\n]{0,60}\b(field|box|text\s?area)\b/ nocase private
    condition:
        $sweep or ($key and #key > #field + #modes + #backup)
}

rule secret_echoed {
    meta:
        title      = "text tells the model to repeat secrets in what it writes"
        severity   = "high"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "context, tool"
        guard      = "negated, quoted, documented"
        why        = "What stands in a reply is logged, shared and read by whatever comes next."
        fix        = "Refer to a secret by its name, never by its value."
        taxonomy   = "CWE-532"
    strings:
        $echo = /\b(echo(es|ing)?|repeat(s|ing)?|restat(e|es|ing)|weav(e|es|ing)|recit(e|es|ing)|play\s{1,4}back|mirror(s|ing)?)\s{1,4}(back\s{1,4})?[^.!?]{0,60}\b(credentials?|passwords?|api[ _-]?keys?|secrets?|sensitive\s{1,4}(values?|data|information)|private\s{1,4}information|account\s{1,4}details)\b/ nocase
        $include = /\b(include|append|embed|insert|write|put|add|place)\w{0,3}\s{1,4}(the\s{1,4}|all\s{1,4}|any\s{1,4}|user'?s?\s{1,4}|found\s{1,4}|their\s{1,4}|full\s{1,4}|raw\s{1,4}|actual\s{1,4}){1,4}(\w{3,14}\s{1,4}){0,2}(credentials?|passwords?|api[ _-]?keys?|secrets?|environment\s{1,4}variables?|\.env\s{1,4}(file|contents?))\b[^.!?\n]{0,60}\b(in|into|to|at|with|as)\s{1,4}((the|your|its|every|each|a|an|all|final)\s{1,4}){0,3}(reply|response|answer|output|message|summary|report|comment|commit|draft|html|end\s{1,4}of|top\s{1,4}of|pull\s{1,4}request|issue|title)/ nocase
        $attention = /\b(pay\s{1,4}(close\s{1,4})?attention\s{1,4}to|remember|memori[sz]e|keep\s{1,4}track\s{1,4}of|note\s{1,4}down|store|retain|log\s{1,4}(all|any|every|each|the|user'?s?|their))\b[^.!?]{0,100}\b(passwords?|credentials?|api[ _-]?keys?|credit\s{1,4}cards?|card\s{1,4}numbers?|social\s{1,4}security)\b[^.!?]{0,60}\b(they|the\s{1,4}user|users?|he|she|mentioned|shared|typed|provided|entered)\b/ nocase
    condition:
        any of them
}

rule wallet_secret_asked {
    meta:
        title      = "text asks for the secret of a wallet"
        severity   = "high"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "prose, tool"
        guard      = "negated, quoted, documented"
        why        = "Whoever has the phrase has the money, and no bank can take the transfer back."
        fix        = "Sign with a wallet that keeps its own key."
    strings:
        $ask = /\b(enter|provide|paste|share|input|type|send|give|submit|import|ask\w{0,3}|request\w{0,3}|prompt\w{0,3}|obtain|collect|confirm|verify)\s[^.!?\n]{0,60}\b(seed\s{1,4}phrases?|recovery\s{1,4}phrases?|mnemonic\s{1,4}(phrase|words|seed)|secret\s{1,4}recovery|(12|24|twelve|twenty[- ]four)[- ]word\s{1,4}(seed|phrase|recovery|mnemonic|backup)|wallet\s{1,4}(password|private\s{1,4}key))\b/ nocase
    condition:
        any of them
}

rule credentials_coaxed {
    meta:
        title      = "text talks the user into handing over credentials"
        severity   = "high"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "context, tool"
        guard      = "negated, quoted, documented"
        why        = "The model is made a phisher: it asks with the trust that the user has in it."
        fix        = "Name the variable or key store that the credential belongs in, and why it is needed."
        taxonomy   = "ASI09"
    strings:
        $frame = /\b(frame|present|describe|portray|disguise|pass\s{1,4}off|position|justify|phrase)\s{1,4}(this|it|that|them|the\s{1,4}(request|step|question|prompt))\s{1,4}(off\s{1,4})?as\s{1,4}((a|an|some|just|completely|purely|part\s{1,4}of)\s{1,4}){0,3}(routine|normal|standard|necessary|required|legitimate|harmless|official|security|verification|mandatory|regular|simple)\b/ nocase
        $explain = /\b(explain|tell|convince|persuade|assure|claim|inform|insist|pretend)\s[^.!?]{0,60}\b(to\s{1,4}(complete|finish|continue|verify|activate|unlock|proceed)|for\s{1,4}(setup|verification|security|validation))\b[^.!?]{0,60}\b(need|require|must|provide|share|enter)\w{0,3}\b[^.!?]{0,60}\b(passwords?|api[ _-]?keys?|credentials?|authentication\s{1,4}tokens?|access\s{1,4}tokens?|credit\s{1,4}card|bank\s{1,4}account|social\s{1,4}security|2fa|one[- ]time)\b/ nocase
        $trick = /\b(trick|coax|lure|convince|persuade|manipulate|pressure)\s{1,4}(the\s{1,4}|your\s{1,4}|a\s{1,4})?(user|victim|human|them|target|customer)s?\s{1,4}(in)?to\s{1,4}(\w{3,12}ing\s{1,4}|\w{3,12}\s{1,4})(\w{2,12}\s{1,4}){0,3}(passwords?|api[ _-]?keys?|credentials?|tokens?|codes?|secrets?|credit|card)/ nocase
    condition:
        any of them
}

rule secrets_in_chat {
    meta:
        title      = "the user is asked to put a secret into the conversation"
        severity   = "low"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "context"
        guard      = "negated, quoted, documented"
        why        = "A secret in the conversation reaches the model's provider, the logs and every later tool."
        fix        = "Read the secret from the environment or a key store."
        taxonomy   = "AISubtech-14.1.1"
    strings:
        $paste = /\b(paste|share|provide|send|give|tell|type|post|supply|drop)\s{1,4}((me|us|your|the|their|claude|in)\s{1,4}){0,3}(\w{2,14}\s{1,4}){0,2}(api[ _-]?keys?|passwords?|access\s{1,4}tokens?|credentials?|bearer\s{1,4}tokens?|secrets?)\s{1,4}(\w{2,10}\s{1,4}){0,2}(here|in\s{1,4}(the\s{1,4}|this\s{1,4}|our\s{1,4})?(chat|conversation)|in(to)?\s{1,4}(the\s{1,4})?(chat|prompt|conversation)|via\s{1,4}chat|to\s{1,4}(claude|me|the\s{1,4}(assistant|agent|bot|ai)))/ nocase
        $ask = /\bask\s{1,4}(the\s{1,4})?(user|them)\s{1,4}(to\s{1,4}(provide|paste|share|enter|give|send)|for)\s{1,4}((their|the|a|an|your|valid|his)\s{1,4}){0,2}(\w{2,14}\s{1,4}){0,2}(api[ _-]?keys?|passwords?|access\s{1,4}tokens?|credentials)\b/ nocase
    condition:
        any of them
}


// Code

// Joined by the heuristic `credential-theft`.
rule credential_file : signal {
    meta:
        title      = "a file that holds credentials is named"
        severity   = "info"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "script, code-block, hook.command, config.command"
        why        = "Its content opens the user's accounts."
        fix        = "Let the user hand over the one credential that is needed."
    strings:
        $ssh      = /\bid_(rsa|ed25519|ecdsa|dsa)\b|["'`\/\\]\.ssh["'`\/\\]/
        $aws      = /["'`\/\\]\.aws["'`\/\\]{1,4}[\s,\/"']{0,4}(credentials|config)?/
        $gcloud   = /application_default_credentials|\.config\/gcloud\b|["'`]gcloud["'`]\s{0,2}[\/,]/
        $azure    = /["'`\/\\]\.azure["'`\/\\]/
        $kube     = /["'`\/\\]\.kube["'`\/\\]/
        $docker   = /\.docker["'`,\/\\ ]{1,4}config\.json/
        $packages = /(\/|["'`])\.(npmrc|pypirc|netrc|git-credentials|vault-token|pgpass|my\.cnf)\b|\bqw\([^\n)]{0,24}\.(netrc|pgpass|my\.cnf|git-credentials)\b|\.cargo["'`,\/\\ ]{1,4}credentials|\.gem\/credentials/
        $github   = /\bgh\/hosts\.yml\b|\.config\/gh\b/
        $gnupg    = /["'`\/\\]\.gnupg["'`\/\\]/
        $browser  = /(Google\/Chrome|google-chrome|Chrome\\{1,2}User Data|Google\\{1,2}Chrome|BraveSoftware|Microsoft[\/\\]{1,2}Edge|Mozilla\/Firefox|\.mozilla\/firefox)[^\n]{0,60}/
        $logins   = /["'`\/\\](Login Data|key4\.db|logins\.json|cookies\.sqlite|Web Data)["'`]/
        $wallet   = /\b(wallet\.dat|Local Extension Settings|nkbihfbeogaeaoehlefnkodbefgpgknn|bfnaelmomeimhlpmgjnjophhpkkoljpa)\b|\.config\/solana\/id\.json|(\/|["'`])\.(electrum|ethereum\/keystore|bitcoin)\b|Exodus\/exodus\.wallet/
        $keychain = /login\.keychain(-db)?\b|Library\/Keychains\b/
        $agent    = /\.claude["'`,\/\\ ]{1,4}\.credentials\.json|\.codex["'`,\/\\ ]{1,4}auth\.json|\.(openclaw|clawdbot|moltbot)["'`,\/\\ ]{1,4}(credentials\/|auth-profiles\.json|agents\/[\w\/]{1,30}auth)|\.config\/github-copilot/
        $shadow   = "/etc/shadow"
        $history  = /\.(bash|zsh)_history\b/
    condition:
        any of them
}

rule credential_store_dumped {
    meta:
        title      = "a store of passwords is dumped"
        severity   = "high"
        confidence = "high"
        threat     = "credential-access"
        scope      = "code, skill.body, instructions"
        guard      = "documented, negated, specimen"
        why        = "It yields every password of the user at once."
        fix        = "Remove it; ask the store for the one entry that belongs to the artifact."
        reference  = "https://attack.mitre.org/techniques/T1555/"
    strings:
        $keychain = /\bsecurity\s{1,3}dump-keychain\b/
        $mimikatz = /\b(sekurlsa::logonpasswords|lsadump::(sam|lsa|dcsync)|Invoke-Mimikatz)\b/ nocase
        $lsass    = /\b(procdump(64)?(\.exe)?\s[^\n]{0,60}lsass|comsvcs\.dll\W{1,4}(MiniDump|#\+?24))/ nocase
        $sam      = /\breg(\.exe)?\s{1,3}save\s{1,3}(HKLM|HKEY_LOCAL_MACHINE)\\{1,2}(SAM|SECURITY|SYSTEM)\b/ nocase
        $chrome   = /\b(find-generic-password|find-internet-password)\s[^\n]{0,80}(Chrome Safe Storage|Chromium Safe Storage|Brave Safe Storage|Edge Safe Storage)/
        $sqlite   = /\bSELECT\s[^\n]{0,80}(password_value|encrypted_value)[^\n]{0,60}\bFROM\s{1,3}(logins|cookies)\b/ nocase
        $tools    = /\b(LaZagne|secretsdump\.py|gsecdump|pypykatz|chainbreaker|firefox_decrypt)(\.py|\.exe)?\s{1,2}[\w-]/
        $shadow   = /\b(cat|cp|tar|scp|base64|open\s{0,2}\(|unshadow)\s{0,2}["']?\/etc\/(shadow|gshadow|master\.passwd)\b/
        $wifi     = /\bnetsh\s{1,3}wlan\s{1,3}show\s{1,3}profile\s[^\n]{0,60}key\s{0,2}=\s{0,2}clear\b/ nocase
        $dpapi    = /\bCryptUnprotectData\b[^\n]{0,80}/
        $dpapi_ok = /(Login Data|Local State|os_crypt|logins)/ private
    condition:
        any of ($keychain, $mimikatz, $lsass, $sam, $chrome, $sqlite, $tools, $shadow, $wifi) or ($dpapi and $dpapi_ok)
}

rule password_prompt_forged {
    meta:
        title      = "a script asks for the user's password in a window of its own"
        severity   = "high"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "code, skill.body"
        guard      = "documented, specimen"
        why        = "The window looks like the system's, and the script reads what is typed."
        fix        = "Use `sudo` or the system's authorisation dialog, which the script cannot read."
        reference  = "https://attack.mitre.org/techniques/T1056/002/"
    strings:
        $applescript = /display\s{1,2}dialog\s[^\n]{0,240}(password|keychain|System Preferences|System Settings|macOS)[^\n]{0,200}hidden\s{1,2}answer/ nocase
        $reversed    = /hidden\s{1,2}answer[^\n]{0,120}(password|keychain)/ nocase
        $validated   = /\bdscl\s[^\n]{0,20}-?authonly\s/
        $windows     = /PromptForCredential\s{0,2}\([^\n]{0,120}/
        $sudo_pipe   = /\bread\s{1,3}-\w{0,2}s\w{0,2}\s[^\n]{0,60}\n[^\n]{0,80}\|\s{0,2}sudo\s{1,2}-S\b/
    condition:
        any of them
}

rule instance_credentials {
    meta:
        title      = "code asks a cloud machine for its credentials"
        severity   = "high"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "script, hook.command, config.command"
        guard      = "documented, negated"
        why        = "The answer is a token that acts for the machine in its cloud account."
        fix        = "Use the provider's SDK, which keeps the token to itself."
        taxonomy   = "CWE-918"
        reference  = "https://attack.mitre.org/techniques/T1552/005/"
    strings:
        $aws   = /\blatest\/meta-data\/iam\/(security-credentials|info)\b/
        $ecs   = /(=\s{0,3}["']http:\/\/169\.254\.170\.2["']|\b169\.254\.170\.2(["'`]\s{0,3}\+|[\/${%])[^\s"']{0,60})/
        $gcp   = /\bcomputeMetadata\/v1\/instance\/service-accounts\/[^\s"'\/]{1,40}\/(token|identity)\b/
        $azure = /\b169\.254\.169\.254\/metadata\/identity\/oauth2\/token/
    condition:
        any of them
}

rule instance_metadata {
    meta:
        title      = "code reads the metadata of a cloud machine"
        severity   = "low"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "code"
        guard      = "documented, negated"
        why        = "The same address hands out tokens that act for the machine in its cloud account."
        fix        = "Use the provider's SDK, and say what is read."
        taxonomy   = "CWE-918"
        reference  = "https://attack.mitre.org/techniques/T1552/005/"
    strings:
        $fetch = /\b(curl|wget|urlopen|requests\.(get|put)|fetch|axios\.get|httpx\.get)\b[^\n]{0,80}169\.254\.169\.254\b/
        $gcp   = /\bmetadata\.google\.internal\/computeMetadata\/[^\s"']{0,60}/
        $other = /\b0x(a9fea9fe|A9FEA9FE)\b|\b2852039166\b|\bfd00:ec2::254\b/
    condition:
        any of them
}

rule secrets_picked_from_environment {
    meta:
        title      = "code picks all secrets out of the environment"
        severity   = "medium"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "script, hook.command"
        why        = "Nothing needs every key and token that the user has."
        fix        = "Read the one variable that is needed, by its name."
        reference  = "https://attack.mitre.org/techniques/T1552/"
    strings:
        $python = /\benviron(\.items\s{0,2}\(\s{0,2}\)|\.keys\s{0,2}\(\s{0,2}\))?[^\n]{0,30}\n?[^\n]{0,40}\bif\s[^\n]{0,80}(\n[^\n]{0,100}){0,2}["'](API_?|_)?(KEY|TOKEN|SECRET)S?["'][^\n]{0,60}["']_?(KEY|TOKEN|SECRET|PASSWORD|PASS|CREDENTIALS?|API)["']/
        $js     = /\bObject\.(entries|keys)\s{0,2}\(\s{0,2}process\.env\s{0,2}\)\s{0,2}\.filter\s{0,2}\([^\n]{0,60}(KEY|TOKEN|SECRET)[^\n]{0,20}(KEY|TOKEN|SECRET|PASS)/
        $shell  = /\b(env|printenv)\s{0,2}\|\s{0,2}(e?grep)\s[^\n]{0,20}(KEY|TOKEN|SECRET)[^\n]{0,12}\|[^\n]{0,12}(KEY|TOKEN|SECRET|PASS)/ nocase
    condition:
        any of them
}

rule account_password : signal {
    meta:
        title      = "an account's password is stored for the agent"
        severity   = "medium"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "prose, code-block"
        guard      = "negated, documented"
        why        = "The agent can act as the user."
        fix        = "Use a token with few rights."
    strings:
        $set = /\b(set|export|store|save|add|put)\s{1,3}[A-Z][A-Z0-9_]{1,40}_(PASSWORD|PASSWD|PASSCODE|TOTP_SECRET)\b[ =]{1,3}["'<]?(your|my|user|account|<)/ nocase
    condition:
        $set
}

rule agent_signs_in : signal {
    meta:
        title      = "the agent signs in as the user"
        severity   = "medium"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "prose, code-block"
        guard      = "documented"
        why        = "The agent can act as the user."
        fix        = "Use a token with few rights."
    strings:
        $enter = /\b(enters?|types?|fills?|submits?|inputs?)\s{1,3}(in\s{1,3})?((the|your|user'?s?|email|and|account|\w{2,14})\s{1,3}){0,4}password\b/ nocase
        $share = /\b(share|sharing|give|giving|trust)\w{0,3}\s{1,3}(\w{2,10}\s{1,3}){0,2}(credentials|passwords?)\s{1,3}(with|to)\s{1,3}(claude|the\s{1,3}(agent|assistant|bot|ai)|your\s{1,3}(agent|assistant))/ nocase
        $browser = /\bbrowser\s{1,3}automation\s{1,3}(required|needed|is\s{1,3}required|with\s{1,3}your)/ nocase
    condition:
        any of them
}

rule piped_installer : signal {
    meta:
        title      = "an installer is piped into a shell"
        severity   = "medium"
        confidence = "high"
        threat     = "supply-chain"
        scope      = "prose, code-block, script"
        guard      = "negated, documented"
        why        = "Nobody sees what runs."
        fix        = "Name a package."
    strings:
        $pipe = /\b(curl|wget)\s[^\n|]{5,200}\|\s{0,3}(sudo\s{1,3})?(ba|z|da)?sh\b/
        $iex = /\b(iwr|irm|invoke-webrequest|invoke-restmethod)\s[^\n|]{5,200}\|\s{0,3}(iex|invoke-expression)\b/ nocase
    condition:
        any of them
}

rule credential_echo {
    meta:
        title      = "text has the model repeat credentials in its answer"
        severity   = "high"
        confidence = "medium"
        threat     = "credential-access"
        scope      = "any"
        guard      = "negated, documented"
        why        = "What stands in an answer is logged, shared and read by the next tool."
        fix        = "Never have credentials repeated; check them where they are used."
        taxonomy   = "AML.T0057"
    strings:
        $reply = /\b(echo|repeat|print|reveal|include|output|return|paste|quote|show|disclose|recite)\w{0,3}\s{1,3}(back\s{1,3})?([^\s.!?]{1,16}\s{1,3}){0,5}(authorization\s{1,3}header|bearer\s{1,3}token|access\s{1,3}tokens?|session\s{1,3}(cookie|token)s?|api\s{1,3}keys?|passwords?|credentials|private\s{1,3}keys?|client\s{1,3}secrets?)\s{1,3}(\w{1,16}\s{1,3}){0,4}(in|with|into|as\s{1,3}part\s{1,3}of)\s{1,3}(your|the|its|each|every)\s{1,3}(next\s{1,3}|following\s{1,3}|final\s{1,3}|first\s{1,3})?(response|reply|answer|message|output)\b/ nocase
    condition:
        $reply
}

rule credentials_elicited {
    meta:
        title      = "a server asks the user for credentials through a form"
        severity   = "high"
        confidence = "high"
        threat     = "credential-access"
        scope      = "script"
        guard      = "specimen"
        why        = "The form is drawn by the user's own client, so that it looks trustworthy; what is typed goes to the server."
        fix        = "Let the user sign in at the service itself; MCP forbids to ask for such data by elicitation."
        taxonomy   = "MCP01, CWE-522"
        reference  = "https://modelcontextprotocol.io/specification/2025-06-18/client/elicitation"
    strings:
        $asks   = /\b(elicitInput\s{0,3}\(|elicitation\/create["'])/ private
        $field  = /\b(password|passwd|passcode|passphrase|t?otp|cv[vc]|card_?number|seed_?phrase|mnemonic|private_?key)["']?\s{0,3}:\s{0,3}\{/ nocase
        $elicit = /\.elicit\s{0,2}\(/ private
        $model  = /\n\s{2,8}(\w{1,20}_)?(password|passwd|passcode|passphrase|t?otp|cv[vc]|card_?number|seed_?phrase|mnemonic|private_?key)\s{0,2}:\s{0,2}(str|SecretStr|int)\b/ nocase
    condition:
        (($asks and $field) or ($elicit and $model)) and
        for any i in (1..3) : ($field in (@asks[i]..@asks[i] + 800) or $model in (@elicit[i] - 2500..@elicit[i]))
}
