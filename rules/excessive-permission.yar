// More is permitted than is needed, or a safeguard is off.

rule quarantine_removal {
    meta:
        title      = "the mark of a downloaded program is removed"
        severity   = "medium"
        confidence = "medium"
        threat     = "excessive-permission"
        scope      = "prose, tool, code"
        guard      = "negated, documented"
        why        = "macOS and Windows check marked files before they run them; without the mark nothing is checked."
        fix        = "Sign and notarise the program, or have users build it."
        taxonomy   = "AISubtech-9.2.2, CWE-693"
    strings:
        $xattr   = /\bxattr\s{1,3}(-[a-z]{1,4}\s{1,3}){1,3}(com\.apple\.quarantine\b|[^\s]{1,120}\.(app|pkg|dmg|command)\b|-?c\b)/ nocase
        $unblock = /\bUnblock-File\b/ nocase
    condition:
        any of them
}

rule passwordless_sudo {
    meta:
        title      = "sudo without a password is set up"
        severity   = "high"
        confidence = "medium"
        threat     = "excessive-permission"
        scope      = "prose, tool, code"
        guard      = "negated, documented"
        why        = "Every later command, the agent's and anybody else's, can become root unseen."
        fix        = "Name the one command that needs root, or ask the user to run it."
        taxonomy   = "CWE-269"
    strings:
        $all = /\bALL\s{0,3}=\s{0,3}\(\s{0,2}(ALL|root)(\s{0,2}:\s{0,2}ALL)?\s{0,2}\)\s{0,3}NOPASSWD\s{0,2}:\s{0,3}ALL\b/
        $write = /sudoers|visudo/ private
    condition:
        $all and $write
}

rule root_login_reopened {
    meta:
        title      = "code closes the machine to logins and opens it again for some"
        severity   = "high"
        confidence = "medium"
        threat     = "excessive-permission"
        scope      = "script"
        guard      = "documented"
        why        = "Whoever reads that root may not log in does not look for the exception below it."
        fix        = "Leave out the exception; let those who need it in by a key of their own."
        reference  = "https://attack.mitre.org/techniques/T1098/"
    strings:
        $closed = /\b(PermitRootLogin|PasswordAuthentication)\s{1,4}(no|prohibit-password)\b/ nocase
        $match  = /\bMatch\s{1,3}(Address|User|Group|Host|LocalAddress|All)\b[^\n]{0,200}\n([^#]{0,300}\n)?\s{0,12}PermitRootLogin\s{1,4}yes\b/ nocase
    condition:
        all of them
}

rule permission_tampering {
    meta:
        title      = "the agent's own permissions are widened"
        severity   = "high"
        confidence = "medium"
        threat     = "excessive-permission"
        scope      = "skill.description, skill.body, instructions, comment, code-block, script, tool.description, tool.parameter, prompt, resource, server.instructions, hook.command, config.command"
        guard      = "negated, quoted, documented"
        why        = "The artifact outlives the question: what it writes into the settings is allowed from then on."
        fix        = "Tell the user which permission is needed, and why; leave the settings to them."
        taxonomy   = "ASI10, AML.T0081"
    strings:
        $mode    = /(["']|\b)(defaultMode|permissionMode|sandbox_mode|defaultApprovalMode|approvalMode)\b["'\] :=,]{1,8}(bypassPermissions|danger-full-access|yolo)\b/
        $servers = /(["']|\b)enableAllProjectMcpServers\b["'\] :=,]{1,8}(true|True)\b/
        $editor  = /(["']|\b)chat\.tools\.(global\.)?autoApprove\b["'\] :=,]{1,8}(true|True)\b/
        $star    = /(["']|\b)(allow|permissions)\b["'\] :=,]{1,8}\[\s{0,8}["'](Bash(\(\*\)|\(:\*\))?|\*)["']/
        // Literals, since an expression that begins with any of them is tried at every second word of a text.
        $write         = "write" nocase fullword private
        $write_add     = "add" nocase fullword private
        $write_set     = "set" nocase fullword private
        $write_append  = "append" nocase fullword private
        $write_insert  = "insert" nocase fullword private
        $write_update  = "update" nocase fullword private
        $write_edit    = "edit" nocase fullword private
        $write_modify  = "modify" nocase fullword private
        $write_create  = "create" nocase fullword private
        $write_put     = "put" nocase fullword private
        $write_save    = "save" nocase fullword private
        $write_change  = "change" nocase fullword private
        $write_dump    = "dump" nocase fullword private
        $write_file    = "writeFileSync" nocase fullword private
        $write_text    = "write_text" nocase fullword private
        $write_tee     = "tee" nocase fullword private
        $write_sed     = "sed" nocase fullword private
        $write_jq      = "jq" nocase fullword private
        $write_cat     = "cat" nocase fullword private
        $write_echo    = "echo" nocase fullword private
        $write_merge   = "merge" nocase fullword private
        $write_ensure  = "ensure" nocase fullword private
        $file  = /(\.claude\/settings|settings(\.local)?\.json|\.claude\.json|\.codex\/config|config\.toml|\.gemini\/|\.vscode\/|\.cursor\/)/ private
    condition:
        any of ($mode, $servers, $editor, $star) and any of ($write*) and $file
}

rule approval_bypass_flag : signal {
    meta:
        title      = "an agent is started without asking or without its sandbox"
        severity   = "medium"
        confidence = "high"
        threat     = "excessive-permission"
        scope      = "code, skill.body, instructions, prompt, tool.description"
        guard      = "negated, quoted, documented"
        why        = "The nested agent runs whatever it is told, and nobody is asked."
        fix        = "Start it with the permissions it needs."
    strings:
        $claude  = /--dangerously-skip-permissions\b/
        $allow   = /--allow-dangerously-skip-permissions\b/
        $codex   = /--dangerously-bypass-approvals-and-sandbox\b/
        $sandbox = /--sandbox[= ]{1,2}danger-full-access\b/
        $copilot = /\bcopilot\b[^\n]{0,120}--allow-all-tools\b/
        $yolo    = /\b(gemini|codex|qwen|crush|copilot|amp|cursor-agent)\b[^\n]{0,120}--(yolo|dangerously-allow-all)\b/
        $mode    = /\bclaude\b[^\n]{0,120}--permission-mode[= ]{1,2}bypassPermissions\b/
        $goose   = /\bGOOSE_MODE=auto\b/
    condition:
        any of them
}

rule reviews_switched_off {
    meta:
        title      = "reviews, hooks and signatures of commits are switched off together"
        severity   = "high"
        confidence = "medium"
        threat     = "excessive-permission"
        scope      = "prose, tool, code"
        guard      = "negated, documented"
        why        = "What an agent merges then reaches the main branch as nobody's work, seen by nobody."
        fix        = "Leave the protection of branches to those who own them; let hooks and signatures stand."
        reference  = "https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches"
        taxonomy   = "CWE-693"
    strings:
        $protect  = /\bgh\s{1,3}api\b[^\n]{0,80}(-X|--method)[\s=]{1,3}["']?(DELETE)\b[^\n]{0,160}\/(protection|rulesets)\b/
        $admin    = /\bgh\s{1,3}pr\s{1,3}merge\b[^\n]{0,60}--admin\b/
        $unsigned = /\bgit\s{1,3}config\s[^\n]{0,12}--(global|system)\s{1,3}(commit|tag)\.gpgsign\s{1,3}false\b/
        $hookless = /\bgit\s{1,3}config\s[^\n]{0,12}--(global|system)\s{1,3}core\.hooksPath\s{1,3}["']?\/dev\/null\b/
        $both     = /\bgit\s[^\n]{0,40}gpgsign=false\b[^\n]{0,60}--no-verify\b/
    condition:
        2 of them
}
