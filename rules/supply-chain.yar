// What is installed is not pinned, not what it says, or not whose it says.

rule passworded_download {
    meta:
        title      = "the reader is told to unpack a download with a given password"
        severity   = "high"
        confidence = "high"
        threat     = "supply-chain"
        scope      = "prose, tool"
        guard      = "negated, documented"
        why        = "A password that stands beside the download protects nothing; it keeps scanners from looking inside."
        fix        = "Ship the source, or an archive that anybody can open and check."
    strings:
        $archive = /\b(extract|unzip|unpack|unrar|archive|\.zip|\.7z|\.rar)\b.{0,80}\b(pass(word|code|phrase)?|pwd)\s{0,3}(is\s{1,3}|:|=)\s{0,3}[`"'*]{0,3}[A-Za-z0-9!@#$%_-]{3,40}\b/ nocase
        $before  = /\b(pass(word|code|phrase))\s{0,3}(is\s{1,3}|:|=)\s{0,3}[`"'*]{0,3}[A-Za-z0-9!@#$%_-]{3,40}[`"'*]{0,3}.{0,40}\b(to|and|when)\s{1,3}(extract|unzip|unpack|open the (archive|zip))/ nocase
        $link = /(https?:\/\/|\]\()[^\s)]{4,200}/ private
        $get  = /\b(download|install|get it|releases?\/download)\b/ nocase private
    condition:
        ($archive or $before) and $link and $get
}

rule insecure_package_index {
    meta:
        title      = "packages are installed over an open or unchecked connection"
        severity   = "medium"
        confidence = "high"
        threat     = "supply-chain"
        scope      = "prose, tool, code"
        guard      = "negated, documented"
        why        = "Anybody on the way can put their own code into the package, and it runs at once."
        fix        = "Install from the public registry, or from a mirror over HTTPS with a certificate that is checked."
        taxonomy   = "CWE-494"
    strings:
        $index   = /\b(pip3?|uv|uvx|pipx|poetry)\b[^\n]{0,120}--(extra-)?index-url[= ]{1,3}http:\/\/([a-z0-9-]{1,60}\.){1,5}[a-z]{2,20}\b[^\s]{0,120}/ nocase
        $npm     = /\b(npm|npx|pnpm|yarn|bun)\b[^\n]{0,120}--registry[= ]{1,3}http:\/\/([a-z0-9-]{1,60}\.){1,5}[a-z]{2,20}\b[^\s]{0,120}/ nocase
        $strict  = /\bnpm\s{1,3}(config\s{1,3})?set\s{1,3}strict-ssl[= ]{1,3}false\b/ nocase
        $forced  = /\bpip3?["',\s]{1,6}config["',\s]{1,6}set["',\s]{1,6}(global|install|site|user)\.(trusted-host["',\s]{1,6}\w|index-url["',\s]{1,6}http:\/\/)/
        $direct  = /\b(pip3?|npm|pnpm|yarn)\s{1,3}(install|add|i)\s{1,3}([^\n\s]{1,40}\s{1,3}){0,3}http:\/\/([a-z0-9-]{1,60}\.){1,5}[a-z]{2,20}\b[^\s]{0,160}/ nocase
        $trusted = /\b(pip3?|uv)\b[^\n]{0,120}--trusted-host[= ]{1,3}([a-z0-9-]{1,60}\.){1,5}[a-z]{2,20}\b/ nocase
        // Its own hosts are asked over HTTPS as ever; the option only forgives a broken chain of certificates.
        $official = /\b(pip3?|uv)\b[^\n]{0,120}--trusted-host[= ]{1,3}(pypi\.org|pypi\.python\.org|files\.pythonhosted\.org)\b/ nocase private
    condition:
        any of ($index, $npm, $strict, $forced, $direct) or ($trusted and #trusted > #official)
}

rule package_from_bare_address {
    meta:
        title      = "a package or program is fetched from a bare address, a tunnel or a paste"
        severity   = "high"
        confidence = "high"
        threat     = "supply-chain"
        scope      = "prose, tool, code"
        guard      = "negated, documented"
        why        = "No registry, owner or history stands behind such an address, and what it serves can change from one reader to the next."
        fix        = "Publish the package in a registry and name its version."
    strings:
        $install = /\b(pip3?|npm|npx|pnpm|yarn|uvx|uv|go|cargo|gem|brew|bunx?)\s{1,3}(install|add|i|get|tool\s{1,3}run|-y)\s{1,3}([^\n\s]{1,40}\s{1,3}){0,3}(git\+)?https?:\/\/([0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}|[a-z0-9-]{1,60}\.(ngrok(-free)?\.(io|app|dev)|trycloudflare\.com|loca\.lt|serveo\.net)|pastebin\.com|rentry\.co|transfer\.sh|file\.io|0x0\.st|paste\.ee|hastebin\.com|glot\.io)[:\/][^\s]{0,160}/ nocase
    condition:
        $install
}
