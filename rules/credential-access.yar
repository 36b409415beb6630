// Secrets of the user are read or asked for.

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
        $packages = /(\/|["'`])\.(npmrc|pypirc|netrc|git-credentials|vault-token|pgpass|my\.cnf)\b|\.cargo["'`,\/\\ ]{1,4}credentials|\.gem\/credentials/
        $github   = /\bgh\/hosts\.yml\b|\.config\/gh\b/
        $gnupg    = /["'`\/\\]\.gnupg["'`\/\\]/
        $browser  = /(Google\/Chrome|google-chrome|Chrome\\{1,2}User Data|BraveSoftware|Microsoft\/Edge|Mozilla\/Firefox|\.mozilla\/firefox)[^\n]{0,60}/
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
        guard      = "documented, negated"
        why        = "It yields every password of the user at once."
        fix        = "Remove it; ask the store for the one entry that belongs to the artifact."
        reference  = "https://attack.mitre.org/techniques/T1555/"
    strings:
        $keychain = /\bsecurity\s{1,3}dump-keychain\b/
        $mimikatz = /\b(sekurlsa::logonpasswords|lsadump::(sam|lsa|dcsync)|Invoke-Mimikatz)\b/ nocase
        $lsass    = /\b(procdump(64)?(\.exe)?\s[^\n]{0,60}lsass|comsvcs\.dll\W{1,4}(MiniDump|#\+?24))/ nocase
        $sam      = /\breg(\.exe)?\s{1,3}save\s{1,3}(HKLM|HKEY_LOCAL_MACHINE)\\{1,2}(SAM|SECURITY|SYSTEM)\b/ nocase
        $dpapi    = /\bCryptUnprotectData\b[^\n]{0,80}/
        $dpapi_ok = /(Login Data|Local State|os_crypt|logins)/ private
        $chrome   = /\b(find-generic-password|find-internet-password)\s[^\n]{0,80}(Chrome Safe Storage|Chromium Safe Storage|Brave Safe Storage|Edge Safe Storage)/
        $sqlite   = /\bSELECT\s[^\n]{0,80}(password_value|encrypted_value)[^\n]{0,60}\bFROM\s{1,3}(logins|cookies)\b/ nocase
        $tools    = /\b(LaZagne|secretsdump\.py|gsecdump|pypykatz|chainbreaker|firefox_decrypt)(\.py|\.exe)?\s{1,2}[\w-]/
        $shadow   = /\b(cat|cp|tar|scp|base64|open\s{0,2}\(|unshadow)\s{0,2}["']?\/etc\/(shadow|gshadow|master\.passwd)\b/
        $wifi     = /\bnetsh\s{1,3}wlan\s{1,3}show\s{1,3}profile\s[^\n]{0,60}key\s{0,2}=\s{0,2}clear\b/ nocase
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
        guard      = "documented"
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
        $ecs   = /\b169\.254\.170\.2\b[^\s"']{0,60}/
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
