// Foreign code runs.

// Where the code comes from decides how bad it is; the heuristic `pipe-to-shell` looks at the address.
rule remote_script : signal {
    meta:
        title      = "text from the network is run"
        severity   = "high"
        confidence = "high"
        threat     = "code-execution"
        scope      = "code, skill.body, document, instructions, skill.frontmatter, config.text, comment, tool, data"
        guard      = "specimen"
        why        = "Whoever controls the address, or the way to it, runs code on this machine."
        fix        = "Download a pinned file, verify its digest, and only then run it."
    strings:
        $pipe     = /\b(curl|wget)\s(\\\r?\n|[^\n|]){1,300}(\|[^\n|]{1,80}){0,3}\|[\s\\]{0,8}(sudo\s{1,3}(-\w{1,4}\s{1,3}){0,3})?(env\s{1,3})?([A-Z_]{1,24}=\S{0,60}\s{1,3}){0,4}(exec\s{1,3})?(\/usr)?(\/bin\/)?(env\s{1,3})?(ba|z|da|k|a|fi)?sh\b/
        $pipe2    = /\b(curl|wget)\s(\\\r?\n|[^\n|]){1,300}\|\s{0,4}(sudo\s{1,3})?(\/usr\/bin\/)?(env\s{1,3})?(python[23]?|node|perl|ruby|php|bun)\s{0,3}(-\s{0,3})?([\n"'`;&)]|$)/
        $spelled  = /\$\{?\w{1,8}\}?\$\{?\w{1,8}\}?\s[^\n|]{0,80}https?:\/\/[^\n|]{1,160}\|\s{0,3}(ba|z|da)?sh\b/
        $process  = /\b(ba|z|da|k)?sh\s{1,3}(-\w{1,4}\s{1,3}){0,3}<\s{0,2}<?\(\s{0,3}(curl|wget)\s[^\n)]{0,240}/
        $source   = /\b(source|eval)\s{1,3}["']{0,2}(<\(|\$\(|`)\s{0,3}(curl|wget)\s[^\n)]{0,240}/
        $command  = /sh\s{1,3}(-\w{1,4}\s{1,3}){0,2}-\w{0,3}c\s{1,3}["'\\]{0,3}(\$\(|`)\s{0,3}(curl|wget)\s[^\n)]{0,240}/
        $python_c = /\bpython[23]?\s{1,3}(-\w\s){0,2}<\(\s{0,3}(curl|wget)\s[^\n)]{0,240}/
        $ps_pipe  = /\b(iwr|irm|curl|wget|invoke-webrequest|invoke-restmethod)\s[^\n|]{4,240}\|\s{0,4}(iex|invoke-expression)\b/ nocase
        $ps_web   = /\b(iex|invoke-expression)\b[^\n]{0,30}(new-object\s{1,3}(system\.)?net\.webclient|invoke-webrequest|invoke-restmethod|downloadstring)[^\n]{0,200}/ nocase
        $ps_call  = /\b(iex|invoke-expression)[\s"']{0,3}[($&]{1,2}\s{0,2}(iwr|irm|curl)\s[^\n)]{4,200}/ nocase
        $ps_later = /downloadstring\s{0,2}\([^\n)]{4,200}\)[^`]{0,200}\b(iex|invoke-expression)\s{0,2}\$\w/ nocase
        $ps_back  = /downloadstring\s{0,2}\([^\n]{4,200}\|\s{0,3}(iex|invoke-expression)\b/ nocase
        $python   = /\b(exec|eval)\s{0,2}\([^\n]{0,100}(urlopen|requests\.get|httpx\.get|urllib3?\.request)\s{0,2}\([^\n]{0,160}/
        $py_lines = /\b(urlopen|requests\.get|httpx\.get)\s{0,2}\([^\n]{0,160}(\n[^\n]{0,120}){0,4}\n\s{0,12}(exec|eval)\s{0,2}\(/
        $pickle   = /\b(pickle|dill|cloudpickle|marshal)\.loads?\s{0,2}\(\s{0,2}[^\n]{0,40}(requests\.get|urlopen|httpx\.get|\.recv)\s{0,2}\(/
        $js_get   = /\.get\(\s{0,2}["'`]https?:[\s\S]{0,300}\beval\s{0,2}\(\s{0,2}\w{1,16}\s{0,2}\)/
        $ps_block = /\[scriptblock\]::Create\s{0,2}\([^\n]{0,60}(irm|iwr|Invoke-RestMethod|Invoke-WebRequest|DownloadString)\b[^\n]{0,160}/ nocase
        $js       = /\b(eval|Function)\s{0,2}\(\s{0,3}(await\s{1,3}|\(){0,4}(fetch|axios\.get|axios|got)\s{0,2}\([^\n]{0,160}/
        $js_then  = /\b(fetch|axios\.get)\s{0,2}\([^\n]{1,160}\.then\(\s{0,2}[^\n]{0,40}\b(eval|new Function)\b/
        $php      = /\b(eval|assert)\s{0,2}\(\s{0,2}["'?>.\s]{0,8}(file_get_contents|curl_exec)\s{0,2}\([^\n]{0,160}/ nocase
        $ruby     = /\beval[\s(]{1,3}(URI\.open|URI\.parse|Net::HTTP\.get|open)\s{0,2}\([^\n]{0,160}/
    condition:
        any of them
}

// The heuristic `download-and-run` looks for the saved file being started.
rule saved_download : signal {
    meta:
        title      = "a file is downloaded"
        severity   = "info"
        confidence = "high"
        threat     = "code-execution"
        scope      = "code, skill.body, document, instructions"
        guard      = "specimen"
        why        = "A downloaded file that is then started is foreign code."
        fix        = "Pin the file by its digest."
    strings:
        $curl = /\bcurl\b[^\n|]{0,300}(\s-\w{0,6}[oO]\b|--output|--remote-name|>)[^\n]{0,200}/
        $wget = /\bwget\s[^\n|]{0,160}(https?:\/\/|\$)[^\n]{0,240}/
    condition:
        any of them
}

rule downloaded_program_started {
    meta:
        title      = "a Windows tool downloads a program and starts it"
        severity   = "high"
        confidence = "high"
        threat     = "code-execution"
        scope      = "code, skill.body, document, instructions"
        guard      = "documented, specimen"
        why        = "These tools are signed by the system, so they fetch foreign code past most defences."
        fix        = "Install software from a package manager, by exact version."
        reference  = "https://attack.mitre.org/techniques/T1105/"
    strings:
        $certutil  = /\bcertutil(\.exe)?\s[^\n]{0,60}-(urlcache|verifyctl)\s[^\n]{0,60}https?:\/\/[^\n]{1,160}/ nocase
        $bits      = /\bbitsadmin(\.exe)?\s[^\n]{0,60}\/transfer\s[^\n]{0,80}https?:\/\/[^\n]{1,160}/ nocase
        $mshta     = /\bmshta(\.exe)?\s{1,3}["']?(https?:|vbscript:|javascript:)[^\n]{1,160}/ nocase
        $regsvr    = /\bregsvr32(\.exe)?\s[^\n]{0,60}\/i:https?:[^\n]{1,120}/ nocase
        $rundll    = /\brundll32(\.exe)?\s{1,3}["']?(javascript:|url\.dll)[^\n]{1,120}/ nocase
        $msiexec   = /\bmsiexec(\.exe)?\s[^\n]{0,40}\/i\s{1,3}["']?https?:[^\n]{1,120}/ nocase
        $bits_ps   = /\bStart-BitsTransfer\s[^\n]{1,200}\.(exe|ps1|bat|cmd|msi|dll)\b[^\n]{0,80}(\n[^\n]{0,80}){0,2}(Start-Process|Invoke-Item|&\s{0,2}["'$])[^\n]{0,60}/ nocase
        $curl_run  = /\b(curl|wget)(\.exe)?\s[^\n]{1,200}\.exe\s{0,3}["']?\s{0,3}(;|&&?|\n)\s{0,4}(start\s{1,3}|\.\\|call\s{1,3})["']{0,2}\S{0,60}\.exe/ nocase
        $save_run  = /(\.DownloadFile\s{0,2}\(|-OutFile\s)[^\n]{1,200}\.(exe|ps1|bat|cmd|scr|dll|vbs|hta)\b[^\n]{0,80}(\n[^\n]{0,80}){0,2}(Start-Process|Invoke-Item|cmd(\.exe)?\s{1,2}\/c|&\s{0,2}["'$])[^\n]{0,80}/ nocase
    condition:
        any of them
}

rule unlock_and_run {
    meta:
        title      = "a program has to be taken out of a locked archive, or a command from a page of pastes, and run"
        severity   = "high"
        confidence = "high"
        threat     = "code-execution"
        scope      = "skill.body, document, instructions, skill.description, server.text, tool"
        guard      = "documented, negated"
        why        = "A password on a public download keeps scanners out, not strangers; a paste can be changed after review."
        fix        = "Install software from a package manager, by exact version."
        taxonomy   = "AISubtech-9.2.1"
        reference  = "https://attack.mitre.org/techniques/T1204/004/"
    strings:
        $locked = /\b(extract|unzip|unpack|unrar|archive|\.zip|\.rar|\.7z|download)\b[^\n]{0,140}\b(pass(word|phrase|code)?|pwd|using|with|key)\s{0,2}(is\s{0,2})?[:=]?\s{0,2}["'`*]{1,3}[\w!@#$.-]{3,30}["'`*]{1,3}[^\n]{0,80}\b(run|execute|launch|start|open)\b[^\n]{0,60}/ nocase
        $bare   = /\(\s{0,2}(extract|unzip|unpack|archive)\s[^\n)]{0,30}\b(pass(word)?|using|with)\s{0,2}:\s{0,2}[\w!@#$.`-]{3,30}\s{0,2}\)[^\n]{0,60}\b(run|execute|launch|start|open)\b[^\n]{0,60}/ nocase
        $paste  = /\b(glot\.io|pastebin\.com|rentry\.(co|org)|hastebin\.com|paste\.ee|dpaste\.(com|org)|ghostbin\.\w{2,4}|controlc\.com|justpaste\.it|telegra\.ph|privatebin\.net|paste\.rs)\/[^\n]{0,160}\b(execute|run|paste|copy)\b[^\n]{0,100}\b(terminal|command|shell|console|powershell|cmd)\b/ nocase
        $paste2 = /\b(execute|run|paste|copy)\b[^\n]{0,80}\b(terminal|command|script|shell|console|powershell)\b[^\n]{0,100}\b(glot\.io|pastebin\.com|rentry\.(co|org)|hastebin\.com|paste\.ee|dpaste\.(com|org)|ghostbin\.\w{2,4}|controlc\.com|justpaste\.it|privatebin\.net|paste\.rs)\// nocase
    condition:
        any of them
}

rule reverse_shell {
    meta:
        title      = "a shell is opened to another machine"
        severity   = "critical"
        confidence = "high"
        threat     = "code-execution"
        scope      = "any"
        guard      = "documented, specimen"
        why        = "Whoever listens at the other end types commands on this machine."
        fix        = "Remove it; no tool for agents needs an interactive shell over a raw socket."
        reference  = "https://attack.mitre.org/techniques/T1059/"
    strings:
        // An address in capitals stands for one in texts that explain the technique.
        $dev_tcp    = /\/dev\/(tcp|udp)\/([^\sA-Z<\/][^\s\/]{0,79}|[A-Z][^\sA-Z\/][^\s\/]{0,78})\/[^\s]{1,12}\s{0,4}([0-9&]{0,3}>\S{0,12}\s{1,3}){0,2}(0[<>]&|[0-9]{0,3}<&)\s{0,2}[0-9$]/
        $dev_exec   = /\bexec\s{1,3}[0-9]{1,3}<>\s{0,2}\/dev\/(tcp|udp)\/[^\n]{1,100}[\s\S]{0,200}(\b(ba|z|da)?sh\b[^\n]{0,24}[<>]&|<&\s{0,2}[0-9]{1,3}\s{0,3}\|\s{0,3}while\s{1,2}read|while\s{1,2}read[^\n]{0,24}<&)/
        $dev_awk    = /\/inet\/(tcp|udp)\/\d{1,5}\/[^\n]{1,60}\|&/
        $bash_i     = /\b(ba|z)?sh\s{1,3}-i\s{0,3}([0-9]?>&|[0-9]?<>?|&>)\s{0,3}(\/dev\/(tcp|udp)\/([^\sA-Z<]|[A-Z][^\sA-Z\/])|[0-9&])/
        $nc_e       = /\b(nc|ncat|netcat)(\.exe|\.traditional)?\s[^\n;|]{0,80}(\s-\w{0,5}[ec]|--exec|--sh-exec)\s{1,3}["']?(\/bin\/|\/usr\/bin\/)?(ba|z|da)?(sh|cmd|powershell)(\.exe)?\b/
        $mkfifo     = /\bmk(fifo|nod)\s[^\n]{1,60}[;&][^\n]{0,100}\|\s{0,3}(\/bin\/|\/usr\/bin\/)?(ba|z)?sh\s[^\n]{0,60}\|\s{0,3}(nc|ncat|netcat|openssl|telnet)\b/
        $openssl    = /\|\s{0,3}(\/bin\/)?(ba)?sh\s[^\n]{0,40}\|\s{0,3}openssl\s{1,3}s_client\b/
        $telnet     = /\btelnet\s[^\n|]{1,80}\|\s{0,3}(\/bin\/)?(ba)?sh\s{0,3}\|\s{0,3}telnet\b/
        $perl       = /\bopen\s{0,2}\(?\s{0,2}STDIN\s{0,2},\s{0,2}["']>&\s{0,2}\w{1,12}["']/
        $ruby       = /\bTCPSocket\.(new|open)\s{0,2}\(?[^\n]{0,300}(exec|spawn|popen|%x|`)/
        $php        = /\bfsockopen\s{0,2}\([^\n]{0,120};[\s\S]{0,200}(exec|shell_exec|system|proc_open|passthru)\s{0,2}\(/
        $go         = /\bnet\.Dial\s{0,2}\(\s{0,2}"tcp"[\s\S]{0,300}exec\.Command\s{0,2}\(\s{0,2}"(\/bin\/(ba)?sh|cmd|powershell)/
        $powershell = /\bNet\.Sockets\.TCPClient\b[\s\S]{0,700}\b(iex|Invoke-Expression)\b/ nocase
        $socat      = /\bsocat\s[^\n]{0,120}(exec|system):["']?(\/bin\/)?[^\n]{0,12}sh\b/ nocase
        $java       = /new\s{1,3}Socket\s{0,2}\([\s\S]{0,400}getRuntime\(\)\.exec\s{0,2}\(|ProcessBuilder\s{0,2}\(\s{0,2}"\/bin\/(ba)?sh"[\s\S]{0,300}new\s{1,3}Socket\s{0,2}\(/
        $dup2       = /\bdup2["']?\s{0,2}\)?\s{0,2}\(\s{0,2}\w{1,20}\.fileno\s{0,2}\(\)/
        $pty        = /\bpty\.spawn\s{0,2}\(\s{0,2}\[?["'](\/bin\/)?(ba|z)?sh["'][^\n]{0,20}/
        $py_socket  = "socket.socket(" private
        $js_pipe    = /\bspawn\s{0,2}\(\s{0,2}["'](\/bin\/|cmd|powershell)[^\n]{0,60}[\s\S]{0,500}\.stdout\.pipe\s{0,2}\(\s{0,2}(client|sock|socket|s|c|conn|sh|net)\b/
        $js_net     = /\bnet\.(connect|createConnection|Socket)\s{0,2}\(|require\(["']net["']\)/ private
    condition:
        any of ($dev_*, $bash_i, $nc_e, $mkfifo, $openssl, $telnet, $perl, $ruby, $php, $go, $powershell, $socat, $java)
        or $dup2
        or ($pty and $py_socket)
        or ($js_pipe and $js_net)
}

rule web_shell {
    meta:
        title      = "a request's content is run as a command"
        severity   = "high"
        confidence = "high"
        threat     = "code-execution"
        scope      = "code, data, document"
        guard      = "documented, specimen"
        why        = "Whoever can reach the page runs commands on the server."
        fix        = "Remove the file."
        reference  = "https://attack.mitre.org/techniques/T1505/003/"
    strings:
        $php  = /\b(eval|assert|system|exec|shell_exec|passthru|popen|proc_open|create_function)\s{0,2}\(\s{0,2}[@("'.\s]{0,6}(base64_decode\s{0,2}\(\s{0,2})?(stripslashes\s{0,2}\(\s{0,2})?\$_(GET|POST|REQUEST|COOKIE|SERVER)\b/ nocase
        $tick = /`\s{0,2}\$_(GET|POST|REQUEST|COOKIE)\s{0,2}\[[^\n]{1,40}`/
        $var  = /\$_(GET|POST|REQUEST|COOKIE)\s{0,2}\[\s{0,2}["'][^\n"']{1,20}["']\s{0,2}\]\s{0,2}\(\s{0,2}\$_(GET|POST|REQUEST|COOKIE)\b/
        $jsp  = /getRuntime\s{0,2}\(\)\.exec\s{0,2}\(\s{0,2}request\.getParameter\b/
        $asp  = /\b(eval|execute)(global)?\s{0,2}\(?\s{0,2}request\s{0,2}(\.\w{1,12}\s{0,2})?[\[(]\s{0,2}["']/ nocase
    condition:
        any of them
}

rule coin_miner {
    meta:
        title      = "a coin miner is started"
        severity   = "high"
        confidence = "high"
        threat     = "code-execution"
        scope      = "code, skill.body, instructions, data, config.text"
        guard      = "documented, negated, specimen"
        why        = "The machine's time and power are spent for somebody else's gain."
        fix        = "Remove it."
        taxonomy   = "AML.T0034"
        reference  = "https://attack.mitre.org/techniques/T1496/"
    strings:
        $stratum = /\bstratum2?\+(tcp|ssl|tls):\/\/[\w.$%{-]{3,80}/
        $xmrig   = /\b(xmrig|xmr-stak|minerd|cpuminer|nbminer|t-rex|phoenixminer|ethminer)(\.exe)?\s[^\n]{0,120}(--donate-level|--url|--coin|--algo|-o\s|-a\s)/
        // Ways to count that only coins ask for.
        $algo    = /[\s("',]--?a(lgo)?(\s{1,3}|=)["']?(rx\/(0|wow|arq)|randomx|cn\/\w{1,12}|cn-\w{1,12}\/\w{1,12}|kawpow|ghostrider|cryptonight\w{0,12}|argon2\/chukwa\w{0,4})\b/
        $fetch   = /github\.com\/xmrig\/xmrig\/releases\/download/
        $wallet  = /--pool[\s=]{1,3}["']?[\w.-]{4,80}:\d{2,5}\b[^\n]{0,80}--wallet\b|--wallet\b[^\n]{0,120}--pool[\s=]{1,3}["']?[\w.-]{4,80}:\d{2,5}\b/
        $browser = /\b(CoinHive\.(Anonymous|User)|coinhive\.min\.js|cryptonight\.wasm|CryptoLoot\.Anonymous)\b/
    condition:
        any of them
}

rule fetched_root_certificate {
    meta:
        title      = "a root certificate is fetched and trusted"
        severity   = "high"
        confidence = "medium"
        threat     = "network-exposure"
        scope      = "code, skill.body"
        guard      = "documented, negated, specimen"
        why        = "Whoever holds its key can read and change every encrypted connection of this machine."
        fix        = "Leave it to the user which authorities their machine trusts; give a client that needs one its own file."
        taxonomy   = "AML.T0107, CWE-295"
        reference  = "https://attack.mitre.org/techniques/T1553/004/"
    strings:
        $linux   = /\bupdate-ca-(certificates|trust)\b/
        $mac     = /\bsecurity\b["',\s]{1,4}add-trusted-cert\b/
        $windows = /\bcertutil(\.exe)?\b["',\s]{1,4}([^\n]{0,60}\s)?-addstore\b[^\n]{0,30}\broot\b/ nocase
        $store   = /\bImport-Certificate\b[^\n]{0,200}Cert:\\(LocalMachine|CurrentUser)\\(Auth)?Root\b/ nocase
        $browser = /\bcertutil\s[^\n]{0,100}-A\s[^\n]{0,100}-t\s{1,3}["']?T?C/
        $fetched = /https?:\/\/[^\s"'`]{4,200}\.(pem|crt|cer|der)\b/
    condition:
        $fetched and any of ($linux, $mac, $windows, $store, $browser)
}

rule hidden_powershell {
    meta:
        title      = "PowerShell runs encoded or unseen"
        severity   = "high"
        confidence = "high"
        threat     = "code-execution"
        scope      = "code, skill.body, document, instructions, config.text, data"
        guard      = "documented, specimen"
        why        = "The command cannot be read, or its window cannot be seen, by the person whose machine it runs on."
        fix        = "Write the command in the open and let its window show."
        reference  = "https://attack.mitre.org/techniques/T1059/001/"
    strings:
        $encoded = /\b(powershell|pwsh)(\.exe)?["']?\s[^\n]{0,160}[-\/]e(n|nc|nco|ncod|ncode|ncoded|ncodedc|ncodedcommand)?\s{1,3}["']?[A-Za-z0-9+\/=]{24,}/ nocase
        $hidden  = /\b(powershell|pwsh)(\.exe)?["']?\s[^\n]{0,120}-w(indowstyle|in|i)?\s{1,3}["']?(hidden|1)\b[^\n]{0,300}(iex|invoke-expression|downloadstring|downloadfile|invoke-webrequest|iwr|irm|https?:|-e(nc|c)\w{0,14}\s)/ nocase
        $hidden2 = /\b(powershell|pwsh)(\.exe)?["']?\s[^\n]{0,200}(downloadstring|downloadfile|https?:)[^\n]{0,200}-w(indowstyle|in|i)?\s{1,3}["']?hidden\b/ nocase
        $vbs     = /CreateObject\s{0,2}\(\s{0,2}"WScript\.Shell"\s{0,2}\)[\s\S]{0,200}\.Run\s{0,2}\(?\s{0,2}"[^\n"]{0,120}(powershell|cmd|mshta|curl)[^\n]{0,160},\s{0,2}0\b/ nocase
    condition:
        any of them
}

rule defences_disabled {
    meta:
        title      = "a protection of the machine is turned off"
        severity   = "high"
        confidence = "high"
        threat     = "code-execution"
        scope      = "code, prose, document, tool"
        guard      = "documented, negated, specimen"
        why        = "What the protection would have stopped can now run."
        fix        = "Work with the protection on; name what has to be allowed, and let the user allow it."
        taxonomy   = "AML.T0107, AISubtech-9.2.2, CWE-693"
        reference  = "https://attack.mitre.org/techniques/T1562/"
    strings:
        $gatekeeper = /\bspctl\s{1,3}--(master|global)-disable\b/
        $sip        = /\bcsrutil\s{1,3}disable\b/
        $defender   = /\bSet-MpPreference\s[^\n]{0,80}-Disable\w{4,40}\s{1,3}(\$true|1)/ nocase
        $exclusion  = /\bAdd-MpPreference\s[^\n]{0,40}-Exclusion(Path|Process|Extension)\b/ nocase
        $registry   = /DisableAntiSpyware[^\n]{0,60}(\s1\b|dword:0{0,7}1)/ nocase
        $firewall   = /\bnetsh\s{1,3}(adv)?firewall\s{1,3}set\s[^\n]{0,60}(state\s{1,3}off|disable)/ nocase
        $stopped    = /\b(systemctl|service)\s{1,3}(stop|disable|mask)\s[^\n]{0,40}\b(auditd|apparmor|falcon-sensor|clamav-daemon|crowdstrike|wazuh-agent|osqueryd|sentinelone|mdatp|rsyslog)\b|\bservice\s{1,3}(auditd|apparmor|falcon-sensor|rsyslog)\s{1,3}stop\b/
        $killed     = /\b(pkill|killall|taskkill)\s[^\n]{0,40}\b(falcond?|falcon-sensor|MsMpEng|CrowdStrike|SentinelAgent|mdatp|osqueryd|littlesnitch|lulu|wireshark|BlockBlock|KnockKnock)/ nocase
        $killed2    = /\bkill\s[^\n]{0,16}(\$\(|`)\s{0,2}(pgrep|pidof)\s[^\n)]{0,30}(falcon|MsMpEng|CrowdStrike|Sentinel|mdatp|osqueryd|auditd|wazuh)/ nocase
        $amsi       = /\bamsi(InitFailed|ScanBuffer|Utils)\b/ nocase
        $loglost    = /\b(wevtutil(\.exe)?\s{1,3}(cl|clear-log)\s|Clear-EventLog\s|auditctl["',\s]{1,6}-e["',\s]{1,6}0\b|rm\s{1,3}-\w{1,3}\s{1,3}\/var\/log(\/\*)?(\s|$|;))/ nocase
        $cloudtrail = /\baws\s{1,3}cloudtrail\s{1,3}(stop-logging|delete-trail)\b/
        $unwatched  = /-[aA]\s{1,3}(never,(exit|user|task|exclude)|(exit|user|task|exclude),never)\s[^\n]{0,40}(\ba?uid=(0|root)\b|sshd|sudo)/
        $uac        = /\bEnableLUA\b[^\n]{0,60}\b0(x0)?\b/ nocase
    condition:
        any of them
}

rule protection_weakened {
    meta:
        title      = "a protection of the machine is weakened"
        severity   = "medium"
        confidence = "medium"
        threat     = "code-execution"
        scope      = "code, skill.body, document, instructions"
        guard      = "documented, negated"
        why        = "Honest installers ask for this at times, and so does malware that the system would have stopped."
        fix        = "Sign and notarise what is shipped, or explain the step and leave it to the user."
    strings:
        $quarantine = /\bxattr\s{1,3}-\w{1,3}\s{1,3}(com\.apple\.quarantine|\S{1,80}\s{0,3}$)/
        $selinux    = /\bsetenforce["',\s]{1,6}(0|permissive)\b/ nocase
        $ufw        = /\bufw\s{1,3}disable\b|\biptables\s{1,3}(-F|--flush)\b/
        $world      = /\bchmod\s{1,3}(-\w{1,3}\s{1,3}){0,2}0?777\s{1,3}(\/(etc|usr|var|bin|home|opt|root)?\b|~|\$HOME)/
        $policy     = /\bSet-ExecutionPolicy\s{1,3}(-ExecutionPolicy\s{1,3})?(Bypass|Unrestricted)\b[^\n]{0,40}(LocalMachine|-Force)/ nocase
    condition:
        any of them
}

rule traces_erased {
    meta:
        title      = "the record of commands is erased or not kept"
        severity   = "high"
        confidence = "medium"
        threat     = "code-execution"
        scope      = "code, skill.body, instructions, document"
        guard      = "documented, negated"
        why        = "The user can no longer see what was run."
        fix        = "Leave the history alone; keep secrets out of command lines instead."
        taxonomy   = "AML.T0107"
        reference  = "https://attack.mitre.org/techniques/T1070/003/"
    strings:
        $clear  = /(^|[\n;&|("'`]\s{0,8})history\s{1,3}-\w{0,2}c\w{0,2}\b/
        $unset  = /(^|[\n;&|("'`]\s{0,8})(unset\s{1,3}HISTFILE|(export\s{1,3})?HISTFILE=(\/dev\/null|["']{2}|\s|;)|(export\s{1,3})?HIST(FILE)?SIZE=0\b|set\s{1,3}\+o\s{1,3}history)/
        $delete = /\b(rm|shred|truncate|unlink|remove|rmSync|unlinkSync)\b[^\n]{0,60}\.(bash|zsh)_history\b/
        $null   = /(\/dev\/null|:)\s{0,2}>\s{0,2}\S{0,40}\.(bash|zsh)_history\b|ln\s{1,3}-\w{1,3}\s{1,3}\/dev\/null\s{1,3}\S{0,40}_history\b/
        $ps     = /Remove-Item\s[^\n]{0,80}ConsoleHost_history\.txt/ nocase
    condition:
        any of them
}

rule code_put_into_memory {
    meta:
        title      = "machine code is put into memory and started"
        severity   = "high"
        confidence = "high"
        threat     = "code-execution"
        scope      = "code, data"
        guard      = "documented"
        why        = "Nothing of it is ever a file that could be scanned."
        fix        = "Remove it."
        reference  = "https://attack.mitre.org/techniques/T1620/"
    strings:
        $allocate = /\b(VirtualAlloc(Ex)?|NtAllocateVirtualMemory|memfd_create|mprotect|PROT_EXEC)\b[^\n]{0,80}/
        $start    = /\b(CreateThread|CreateRemoteThread|RtlMoveMemory|WriteProcessMemory|QueueUserAPC|NtCreateThreadEx|CFUNCTYPE|fexecve|\/proc\/self\/fd\/)/ private
        $assembly = /Assembly\]?(::|\.)Load\s{0,2}\(\s{0,2}(\[(System\.)?Convert\]::FromBase64String|\$\w{1,20}\s{0,2}\)[^\n]{0,10}EntryPoint|Convert\.FromBase64String)[^\n]{0,40}/ nocase
    condition:
        ($allocate and $start) or $assembly
}

rule package_from_address {
    meta:
        title      = "a package is installed from an address instead of a registry"
        severity   = "low"
        confidence = "medium"
        threat     = "supply-chain"
        scope      = "script, hook.command, config.command, code-block"
        guard      = "documented, negated"
        why        = "What the address serves can change, and no registry keeps what it served."
        fix        = "Install from the registry, by exact version."
        taxonomy   = "CWE-494"
    strings:
        $npm = /\b(npm\s{1,3}(i|install|add|exec)|pnpm\s{1,3}(add|dlx)|yarn\s{1,3}add|npx|bunx)\s[^\n]{0,60}https?:\/\/[^\s"']{1,160}\.(tgz|tar\.gz)\b/
        $pip = /\b(pip3?|uv|pipx)\s{1,3}(pip\s{1,3})?install\s[^\n]{0,60}https?:\/\/[^\s"']{1,160}\.(whl|zip|tar\.gz)\b/
        $raw = /\b(npx|uvx|bunx)\s{1,3}(-y\s{1,3}|--yes\s{1,3}){0,2}(--from\s{1,3})?(git\+)?https?:\/\/[^\s"']{4,160}/
    condition:
        any of them
}

rule root_taken {
    meta:
        title      = "code gives itself the rights of the administrator for good"
        severity   = "high"
        confidence = "high"
        threat     = "code-execution"
        scope      = "code, skill.body, instructions, document"
        guard      = "documented, negated"
        why        = "From then on, anything that runs as the user can do anything to the machine."
        fix        = "Ask for the one command that needs the rights, when it needs them."
        taxonomy   = "AML.T0105, CWE-250"
        reference  = "https://attack.mitre.org/techniques/T1548/"
    strings:
        $sudoers  = /NOPASSWD:\s{0,2}ALL[^\n]{0,60}\/etc\/sudoers|\/etc\/sudoers[^\n]{0,160}NOPASSWD:\s{0,2}ALL/
        $setuid   = /\bchmod\s{1,3}(u\+s|\+s|[246][0-7]{3})\s{1,3}\S{0,40}(\/(ba|z|da)?sh|python[0-9.]{0,4}|\/cp|\/find|\/vim|rootbash)\b/
        $copied   = /\bcp\s{1,3}\/bin\/(ba)?sh\s[^\n]{1,60}[;&\n]\s{0,4}[^\n]{0,40}chmod\s{1,3}(u\+s|\+s|[46][0-7]{3})/
        $python   = /\bS_ISUID\b[^\n]{0,80}[\s\S]{0,200}\bos\.chmod\s{0,2}\(|\bos\.chmod\s{0,2}\([^\n]{0,80}(S_ISUID|0o[46]7[0-7]{2})/
        $user     = /\buseradd\s[^\n]{0,60}(-o\s{1,3}-u\s{1,3}0|-u\s{1,3}0\s{1,3}-o)\b|:x?:0:0:[^\n]{0,40}>>\s{0,2}\/etc\/passwd/
        $admin    = /\bnet(\.exe)?\s{1,3}localgroup\s{1,3}administrators\s{1,3}\S{1,40}\s{1,3}\/add\b/ nocase
        $uac      = /\\ms-settings\\shell\\open\\command|\bfodhelper\.exe\b[^\n]{0,80}/ nocase
    condition:
        any of them
}

rule container_breakout {
    meta:
        title      = "a container is given the host"
        severity   = "high"
        confidence = "medium"
        threat     = "code-execution"
        scope      = "code, config.text, data"
        guard      = "documented, negated, specimen"
        why        = "With the host's root folder or processes in it, a container confines nothing."
        fix        = "Mount only the folders that are needed, read-only where possible."
        taxonomy   = "AML.T0105, CWE-250"
        reference  = "https://attack.mitre.org/techniques/T1611/"
    strings:
        $mount   = /\b(docker|podman|nerdctl)\s{1,3}run\s[^\n]{0,200}(-v|--volume)[\s=]{1,3}["']?\/:\/[^\n]{0,120}/
        $nsenter = /\bnsenter\s[^\n]{0,60}(-t|--target)[\s=]{0,3}1\b[^\n]{0,60}(-m|--mount|-a\b|--all)/
        $release = /\/release_agent\b[^\n]{0,80}|\/proc\/sys\/kernel\/core_pattern[^\n]{0,40}/
        $chroot  = /\bchroot\s{1,3}\/(host|hostfs|mnt\/host|rootfs)\b/
    condition:
        any of them
}

rule privileged_container {
    meta:
        title      = "a container runs without its confinement"
        severity   = "medium"
        confidence = "medium"
        threat     = "code-execution"
        scope      = "code"
        guard      = "documented, negated"
        why        = "Whatever runs in it can take over the host, through its devices or through the container service."
        fix        = "Drop `--privileged` and the socket; add the one capability that is needed."
        taxonomy   = "CWE-250"
    strings:
        $privileged = /\b(docker|podman|nerdctl)\s{1,3}run\s[^\n]{0,200}--privileged\b/
        $socket     = /(-v|--volume|--mount)[\s=][^\n]{0,60}\/var\/run\/docker\.sock:?/
        $caps       = /--cap-add[\s=](SYS_ADMIN|ALL)\b/
        $pid        = /\b(docker|podman)\s{1,3}run\s[^\n]{0,200}--pid[\s=]host\b/
    condition:
        any of them
}

rule install_hook_payload {
    meta:
        title      = "installing the package runs a payload"
        severity   = "high"
        confidence = "high"
        threat     = "code-execution"
        scope      = "data, config.text, config.command, hook.command, script"
        why        = "The command runs on every machine that installs the package, before anybody has used it."
        fix        = "Build at publishing time; ship nothing that runs at installation."
        taxonomy   = "LLM03, MCP04, CWE-829"
        reference  = "https://docs.npmjs.com/cli/using-npm/scripts"
    strings:
        $npm      = /"(pre|post)?install"\s{0,4}:\s{0,4}"[^\n]{0,200}(curl\s|wget\s|https?:\/\/|node\s{1,2}-e|base64|powershell|python3?\s{1,2}-c|\beval\b|\/dev\/tcp|\bnc\s{1,2}-)[^\n]{0,120}/
        $prepare  = /"(prepare|preinstall|prepublish)"\s{0,4}:\s{0,4}"[^\n]{0,200}(curl\s|wget\s|base64\s|powershell|\/dev\/tcp)[^\n]{0,120}/
        $setup    = /\bclass\s{1,3}\w{1,40}\s{0,2}\(\s{0,2}(\w{1,20}\.)?(install|develop|egg_info|build_py|bdist_egg|_install)\s{0,2}\)\s{0,2}:[\s\S]{0,900}(urlopen|urlretrieve|requests\.(get|post)|httpx\.|os\.system|b64decode|socket\.socket|exec\s{0,2}\()[^\n]{0,80}/
        $cmdclass = "cmdclass" private
    condition:
        $npm or $prepare or ($setup and $cmdclass)
}

// The heuristic `foreign-package-index` knows the indexes that are honest.
rule package_index : signal {
    meta:
        title      = "an index of packages is named"
        severity   = "info"
        confidence = "high"
        threat     = "supply-chain"
        scope      = "code, skill.body, document, data, config.text"
        why        = "Whoever runs the index decides what every package of that name contains."
        fix        = "Use the public registry."
    strings:
        $pip  = /(--(extra-)?index-url|--find-links|--trusted-host|\binstall\s[^\n]{0,60}-i)["',\s=]{1,6}https?:\/\/[^\s"'`)]{3,160}/
        $host = /--trusted-host["',\s=]{1,6}([a-z0-9-]{1,60}\.){1,5}[a-z]{2,20}\b/
        $conf = /\b(extra-)?index[-_]url\s{0,3}=\s{0,3}["']?https?:\/\/[^\s"'`)]{3,160}/
        $env  = /\b(PIP_(EXTRA_)?INDEX_URL|UV_(DEFAULT_INDEX|INDEX_URL|EXTRA_INDEX_URL)|NPM_CONFIG_REGISTRY|npm_config_registry|GOPROXY|TWINE_REPOSITORY_URL|UV_PUBLISH_URL|POETRY_REPOSITORIES_\w{1,40}_URL|CARGO_REGISTRIES_\w{1,40}_INDEX)\s{0,2}=\s{0,2}["']?https?:\/\/[^\s"'`)]{3,160}/
        $npm  = /\b(npm|pnpm|yarn|npx|bun)\s[^\n]{0,120}--registry[\s=]{1,3}["']?https?:\/\/[^\s"'`)]{3,160}/
        $rc   = /(^|\n|["'`]|\\n)(@[\w-]{1,40}:)?registry\s{0,2}=\s{0,2}(https?:\/\/|\$?\{)[^\s"'`)]{3,160}/
        $set  = /\b(npm|pnpm|yarn)\s{1,3}config\s{1,3}set\s{1,3}(@\S{1,40}:)?registry[\s=]{1,3}["']?https?:\/\/[^\s"'`)]{3,160}/
    condition:
        any of them
}

rule code_in_parameter {
    meta:
        title      = "a value of a request or configuration is code that starts a process"
        severity   = "high"
        confidence = "high"
        threat     = "code-execution"
        scope      = "any"
        guard      = "negated, documented"
        why        = "Services that evaluate the value run the command on their machine."
        fix        = "Send data; leave code to what is reviewed and deployed."
        taxonomy   = "CWE-94"
    strings:
        $json = /["'](\w{0,24}([Ff]unction|[Cc]ode|[Ee]xpression|[Hh]andler|[Tt]ransform|[Ff]ormula|[Ff]ilter|[Cc]onfig|[Ss]cript)\w{0,12})["']\s{0,3}:\s{0,3}["'][^\n]{0,160}(require\(\\{0,2}["'](node:)?child_process|process\.mainModule|execSync\(|spawnSync\(|__import__\(|os\.system\(|os\.popen\(|subprocess\.(run|call|Popen|check_output)\(|Runtime\.getRuntime\()/
    condition:
        $json
}
