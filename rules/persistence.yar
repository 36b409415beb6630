// Something stays behind, or returns with the next session.

rule scheduled_payload {
    meta:
        title      = "a command from the network or a hidden place is scheduled"
        severity   = "high"
        confidence = "high"
        threat     = "persistence"
        scope      = "code, skill.body, instructions, document"
        guard      = "documented, negated, specimen"
        why        = "It comes back after every restart and can change what it does at any time."
        fix        = "Remove it; let the user schedule what they want, in the open."
        reference  = "https://attack.mitre.org/techniques/T1053/"
    strings:
        $cron     = /(\*|@reboot|@hourly|@daily)\s[^\n]{0,160}(curl\s|wget\s|base64\s|\/dev\/tcp|\/tmp\/\.|\/dev\/shm|nc\s{1,2}-|python3?\s{1,2}-c)[^\n]{0,200}(crontab|\/etc\/cron|\/var\/spool\/cron)[^\n]{0,40}/
        $cron_pre = /(\/etc\/cron\.?\w{0,8}|\/var\/spool\/cron|crontab\s{1,2}-)[^\n]{0,80}[\s\S]{0,120}(\*|@reboot)\s[^\n]{0,120}(curl\s|wget\s|base64\s|\/dev\/tcp|\/tmp\/\.|\/dev\/shm)[^\n]{0,80}/
        $windows  = /\bschtasks(\.exe)?\s[^\n]{0,40}\/create\s[^\n]{0,240}(powershell|mshta|https?:|\\temp\\|%temp%|appdata|wscript|-enc)[^\n]{0,80}/ nocase
        $run_key  = /CurrentVersion\\{1,2}Run(Once)?\b[^\n]{0,160}(powershell|mshta|https?:|\\temp\\|%temp%|appdata|wscript|pythonw|\.vbs|\.exe)[^\n]{0,80}/ nocase
        $plist    = /<key>ProgramArguments<\/key>[\s\S]{0,300}(curl\s|osascript|base64|\/tmp\/|https?:\/\/|\/dev\/tcp)[\s\S]{0,300}/
        $unit     = /\bExecStart\s{0,2}=\s{0,2}[^\n]{0,120}(curl\s|wget\s|base64|\/dev\/tcp|\/tmp\/\.|\/dev\/shm|\/var\/tmp)[^\n]{0,120}/
        $wmi      = /\b(__EventFilter|CommandLineEventConsumer)\b[^\n]{0,80}/
    condition:
        any of them
}

rule startup_entry {
    meta:
        title      = "code arranges to be started again"
        severity   = "medium"
        confidence = "medium"
        threat     = "persistence"
        scope      = "script, hook.command, config.command"
        why        = "It keeps running after the task, and after the artifact is removed."
        fix        = "Leave scheduling to the user, and say how to undo it."
        reference  = "https://attack.mitre.org/techniques/T1547/"
    strings:
        $crontab  = /\|\s{0,3}crontab\s{1,2}-|crontab\s{1,2}-l\s[^\n]{0,60}(echo|printf)/
        $cron_dir = /(>|open\s{0,2}\(|write\w{0,8}\s{0,2}\(|cp\s|tee\s)[^\n]{0,60}\/etc\/cron\.?(d|daily|hourly|tab)\b/
        $launch   = /\blaunchctl\s{1,3}(load|bootstrap|enable)\s/
        $systemd  = /(\.config\/systemd\/user|\/etc\/systemd\/system|\/lib\/systemd\/system)\/[^\n]{0,60}\.(service|timer)/
        $run_key  = /Software\\{1,2}Microsoft\\{1,2}Windows\\{1,2}CurrentVersion\\{1,2}Run/ nocase
        $task     = /\bschtasks(\.exe)?\s[^\n]{0,20}\/create\b|\bRegister-ScheduledTask\b/ nocase
        $startup  = /Start Menu\\{1,2}Programs\\{1,2}Startup|\.config\/autostart\/[^\n]{0,40}/ nocase
        $login    = /tell application "System Events"[^\n]{0,60}make[^\n]{0,20}login item/
        $rc_local = /(>>?|tee\s)[^\n]{0,20}\/etc\/rc\.local\b/
        $agent    = /Library\/Launch(Agents|Daemons)\b[^\n]{0,80}/
        // Whoever looks into the folder adds nothing to it.
        $listed = /\b(ls|find|stat)\s[^\n|;&>]{0,80}Library\/Launch(Agents|Daemons)\b/ private
    condition:
        any of ($crontab, $cron_dir, $launch, $systemd, $run_key, $task, $startup, $login, $rc_local) or ($agent and #agent > #listed)
}

rule startup_disguised {
    meta:
        title      = "what is started at every login bears the name of the system"
        severity   = "high"
        confidence = "high"
        threat     = "persistence"
        scope      = "script, code-block, hook.command, config.command"
        guard      = "documented"
        why        = "The user who looks through what is started passes over what seems to be the system's own."
        fix        = "Name it after what it belongs to."
        reference  = "https://attack.mitre.org/techniques/T1036/004/"
    strings:
        $own    = /(\$HOME|\$\{HOME\}|~|\/Users\/[^\s\/]{1,40}|homedir\(\)[^\n]{0,12}|expanduser\([^\n]{0,12}|home\(\)[^\n]{0,12})["']?[,\s\/"']{0,4}Library["',\s]{0,4}\/?["']?LaunchAgents["',\s]{0,4}\/?["']?com\.apple\.[\w.-]{2,60}/
        $loaded = /\blaunchctl["',\s]{1,4}(load|bootstrap|enable|start)\b|<key>(RunAtLoad|StartInterval|KeepAlive)<\/key>/
        $unload = /\blaunchctl["',\s]{1,4}(unload|bootout|disable)\b/ private
    condition:
        $own and $loaded and not $unload
}

rule editor_task_planted {
    meta:
        title      = "a script writes a task that the editor runs unseen when the folder is opened"
        severity   = "high"
        confidence = "high"
        threat     = "persistence"
        scope      = "script"
        why        = "Whoever opens the folder runs the command, on every machine that the folder is copied to."
        fix        = "Write tasks that the user starts, and that show what they do."
        reference  = "https://code.visualstudio.com/docs/editor/workspace-trust"
    strings:
        $file    = "tasks.json"
        $opened  = /\brunOn\\?["']?\s{0,2}[:=]>?\s{0,2}\\?["']folderOpen\b/
        $allowed = /\ballowAutomaticTasks\\?["']?\s{0,2}[:=]>?\s{0,2}(True|true|\\?["']on)\b/
        $unseen  = /\breveal\\?["']?\s{0,2}[:=]>?\s{0,2}\\?["'](never|silent)\b/
        $hidden  = /\bhide\\?["']?\s{0,2}[:=]>?\s{0,2}(True|true)\b/
    condition:
        $file and $opened and any of ($allowed, $unseen, $hidden)
}

rule shell_startup_payload {
    meta:
        title      = "a payload is added to the shell's startup file"
        severity   = "high"
        confidence = "high"
        threat     = "persistence"
        scope      = "code, skill.body, instructions, document"
        guard      = "documented, negated, specimen"
        why        = "It runs each time a terminal is opened, with everything the user has in it."
        fix        = "Remove it; a PATH entry is all that an installer may ask for."
        reference  = "https://attack.mitre.org/techniques/T1546/004/"
    strings:
        $shell  = /\b(echo|printf)\s[^\n]{0,200}(curl\s|wget\s|\bnc\s|base64\s|python3?\s{1,2}-c|\/dev\/tcp|nohup\s|PROMPT_COMMAND|LD_PRELOAD|alias\s{1,2}(sudo|ssh|su|git|npm|pip|ls)=)[^\n]{0,200}>>\s{0,3}["']?\S{0,30}\.(bashrc|zshrc|profile|bash_profile|zprofile|zshenv|bash_login|config\/fish\/config\.fish)\b/
        $code   = /\.(bashrc|zshrc|bash_profile|zprofile|zshenv|profile)\b[\s\S]{0,300}\.write\w{0,8}\s{0,2}\([^\n]{0,160}(curl\s|wget\s|nc\s|base64|python3?\s{1,2}-c|\/dev\/tcp|nohup\s|PROMPT_COMMAND|alias\s{1,2}(sudo|ssh|su)=)/
        $alias  = /\.(bashrc|zshrc|bash_profile|zprofile|zshenv)\b[\s\S]{0,500}(\\n|\b)alias\s{1,2}(sudo|ssh|su|git|npm|npx|pip|curl|wget|ls|cd|cat|docker|python3?|node)=[\s\S]{0,300}["'](a|w)\+?["']/
        $alias2 = /(\\n|\b)alias\s{1,2}\w{1,12}=["'\\]{1,3}[^\n]{0,80}\b(curl|wget|nc)\s[^\n]{0,120}[\s\S]{0,300}\.(bashrc|zshrc|bash_profile|zprofile|zshenv)\b/
        $node   = /\bappendFile(Sync)?\s{0,2}\([^\n]{0,80}\.(bashrc|zshrc|bash_profile|zprofile|zshenv|profile)\b[^\n]{0,160}(curl|wget|base64|nohup|\/dev\/tcp|alias (sudo|ssh))/
        $remote = /\.(bashrc|zshrc|bash_profile|zprofile|zshenv)\b[^\n]{0,40}<<[\s\S]{0,200}\n[^\n]{0,40}(curl\s|wget\s|base64\s|\/dev\/tcp|nohup\s|PROMPT_COMMAND)[^\n]{0,120}/
        $preload = /(>>?|tee\s(-a\s)?)\s{0,2}["']?\/etc\/ld\.so\.preload\b/
    condition:
        any of them
}

rule shell_startup_changed {
    meta:
        title      = "code changes the shell's startup file"
        severity   = "low"
        confidence = "medium"
        threat     = "persistence"
        scope      = "script, hook.command"
        why        = "What is added runs each time a terminal is opened."
        fix        = "Print the line and let the user add it."
    strings:
        $append = />>\s{0,3}["']?\S{0,30}\.(bashrc|zshrc|bash_profile|zprofile|zshenv)\b/
        $open   = /\bopen\s{0,2}\([^\n]{0,80}\.(bashrc|zshrc|bash_profile|zprofile|zshenv)["'][^\n]{0,12}["'](a|w)/
        $node   = /\b(append|write)File(Sync)?\s{0,2}\([^\n]{0,80}\.(bashrc|zshrc|bash_profile|zprofile|zshenv)\b/
    condition:
        any of them
}

rule login_key_planted {
    meta:
        title      = "a key is added to those that may log in"
        severity   = "high"
        confidence = "high"
        threat     = "persistence"
        scope      = "code, skill.body, instructions, document"
        guard      = "documented, negated, specimen"
        why        = "Whoever holds the other half of the key can log in from then on."
        fix        = "Remove it; let users add their own keys."
        reference  = "https://attack.mitre.org/techniques/T1098/004/"
    strings:
        $literal = /\b(ssh-(rsa|ed25519|dss)|ecdsa-sha2-nistp\d{3})\s{1,3}AAAA[^\n]{0,800}>>?\s{0,3}\S{0,40}authorized_keys\b/
        $script  = /authorized_keys\b[\s\S]{0,200}(ssh-(rsa|ed25519|dss)|ecdsa-sha2-nistp\d{3})\s{1,3}AAAA[A-Za-z0-9+\/]{4}/
        $before  = /(ssh-(rsa|ed25519|dss)|ecdsa-sha2-nistp\d{3})\s{1,3}AAAA[A-Za-z0-9+\/]{4}[\s\S]{0,1200}authorized_keys\b/
        $fetched = /\b(curl|wget)\s[^\n]{1,200}>>\s{0,3}\S{0,40}authorized_keys\b/
    condition:
        any of them
}

rule git_hook_payload {
    meta:
        title      = "code plants a hook in repositories"
        severity   = "medium"
        confidence = "medium"
        threat     = "persistence"
        scope      = "script, hook.command, config.command"
        why        = "It runs at each commit or checkout, also of repositories that have nothing to do with the task."
        fix        = "Let the project configure its hooks, in a file that is reviewed."
    strings:
        $write    = /(>>?|tee\s|open\s{0,2}\(|write\w{0,10}\s{0,2}\(|cp\s)[^\n]{0,80}\.git\/hooks\/(pre|post|commit|prepare)[\w-]{2,20}/
        $global   = /\bgit\s{1,3}config\s[^\n]{0,20}--(global|system)\s{1,3}(core\.(hooksPath|sshCommand|fsmonitor|pager|editor)|init\.templateDir|credential\.helper|alias\.\w{1,20})\s{1,3}[^\n]{0,20}(!|\/|curl|sh\s)/
    condition:
        any of them
}

// The heuristic `agent-configuration-changed` weighs where it stands.
rule agent_configuration : signal {
    meta:
        title      = "code changes how an agent is configured or instructed"
        severity   = "high"
        confidence = "medium"
        threat     = "persistence"
        scope      = "script, hook.command, config.command, code-block"
        guard      = "documented, negated"
        why        = "The agent obeys the change in every later session, long after the artifact did its work."
        fix        = "Show the user what to change, and let them change it."
        taxonomy   = "AML.T0081, ASI01"
        reference  = "https://atlas.mitre.org/techniques/AML.T0081"
    strings:
        $home_redirect = />>?\s{0,3}["']?(~|\$HOME|\$\{HOME\}|\/root|\/home\/\w{1,30})\/\.?(claude|codex|gemini|cursor|openclaw|clawdbot|moltbot|config\/opencode)\/((workspace|memory|agents|rules)\/){0,2}\w{0,20}(CLAUDE|AGENTS|GEMINI|SOUL|MEMORY|IDENTITY|USER|TOOLS|settings|mcp|hooks)(\.local)?\.(md|json|toml)\b/
        $tee           = /\btee\s{1,3}(-a\s{1,3})?["']?(~|\$HOME)\/\.(claude|codex|gemini|cursor|openclaw|clawdbot)\/\S{0,40}\.(md|json|toml)\b/
        $moved         = /\b(cp|mv|ln\s{1,2}-\w{1,3}|sed\s{1,2}-i)\s[^\n]{1,120}\s["']?(~|\$HOME|\$\{HOME\})\/\.(claude|codex|gemini|cursor|openclaw|clawdbot)\/((workspace|memory)\/)?(CLAUDE|AGENTS|GEMINI|SOUL|MEMORY|settings|mcp|hooks|config)(\.local)?\.(md|json|toml)\b/
        $opened        = /\bopen\s{0,2}\([^\n]{0,60}\.(claude|codex|gemini|cursor|openclaw|clawdbot)\/[^\n]{0,40}\.(md|json|toml)["'][^\n]{0,12},\s{0,2}["'](w|a)/
        $written       = /\b(write|append)File(Sync)?\s{0,2}\([^\n]{0,100}\.(claude|codex|gemini|cursor|openclaw|clawdbot)["'\/,\s]{1,5}[^\n]{0,40}(CLAUDE\.md|AGENTS\.md|SOUL\.md|settings|mcp)/
        $memory        = /(>>|open\s{0,2}\(|appendFile(Sync)?\s{0,2}\()[^\n]{0,60}\b(SOUL|IDENTITY|HEARTBEAT)\.md\b[^\n]{0,20}(["'],\s{0,2}["']a)?/
        $python        = /\.(claude|codex|gemini|cursor|openclaw|clawdbot)\b[^\n]{0,60}(CLAUDE\.md|AGENTS\.md|GEMINI\.md|SOUL\.md|settings(\.local)?\.json|mcp\.json|hooks\.json)[\s\S]{0,400}(\.write_text\s{0,2}\(|json\.dump\s{0,2}\(|writeFile(Sync)?\s{0,2}\(|open\s{0,2}\([^\n]{0,60}["'](w|a)\+?["'])/
        $hooks         = /\bsettings\s{0,2}(\[|\.get\(|\.setdefault\()\s{0,2}["']hooks["'][\s\S]{0,300}(json\.dump\s{0,2}\(|writeFile(Sync)?\s{0,2}\(|write_text\s{0,2}\()/
        $bypass        = /\b(enableAllProjectMcpServers|bypassPermissions|skipDangerousModePermissionPrompt)\b[^\n]{0,40}[\s\S]{0,300}(json\.dump|writeFile|write_text|>\s{0,2}["']?\S{0,30}settings)/
    condition:
        any of them
}

rule agent_server_added {
    meta:
        title      = "code registers another server or plugin with the agent"
        severity   = "medium"
        confidence = "medium"
        threat     = "persistence"
        scope      = "script, hook.command"
        why        = "The added server is trusted like those the user chose."
        fix        = "Name the server in the documentation and let the user add it."
        taxonomy   = "MCP09"
    strings:
        $mcp    = /\b(claude|codex|gemini|openclaw)["',\s]{1,5}mcp["',\s]{1,5}add(-json)?\b/
        $plugin = /\b(claude)["',\s]{1,5}plugin["',\s]{1,5}(install|marketplace["',\s]{1,5}add)\b/
    condition:
        any of them
}
