// Destroys data, or uses up the machine.

rule everything_deleted {
    meta:
        title      = "the root or home folder is deleted"
        severity   = "critical"
        confidence = "high"
        threat     = "destruction"
        scope      = "code, skill.body, instructions, tool"
        guard      = "documented, negated, specimen"
        why        = "Everything the user has is gone."
        fix        = "Delete only what the artifact made itself, by its full path."
        reference  = "https://attack.mitre.org/techniques/T1485/"
    strings:
        $rm       = /(^|[\n;&|]\s{0,8}|\bsudo\s{1,3}|\bsystem\s{0,2}\(\s{0,2}["'`]|\bexec\w{0,6}\s{0,2}\(\s{0,2}["'`]|\brun\s{0,2}\(\s{0,2}["'`]|\bPopen\s{0,2}\(\s{0,2}["'`]|-c\s{1,2}["']|\bcall\s{0,2}\(\s{0,2}["'])rm\s{1,3}(-[fiv]{1,3}\s{1,3}|--force\s{1,3}|--no-preserve-root\s{1,3}){0,2}(-\w{0,4}[rR]\w{0,4}\s{1,3}|--recursive\s{1,3})(-\w{1,4}\s{1,3}|--force\s{1,3}|--no-preserve-root\s{1,3}){0,3}["']?(\/\*?|\/\s{1,2}--no-preserve-root|~\/?\*?|\$HOME\/?\*?|\$\{HOME\}\/?\*?|\/home\/?\*?|\/root\/?\*?|\/Users\/?\*?|\/etc\/?\*?|\/usr\/?\*?|\/boot\/?\*?)["'`]?\s{0,3}(\n|$|[;&|)"'`]|2>|--no-preserve-root)/
        $preserve = /\brm\s{1,3}-\w{1,5}\s[^\n]{0,40}--no-preserve-root\s{1,3}["']?\//
        $list     = /\[\s{0,2}["']rm["']\s{0,2},\s{0,2}["']-\w{0,2}[rR]\w{0,3}["']\s{0,2},\s{0,2}(["']\/["']|os\.path\.expanduser\s{0,2}\(\s{0,2}["']~\/?["']\s{0,2}\)|["']\/home["']|str\s{0,2}\(\s{0,2}Path\.home\(\)\s{0,2}\))/
        $rmtree   = /\brmtree\s{0,2}\(\s{0,2}(["']\/["']|["']~\/?["']|os\.path\.expanduser\s{0,2}\(\s{0,2}["']~\/?["']\s{0,2}\)|(pathlib\.)?Path\.home\s{0,2}\(\s{0,2}\)\s{0,2}[,)]|os\.environ\[\s{0,2}["']HOME["']\s{0,2}\]|["']\/home\/?["']|["']C:\\{1,2}["'])/
        $node     = /\b(rmSync|rm|rmdirSync|rimraf(\.sync)?|removeSync|remove)\s{0,2}\(\s{0,2}(os\.homedir\s{0,2}\(\s{0,2}\)|require\(["'](node:)?os["']\)\.homedir\s{0,2}\(\s{0,2}\)|homedir\s{0,2}\(\s{0,2}\)|process\.env\.HOME|["'`]\/["'`])\s{0,2}[,)]/
        $find     = /\bfind\s{1,3}["']?(\/|~|\$HOME)["']?\s{1,3}(-type\s\w\s{1,3})?(-delete\b|-exec\s{1,3}(rm|shred)\s)/
        $windows  = /\b(del|erase)\s{1,3}[^\n]{0,20}\/s[^\n]{0,20}\s["']?(C:\\(\*(\.\*)?)?|%SystemDrive%\\?\*?|%USERPROFILE%\\?\*?)["']?\s{0,3}(\n|$|[;&|)])|\b(rd|rmdir)\s{1,3}\/s\s{1,3}\/q\s{1,3}["']?(C:\\?|%USERPROFILE%|%SystemDrive%\\?)["']?\s{0,3}(\n|$|[;&|)])/ nocase
        $ps       = /\bRemove-Item\s[^\n]{0,60}["']?(C:\\\*?|\$HOME|\$env:USERPROFILE|~)["']?\s{1,3}(-Recurse|-Force)[^\n]{0,20}(-Force|-Recurse)/ nocase
    condition:
        any of them
}

rule disk_wiped {
    meta:
        title      = "a disk is overwritten"
        severity   = "critical"
        confidence = "high"
        threat     = "destruction"
        scope      = "code, skill.body, instructions"
        guard      = "documented, negated, specimen"
        why        = "What was on the disk cannot be brought back."
        fix        = "Remove it; work with image files."
        reference  = "https://attack.mitre.org/techniques/T1561/"
    strings:
        $dd     = /\bdd\s[^\n]{0,40}if=\/dev\/(zero|u?random)\s[^\n]{0,60}of=\/dev\/(sd[a-z]|nvme\d|hd[a-z]|vd[a-z]|xvd[a-z]|r?disk\d|mmcblk\d|mem)\w{0,4}\b/
        $mkfs   = /\bmkfs(\.\w{2,6})?\s{1,3}(-\w{1,3}\s{1,3}){0,3}\/dev\/(sda|nvme0|hda|vda|xvda)\w{0,4}\b/
        $write  = /(>|tee|shred\s[^\n]{0,40}|wipefs\s[^\n]{0,20})\s{0,3}\/dev\/(sd[a-z]|nvme\dn\d|hda|vda|disk\d)\b/
        $urand  = /\b(cat|head)\s[^\n]{0,30}\/dev\/(zero|u?random)[^\n]{0,30}>\s{0,2}\/dev\/(sd[a-z]|nvme|hda|vda|disk\d)/
        $format = /(^|[\n;&|"]\s{0,6})format(\.com)?\s{1,3}c:\s{0,3}(\/\w|\n|$)|\bcipher(\.exe)?\s{1,3}\/w:c\b|\bClear-Disk\s[^\n]{0,40}-RemoveData\b/ nocase
        $raw    = /\bopen\s{0,2}\(\s{0,2}["'](\/dev\/(sda|nvme0n1|disk0)|\\\\\\\\\.\\\\PhysicalDrive0)["']\s{0,2},\s{0,2}["'](w|r\+)b?/
        $diskutil = /\bdiskutil\s{1,3}(eraseDisk|zeroDisk|secureErase)\s[^\n]{0,40}disk0\b/
    condition:
        any of them
}

rule fork_bomb {
    meta:
        title      = "processes multiply without end"
        severity   = "high"
        confidence = "high"
        threat     = "destruction"
        scope      = "code, skill.body, instructions"
        guard      = "documented, negated, specimen"
        why        = "The machine stops answering until it is restarted."
        fix        = "Remove it."
        reference  = "https://attack.mitre.org/techniques/T1499/"
    strings:
        $shell   = /\b?[:\w]{1,8}\s{0,2}\(\s{0,2}\)\s{0,2}\{\s{0,2}:\s{0,2}\|\s{0,2}:\s{0,2}&\s{0,2};?\s{0,2}\}\s{0,2};\s{0,2}:/
        $python  = /\bwhile\s{1,2}(True|1)\s{0,2}:\s{0,12}os\.fork\s{0,2}\(/
        $perl    = /\bfork\s{1,2}while\s{1,2}(fork|1|true)\b/
        $batch   = /%0\s{0,2}\|\s{0,2}%0/
        $node    = /\bwhile\s{0,2}\(\s{0,2}(true|1)\s{0,2}\)\s{0,2}\{?\s{0,6}\w{0,20}\.?(fork|spawn)\s{0,2}\(/
    condition:
        any of them
}

rule recovery_removed {
    meta:
        title      = "backups and restore points are removed"
        severity   = "critical"
        confidence = "high"
        threat     = "destruction"
        scope      = "code, skill.body, instructions, data"
        guard      = "documented, negated, specimen"
        why        = "Done before files are encrypted or deleted, so that nothing can be brought back."
        fix        = "Remove it."
        reference  = "https://attack.mitre.org/techniques/T1490/"
    strings:
        $shadow  = /\bvssadmin(\.exe)?["',\s]{1,5}(delete|resize)["',\s]{1,5}shadow/ nocase
        $wmic    = /\bwmic(\.exe)?\s{1,3}shadowcopy\s{1,3}delete\b/ nocase
        $ps      = /Win32_ShadowCopy\b[^\n]{0,80}(Delete|Remove-)/ nocase
        $wbadmin = /\bwbadmin(\.exe)?["',\s]{1,5}delete["',\s]{1,5}(catalog|systemstatebackup|backup)\b/ nocase
        $bcdedit = /\bbcdedit(\.exe)?\s[^\n]{0,40}(recoveryenabled\s{1,3}no|bootstatuspolicy\s{1,3}ignoreallfailures)\b/ nocase
        $zfs     = /(\$\(|`)\s{0,2}zfs\s{1,3}list\s[^\n)`]{0,60}-t\s{0,2}snap(shot)?s?\b[^\n)`]{0,120}[)`][^\n]{0,20}\n?[^\n]{0,60}\bzfs\s{1,3}destroy\b/
        $zfs_all = /\bzfs\s{1,3}list\s[^\n|]{0,60}-t\s{0,2}snap(shot)?s?\b[^\n]{0,80}\|\s{0,3}xargs\s[^\n]{0,20}zfs\s{1,3}destroy\b/
        // Those that are left after the newest are kept, or after the user has picked some.
        $picked  = /\bzfs\s{1,3}list\s[^\n)]{0,160}\b(head|tail|sort|awk|fzf|older)\b/ private
        $mac     = /\btmutil["',\s]{1,5}(deletelocalsnapshots|disable|delete)\b[^\n]{0,40}/
    condition:
        any of ($shadow, $wmic, $ps, $wbadmin, $bcdedit, $mac) or (any of ($zfs, $zfs_all) and not $picked)
}

rule files_held_to_ransom {
    meta:
        title      = "files are encrypted one after another and the originals removed"
        severity   = "high"
        confidence = "medium"
        threat     = "destruction"
        scope      = "script, code-block"
        why        = "Whoever holds the key decides whether the user's files come back."
        fix        = "Encrypt copies, with a key that the user holds."
        reference  = "https://attack.mitre.org/techniques/T1486/"
    strings:
        $walk    = /(\bos\.walk\s{0,2}\(|\bglob\.glob\s{0,2}\(|\.rglob\s{0,2}\(|\breaddir(Sync)?\s{0,2}\(|\bfilepath\.Walk|Get-ChildItem\s[^\n]{0,60}-Recurse|Dir\.glob|\bfind\s[^\n]{1,60}-type\s{1,2}f)/ private
        $encrypt = /\b(Fernet\s{0,2}\(|AES\.new\s{0,2}\(|createCipheriv\s{0,2}\(|ChaCha20\w{0,10}\.?|openssl\s{1,2}enc\s|gpg\s[^\n]{0,60}(--symmetric|-c\s)|aes\.NewCipher|AesCryptoServiceProvider|AESGCM\s{0,2}\()[^\n]{0,80}/
        // Byte by byte, with a key that is a text.
        $bytes   = /\]\s{0,2}\^=\s{0,2}\w/
        $remove  = /\b(os\.remove|os\.unlink|\bunlink\s{0,2}\(|unlinkSync|os\.rename|\.rename\s{0,2}\(|renameSync|shred\s|rm\s{1,2}-|Remove-Item|os\.Remove)/ private
        $suffix  = /["'`.](locked|encrypted|crypt|enc|crypted|pwned|ransom)["'`]/ private
        $added   = /\+ ["']\.[^\s"']{2,12}["']/ private
        $note    = /(ransom|your files (have been|are|were) (encrypted|locked)|restore key|bitcoin (address|wallet)|pay[^\n]{0,40}(btc|bitcoin|monero|xmr)|README_(DECRYPT|RESTORE)|HOW_TO_(DECRYPT|RECOVER))/ nocase private
        $home    = /(expanduser\s{0,2}\(\s{0,2}["']~|Path\.home\s{0,2}\(|\bhomedir\s{0,2}\(|\$HOME|\benv\.HOME\b|["']\/home|USERPROFILE|Documents|Desktop|Pictures)/ private
    condition:
        $walk and (($encrypt and ($note or ($remove and ($suffix or $added) and $home))) or ($bytes and $note))
}

rule database_dropped {
    meta:
        title      = "all data of a database or cluster is dropped"
        severity   = "low"
        confidence = "medium"
        threat     = "destruction"
        scope      = "hook.command, config.command"
        guard      = "negated"
        why        = "The host runs the command by itself; nobody is asked."
        fix        = "Leave it to a person to drop data."
    strings:
        $sql     = /\bdrop\s{1,3}(database|schema)\s{1,3}\w{1,40}/ nocase
        $mongo   = /\.dropDatabase\s{0,2}\(/
        $kubectl = /\bkubectl\s{1,3}delete\s{1,3}(ns|namespace|all)\s/
        $cloud   = /\bterraform\s{1,3}destroy\s[^\n]{0,30}-auto-approve|\baws\s{1,3}s3\s{1,3}(rb|rm)\s[^\n]{0,60}(--force|--recursive)/
    condition:
        any of them
}

rule endless_retry {
    meta:
        title      = "text has the model repeat a call without end"
        severity   = "high"
        confidence = "medium"
        threat     = "destruction"
        scope      = "any"
        guard      = "negated"
        why        = "The session, its budget and the service behind the tool are used up."
        fix        = "Say how often to try, and what to do then."
        taxonomy   = "CWE-835"
    strings:
        $call = /\b(retry|call|invoke|repeat|re-?run|re-?send|run|execute)\s{1,3}(this|the|that|each|every|it|same)\s{0,3}(same\s{1,3})?(tool|call|request|function|query|command|action|step|endpoint)?\s{1,3}(indefinitely|forever|endlessly|infinitely|without\s{1,3}(end|limit|stopping)|over\s{1,3}and\s{1,3}over)\b/ nocase
        $keep = /\b(keep|continue)\s{1,3}(on\s{1,3})?(retrying|calling|invoking|requesting)\s{1,3}([^\s.!?]{1,20}\s{1,3}){0,5}(indefinitely|forever|endlessly|infinitely|no\s{1,3}matter\s{1,3}(what|how))/ nocase
        $never = /\bnever\s{1,3}stop\s{1,3}(retrying|calling|invoking)\b/ nocase
    condition:
        any of them
}
