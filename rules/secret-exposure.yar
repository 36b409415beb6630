// A secret stands in the artifact.
//
// Forms alone prove little: documentation is full of specimens. The heuristic `exposed-secret` reads these signals and
// keeps what is as random as a live key.

rule provider_token : signal {
    meta:
        title      = "text has the form of a provider's token"
        severity   = "high"
        confidence = "medium"
        threat     = "secret-exposure"
        scope      = "any"
        why        = "Whoever has the token has the account."
        fix        = "Revoke it, and read it from the environment."
    strings:
        $aws        = /\b(AKIA|ASIA)[A-Z2-7]{16}\b/
        $github     = /\bgh[pousr]_[A-Za-z0-9]{36,255}\b/
        $github_pat = /\bgithub_pat_[A-Za-z0-9_]{60,100}\b/
        $gitlab     = /\bglpat-[A-Za-z0-9_-]{20,60}\b/
        $anthropic  = /\bsk-ant-[A-Za-z0-9_-]{24,200}/
        $openai     = /\bsk-(proj|svcacct|admin|or-v1)-[A-Za-z0-9_-]{24,200}/
        $openai_old = /\bsk-[A-Za-z0-9]{16,32}T3BlbkFJ[A-Za-z0-9]{16,32}\b/
        $google     = /\bAIza[A-Za-z0-9_-]{35}\b/
        $google_id  = /\bGOCSPX-[A-Za-z0-9_-]{24,40}\b/
        $slack      = /\bxox[abprs]-[A-Za-z0-9-]{20,200}\b/
        $slack_app  = /\bxapp-[0-9]-[A-Za-z0-9-]{20,200}\b/
        $slack_hook = /https:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]{6,14}\/B[A-Z0-9]{6,14}\/[A-Za-z0-9]{20,30}/
        $discord    = /https:\/\/(ptb\.|canary\.)?discord(app)?\.com\/api\/webhooks\/[0-9]{16,20}\/[A-Za-z0-9_-]{60,80}/
        $telegram   = /\b[0-9]\w{7,9}:AA[A-Za-z0-9_-]{32,34}\b/
        $stripe     = /\b[sr]k_live_[A-Za-z0-9]{20,120}\b/
        $npm        = /\bnpm_[A-Za-z0-9]{36}\b/
        $pypi       = /\bpypi-AgE[A-Za-z0-9_-]{50,200}/
        $hugging    = /\bhf_[A-Za-z]{34}\b/
        $groq       = /\bgsk_[A-Za-z0-9]{40,60}\b/
        $replicate  = /\br8_[A-Za-z0-9]{37}\b/
        $perplexity = /\bpplx-[A-Za-z0-9]{40,60}\b/
        $tavily     = /\btvly-(dev-|prod-)?[A-Za-z0-9]{24,50}\b/
        $xai        = /\bxai-[A-Za-z0-9]{60,100}\b/
        $notion     = /\bntn_[A-Za-z0-9]{40,50}\b/
        $linear     = /\blin_(api|oauth)_[A-Za-z0-9]{30,70}\b/
        $figma      = /\bfigd_[A-Za-z0-9_-]{30,60}\b/
        $databricks = /\bdapi[a-f0-9]{32}\b/
        $digital    = /\bdo[pro]_v1_[a-f0-9]{64}\b/
        $sendgrid   = /\bSG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}\b/
        $shopify    = /\bshp(at|ca|pa|ss)_[a-fA-F0-9]{32}\b/
        $supabase   = /\bsb(p|_secret)_[A-Za-z0-9_]{30,60}\b/
        $age        = /\bAGE-SECRET-KEY-1[A-Z0-9]{50,60}\b/
        $jwt        = /\beyJ(hbGciOi|0eXAiOi)[A-Za-z0-9_-]{8,200}\.eyJ[A-Za-z0-9_-]{20,1000}\.[A-Za-z0-9_-]{20,500}/
    condition:
        any of them
}

rule private_key_block : signal {
    meta:
        title      = "text has the form of a private key"
        severity   = "high"
        confidence = "medium"
        threat     = "secret-exposure"
        scope      = "any"
        why        = "Whoever has the key can sign and log in as its owner."
        fix        = "Revoke it, and keep keys outside of what is shipped."
    strings:
        $key = /-----BEGIN ((RSA|EC|DSA|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY( BLOCK)?-----/
    condition:
        $key
}

rule address_password : signal {
    meta:
        title      = "an address holds a user and a password"
        severity   = "medium"
        confidence = "medium"
        threat     = "secret-exposure"
        scope      = "any"
        why        = "Whoever reads the address can log in."
        fix        = "Read the password from the environment."
    strings:
        $address = /\b(postgres(ql)?|mysql|mariadb|mongodb(\+srv)?|rediss?|amqps?|https?|ftp):\/\/[A-Za-z0-9._%+-]{1,60}:[^\s:@\/"'<>{}$]{8,120}@/
    condition:
        $address
}

rule stated_secret : signal {
    meta:
        title      = "text states a password or token"
        severity   = "medium"
        confidence = "low"
        threat     = "secret-exposure"
        scope      = "script, code-block, skill.body"
        why        = "Whoever has it can log in."
        fix        = "Read it from the environment."
        each       = "true"
    strings:
        $password = /[A-Za-z_]{0,24}(password|passwd|PASSWORD|PASSWD)["']?\s{0,3}[:=]\s{0,3}["'][^\s"'<>{}$]{8,60}["']/
        $token    = /[A-Za-z_]{0,24}(api_?key|API_?KEY|token|TOKEN|secret|SECRET)["']?\s{0,3}[:=]\s{0,3}["'][A-Za-z0-9._~+\/=-]{20,400}["']/
        $bearer   = /\b[Aa]uthorization["']?\s{0,2}[:=,]\s{0,2}["']?(Bearer|Basic|Token)\s{1,2}[A-Za-z0-9._~+\/=-]{20,400}/
        $typed    = /\b(Type|type|Enter|enter|Use|use|Fill|fill)\s{1,3}["'`][^\s"'`<>{}$]{8,60}["'`]\s[^\n]{0,20}\bpassword\b/
    condition:
        any of them
}
