// Code or content is disguised.

rule decode_and_run {
    meta:
        title      = "text is decoded and run"
        severity   = "critical"
        confidence = "high"
        threat     = "obfuscation"
        scope      = "code, skill.body, document, instructions, config.text, data, comment, tool"
        guard      = "documented, specimen"
        why        = "An encoding hides what runs from whoever reads the file; honest code has no use for that."
        fix        = "Write the code in the open."
        reference  = "https://attack.mitre.org/techniques/T1027/"
    strings:
        $shell     = /\b(base64|gbase64)\s{1,3}(-\w{0,3}[dD]\w{0,2}|--decode)\b[^\n|;]{0,80}(\|\s{0,3}(gunzip|zcat|gzip\s{1,2}-dc?|xz\s{1,2}-dc?|rev|tr\s[^\n|]{1,40})\s{0,3})?\|\s{0,3}(sudo\s{1,3})?(\/usr)?(\/bin\/)?(env\s{1,3})?((ba|z|da|k)?sh|python[23]?|node|perl|ruby|php|source\s{1,2}\/dev\/stdin)\b/
        $shell_sub = /\b(eval|(ba|z|da)?sh\s{1,3}-c|(ba|z)?sh\s{0,2}<<<|source)\s{1,3}["'\\]{0,3}(\$\(|`|<\()[^\n)]{1,4000}(base64\s{1,3}(-\w{0,2}[dD]|--decode)|xxd\s{1,3}-r|openssl\s{1,3}(enc|base64)\s[^\n)]{0,60}-d)\b/
        $xxd       = /\bxxd\s{1,3}-r\s{0,3}(-p)?[^\n|]{0,40}\|\s{0,3}(sudo\s{1,3})?(\/bin\/)?((ba|z|da)?sh|python[23]?|perl)\b/
        $openssl   = /\bopenssl\s{1,3}(enc|base64|aes-\w{3}-cbc)\s[^\n|]{0,120}\s-(d|A\s{1,2}-d)\b[^\n|]{0,160}\|\s{0,3}(sudo\s{1,3})?(\/bin\/)?((ba|z|da)?sh|python[23]?)\b/
        $printf    = /\bprintf\s{1,3}(%b\s{1,2})?["'](\\x?[0-9a-fA-F]{2,3}){6,}[^\n|]{0,4000}\|\s{0,3}(ba|z|da)?sh\b/
        $python    = /\b(exec|eval)\s{0,2}\(\s{0,3}(compile\s{0,2}\(\s{0,3})?[^\n#]{0,80}(b64decode|b32decode|b85decode|a85decode|unhexlify|fromhex|marshal\.loads|zlib\.decompress|lzma\.decompress|bz2\.decompress|gzip\.decompress|codecs\.decode|rot13|Fernet\s{0,2}\()/
        $py_shell  = /\b(os\.system|os\.popen|Popen|check_output|check_call|subprocess\.(run|call|getoutput))\s{0,2}\(\s{0,3}\[?(base64\.|codecs\.|binascii\.)?(b64decode|b32decode|unhexlify|bytes\.fromhex|decodebytes)\s{0,2}\(/
        $js        = /\b(eval|Function|execSync|runInThisContext|runInNewContext|setTimeout)\s{0,2}\(\s{0,3}[^\n;]{0,40}(\batob\s{0,2}\(|Buffer\.from\s{0,2}\([^\n]{0,20000},\s{0,2}["'](base64|hex)["']\s{0,2}\)|decodeURIComponent\s{0,2}\(\s{0,2}(escape\s{0,2}\(\s{0,2})?atob|unescape\s{0,2}\(\s{0,2}["']%)/
        $php       = /\b(eval|assert|create_function)\s{0,2}\(\s{0,2}["'?>.\s@]{0,6}(base64_decode|gzinflate|gzuncompress|str_rot13|gzdecode|hex2bin|convert_uudecode)\s{0,2}\(/ nocase
        $ruby      = /\b(eval|instance_eval|class_eval|system)[\s(]{1,3}(Base64\.(strict_|urlsafe_)?decode64|Zlib::Inflate|\[?["'][^\n"']{8,4000}["']\]?\.unpack1?\s{0,2}\(?\s{0,2}["'](m0?|H\*|u)["'])/
        $perl      = /\beval[\s(]{1,3}(decode_base64|pack\s{0,2}\(?\s{0,2}["'](H\*|u)["']|unpack\s{0,2}\(?\s{0,2}["']u["'])/
        $ps        = /\b(iex|invoke-expression)\b[^\n]{0,100}FromBase64String[^\n]{0,60}/ nocase
        $ps_after  = /FromBase64String\s{0,2}\([^\n]{1,8000}\|\s{0,3}(iex|invoke-expression)\b/ nocase
        $ps_gzip   = /IO\.Compression\.(Gzip|Deflate)Stream[^\n]{0,200}FromBase64String[^\n]{0,60}/ nocase
        $lua       = /\bload(string)?\s{0,2}\([^\n]{0,30}(from_?base64|base64\.decode|\bdec\s{0,2}\()/
        $go        = /base64\.StdEncoding\.DecodeString[\s\S]{0,240}exec\.Command\s{0,2}\(/
        $pyimport  = /__import__\s{0,2}\(\s{0,2}["'](base64|zlib|marshal|codecs|binascii)["']\s{0,2}\)[^\n]{0,40}\b(b64decode|decompress|loads|decode|unhexlify)\b/
        $exec      = /\b(exec|eval)\s{0,2}\(/ private
    condition:
        any of ($shell, $shell_sub, $xxd, $openssl, $printf, $python, $py_shell, $js, $php, $ruby, $perl, $ps, $ps_after, $ps_gzip, $lua, $go)
        or ($pyimport and $exec)
}

rule spelled_out_code {
    meta:
        title      = "code is spelled in character codes, backwards or in pieces, and run"
        severity   = "high"
        confidence = "high"
        threat     = "obfuscation"
        scope      = "code, skill.body, document, instructions, config.text, data"
        guard      = "documented"
        why        = "Code that is put together only when it runs is not meant to be read."
        fix        = "Write the code in the open."
        reference  = "https://attack.mitre.org/techniques/T1027/010/"
    strings:
        $codes       = /String\.fromCharCode\s{0,2}\(\s{0,2}(\d{2,3}|0x[0-9a-f]{2})(\s{0,2},\s{0,2}(\d{2,3}|0x[0-9a-f]{2})){11}/
        $eval_js     = /\beval\s{0,2}\(/ private
        $chr         = /\b(exec|eval|system|__import__|popen)\s{0,2}\(\s{0,3}[^\n]{0,60}\bchr\s{0,2}\(\s{0,2}(\d{2,3}|\w{1,12}\s{0,3}[\^\-+*]|0x|\w{1,12}\s{0,2}\)\s{0,2}for\b|int\s{0,2}\()/
        $chr_sum     = /(\bchr\s{0,2}\(\s{0,2}\d{2,3}\s{0,2}\)\s{0,2}[+.]\s{0,2}){4,}/ nocase
        $map_chr     = /\b(exec|eval)\s{0,2}\(\s{0,3}["']{2}\.join\s{0,2}\(\s{0,2}map\s{0,2}\(\s{0,2}chr\b/
        $bytes       = /\b(exec|eval)\s{0,2}\(\s{0,3}(bytes|bytearray)\s{0,2}\(\s{0,2}\[\s{0,2}\d{1,3}\s{0,2},/
        $escaped     = /\b(exec|eval|system|Function)\s{0,2}\(\s{0,2}["'`](\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0-7]{3})){5}/
        $from_code   = /\b(eval|Function|setTimeout|execSync)\s{0,2}\(\s{0,3}[^\n;]{0,30}String\.fromCharCode\s{0,2}\(/
        $reversed    = /\b(exec|eval|__import__|system|popen|getattr)\s{0,2}\([^\n]{0,400}["']\s{0,2}\[\s{0,2}::\s{0,2}-1\s{0,2}\]/
        $reverse_js  = /\b(eval|Function|execSync|require)\s{0,2}\([^\n]{0,400}\.split\s{0,2}\(\s{0,2}["'`]{2}\s{0,2}\)\.reverse\s{0,2}\(/
        $rev_shell   = /(\|\s{0,3}rev\s{0,3}\|\s{0,3}(ba|z|da)?sh\b|\beval\s{1,3}["']?\$\(\s{0,2}rev\b|\$\(\s{0,2}(echo\s[^\n|)]{1,200}\|\s{0,2})rev\s{0,2}\)\s)/
        $import_sum  = /\b(__import__|getattr|require|import_module|eval|exec)\s{0,2}\(\s{0,2}(\w{1,20}\s{0,2},\s{0,2})?["']\w{1,8}["']\s{0,2}\+\s{0,2}["']\w{1,8}["']/
        $import_call = /\b__import__\s{0,2}\(\s{0,2}["'](os|subprocess|pty|socket|ctypes)["']\s{0,2}\)\s{0,2}\.\s{0,2}(system|popen|Popen|run|call|spawn\w{0,3}|check_output|exec\w{0,3}|socket|getoutput)\s{0,2}\(/
        $member_sum  = /\[\s{0,2}["']\w{1,10}["'](\+|\s\+|\s\s\+)\s{0,2}["']\w{1,10}["']\s{0,2}\]\s{0,2}\(/
        $ps_back     = /-join\s{0,2}\(?\s{0,2}\$\w{1,20}\[\s{0,2}\(?(\$\w{1,20}\.Length|-1)[^\]\n]{0,20}\.\./ nocase
        $ps_sum      = /["']i["']\s{0,2}\+\s{0,2}["']e?x["']|["']ie["']\s{0,2}\+\s{0,2}["']x["']/ nocase
        $printf      = /(\$\(|`)\s{0,2}printf\s{1,3}["'](\\[0-7]{3}|\\x[0-9a-fA-F]{2}){3}/
        $builtins    = /\bgetattr\s{0,2}\(\s{0,2}(__builtins__|__import__\s{0,2}\(\s{0,2}["'](builtins|os|subprocess)["']\s{0,2}\))\s{0,2},\s{0,2}(["'](exec|eval|compile|open|getattr|__\w{3,16})["']|["'][^"'\n]{0,20}["']\s{0,2}[+.\[%]|["']\\|[(\[]|\w{1,20}\s{0,2}(\)\s{0,2}\(|[(\[.+]))/
        $builtins2   = /(__builtins__|globals\s{0,2}\(\s{0,2}\)|vars\s{0,2}\(\s{0,2}\w{0,12}\s{0,2}\)|__dict__)\s{0,2}\[\s{0,2}["'](\\x|e\w{0,3}["']\s{0,2}\+|ev["']|__imp\w{0,6}["']\s{0,2}\+|exec["']|eval["'])/
        $subclasses  = /\.__class__\s{0,2}\.\s{0,2}(__base__|__bases__\[0\]|__mro__\[\d\])\s{0,2}\.\s{0,2}__subclasses__\s{0,2}\(\s{0,2}\)/
        $lambda      = /\(\s{0,2}lambda\s{1,2}__\w{0,10}\s{0,2}:\s{0,2}(exec|eval|__import__)\b/
        $constructor = /\[\s{0,2}["']constructor["']\s{0,2}\]\s{0,2}(\[|\.)\s{0,2}["']?constructor["']?\s{0,2}\]?\s{0,2}\(/
        $ifs         = /\b(curl|wget|bash|cat|nc|sh|rm|python3?|echo|base64)\$(\{IFS\}|IFS\b)/
        $split_word  = /(^|[\n;&|(]\s{0,6})(c(\\|''|"")u(\\|''|"")?r(\\|''|"")?l|w(\\|''|"")g(\\|''|"")?e(\\|''|"")?t|b(\\|''|"")a(\\|''|"")?s(\\|''|"")?h|ba(''|"")sh|cu(''|"")rl|wg(''|"")et)\s/
        $ansi_c      = /(^|[\n;&|(]\s{0,6})\$'(\\x[0-9a-f]{2}|\\[0-7]{3}){3}/
        $slices      = /(\$\{\w{1,12}:\d{1,2}:1\}){3}/
        $ps_char     = /(\[char\]\s{0,2}(0x[0-9a-f]{2}|\d{2,3})\s{0,2}\+\s{0,2}){3}/ nocase
        $ps_join     = /-join\s{0,2}\(?\s{0,2}\[char\[\]\]|\[char\[\]\]\s{0,2}\([^\n]{8,4000}-join|-join\s{0,2}\([^\n]{4,400}\|\s{0,2}%\s{0,2}\{\s{0,2}\[char\]/ nocase
        $ps_format   = /(\{\d{1,2}\}){3,}["']\s{0,2}-f\s{0,2}["'][^\n]{0,200}(iex|i'|`e|in'|vo|ke)/ nocase
        $ps_tick     = /\b(i`?e`x|i`e`?x|in`?v`?o`?k`e-?`?e`?x\w{0,20}|n`e`?w-`?o`?b`?j`?e`?c`?t)\s/ nocase
    condition:
        any of ($chr, $chr_sum, $map_chr, $bytes, $escaped, $from_code, $reversed, $reverse_js, $rev_shell, $import_sum, $import_call, $member_sum, $printf,
                $builtins, $builtins2, $subclasses, $lambda, $constructor, $ifs, $split_word, $ansi_c, $slices, $ps_*)
        or ($codes and $eval_js)
}

rule packed_script {
    meta:
        title      = "a script is packed by an obfuscator"
        severity   = "high"
        confidence = "medium"
        threat     = "obfuscation"
        scope      = "script, data, document, code-block"
        why        = "Nobody can tell what it does, and that is what it was packed for."
        fix        = "Ship the source; minify at most."
        reference  = "https://attack.mitre.org/techniques/T1027/002/"
    strings:
        $packer   = /\beval\s{0,2}\(\s{0,2}function\s{0,2}\(\s{0,2}p\s{0,2},\s{0,2}a\s{0,2},\s{0,2}c\s{0,2},\s{0,2}k\s{0,2},\s{0,2}e\s{0,2},/
        $array    = /\b(var|const|let)\s{1,2}_0x[0-9a-f]{4,6}\s{0,2}=\s{0,2}(\[|function|\(function|_0x[0-9a-f]{4,6}\b)/
        $function = /\bfunction\s{1,2}_0x[0-9a-f]{4,6}\s{0,2}\(/
        $names    = /\b_0x[0-9a-f]{4,6}\b/ private
        $jsfuck   = /(\[\]|!\[\]|!!\[\]|\+\[\]|\(!\[\]\+\[\]\)|\[\+!\+\[\]\]){16}/
        $aaencode = "゚ω゚ﾉ"
        $pyarmor  = /\bfrom\s{1,2}pyarmor_runtime\w{0,10}\s{1,2}import\s{1,2}__pyarmor__|__pyarmor__\s{0,2}\(\s{0,2}__name__/
        $pyfuscate = /\b(_{6,}|[Il1]{12,}|[O0]{12,})\s{0,2}=\s{0,2}(eval|exec|__import__|getattr)\b/
        $batch    = /(%\w{1,12}:~\d{1,2},1%){4}/
    condition:
        $packer or (($array or $function) and #names > 12) or $jsfuck or $aaencode or $pyarmor or $pyfuscate or $batch
}

// The heuristic `encoded-blob-run` looks for the long text.
rule encoded_text_run : signal {
    meta:
        title      = "an encoded text is decoded and something is run"
        severity   = "info"
        confidence = "medium"
        threat     = "obfuscation"
        scope      = "script"
        why        = "What runs may be what the text holds, and nobody can read that."
        fix        = "Ship the file that the text holds, as itself."
    strings:
        $decode = /\b(b64decode|atob\s{0,2}\(|decodebytes|FromBase64String|base64_decode|decode64|["']base64["']\s{0,2}\))/
        $run    = /\b(exec\s{0,2}\(|eval\s{0,2}\(|execSync|spawn\s{0,2}\(|subprocess\.\w{2,12}\s{0,2}\(|os\.system|Popen|os\.startfile|ctypes\.|LoadLibrary|VirtualAlloc|Assembly\.Load|Reflection\.Assembly)/ private
    condition:
        all of them
}

rule covert_operation {
    meta:
        title      = "text promises to leave no traces, shell history included"
        severity   = "high"
        confidence = "medium"
        threat     = "obfuscation"
        scope      = "skill.body, skill.description, instructions, tool.description, prompt"
        guard      = "negated, quoted, documented"
        why        = "Nobody can find out afterwards what the agent did."
        fix        = "Leave history and logs to the user."
    strings:
        $traces = /\b(clean\w{0,3}|clear\w{0,3}|wip\w{1,3}|eras\w{1,3}|delet\w{1,3}|remov\w{1,3}|purg\w{1,3}|scrub\w{0,4})(\s{1,3}-?up)?\s{1,3}((of|the|your|all|any|its|up)\s{1,3}){0,3}(shell|bash|zsh|command|terminal|console)\s{1,3}(history|logs)\b/ nocase
        $covert = /\b(stealth\w{0,2}|undetect\w{2,4}|footprint|covert\w{0,2}|leave\s{1,3}no\s{1,3}traces?|without\s{1,3}(a\s{1,3})?traces?|hidden\s{1,3}logs?|evad\w{1,3}|unnoticed|invisibl[ey])\b/ nocase private
    condition:
        $traces and $covert
}

rule disguised_process {
    meta:
        title      = "a program runs under the name of a part of the system"
        severity   = "high"
        confidence = "high"
        threat     = "obfuscation"
        scope      = "code, skill.body"
        guard      = "documented, negated, specimen"
        why        = "Whoever looks at what runs on the machine takes it for something that belongs there."
        fix        = "Let programs run under their own names."
        reference  = "https://attack.mitre.org/techniques/T1036/011/"
    strings:
        $shell  = /\bexec\s{1,3}-a\s{1,3}["']?(\[(k|rcu|migration|scsi|jbd2|xfs|events|mm_|cpuhp|idle)[\w\/:.-]{0,24}\]|(systemd|dbus-daemon|sshd|crond?|rsyslogd|launchd|svchost)\b)/
        $title  = /\b(setproctitle|set_name|setthreadtitle)\s{0,2}\(\s{0,2}[bf]?["'](\[?(kworker|kthreadd|ksoftirqd|rcu_sched|migration)|(systemd|dbus-daemon|sshd|crond?|launchd)["'\/-])/
        $node   = /\bprocess\.title\s{0,2}=\s{0,2}["'`](\[?(kworker|kthreadd|ksoftirqd|rcu_sched|migration)|(systemd|dbus-daemon|sshd|crond?|launchd)["'`\/-])/
        $name   = /\$0\s{0,2}=\s{0,2}["']\[?(kworker|kthreadd|ksoftirqd|rcu_sched|migration)/
    condition:
        any of them
}
