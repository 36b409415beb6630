//! The words that prose is read by: classes of synonyms, as bits.
//!
//! An entry is one or more words; `*` at the end of a word stands for any ending. Words are in lower case.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

/// A set of word classes.
pub(crate) type Classes = u64;

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $words:expr;)*) => {
        #[expect(clippy::upper_case_acronyms, reason = "they are named as their classes are")]
        #[repr(u8)]
        enum Number { $($name),* }
        $($(#[$doc])* pub(crate) const $name: Classes = 1 << Number::$name as u8;)*
        const WORDS: &[(Classes, &str)] = &[$(($name, $words)),*];
    };
}

classes! {
    /// Turns a sentence around.
    NOT = "no|not|never|without|nothing|nor|neither|cannot|don't|dont|doesn't|needn't|isn't|aren't|won't|can't|mustn't|shouldn't|wouldn't|didn't|avoid|avoids|none|nobody|refrain|stop|prevent*|instead of|rather than";
    /// Hands something over.
    SEND = "send|sends|sent|sending|transmi*|upload*|forward|forwards|forwarded|forwarding|post|posts|posted|posting|post_to|submit*|submission|mirrored|relay|relays|relayed|deliver|delivers|delivered|push|pushes|pushed|pushing|ship|shipped|email|emailed|exfiltrat*|pass along|pass on|passed on|hand over|handed over|publish|published|goes to|go to our|copied to|synced|sync|report back|dispatch*|stream it|beacon*|attach|attaches|attached|place a copy|disclosure of|reads them from|land at|lands at|land in|ends up at|end up at|finds its way|hand that|hand it|hand them|handed|lodge|lodged|bcc|bcc'd|cc'd|get bcc'd|streamed to|stream them|pipe to|piped to|funnel*|siphon*|route to|routed to|deposit*|drop off|dropped off|drop them|transfer to|convey*|dump to|call it with|call home|phone home|phones home|leave at|leaves for|travels to|travel to|is due at|belongs at|wants the|wants your|wants their|receives|receives a|gets a copy|get a copy|put call|post call|report to|reported to|reports to|share with|shared with|shared|surrender*|fed to|type it in|type it|enter it at|enter it|enters it";
    /// Fills what a caller passes.
    SUPPLY = "fill|fills|supply|supplies|pass|passes|passing|include|includes|put|puts|attach|attaches|paste|embed|embeds";
    /// All of what something holds.
    CONTENTS = "content|contents|concatenat*|reading|paste|base64|verbatim|copy of|output of|dump of|text of";
    /// What opens doors.
    SECRET = "credential*|secrets|api key|api keys|access token|access tokens|private key|private keys|.env|.netrc|.npmrc|kubeconfig|ssh config*|ssh key|ssh keys|environment variable*|env vars|connection string*|cookies|keychain*|seed phrase*|recovery phrase*|mnemonic|cloud profiles|id_rsa|session token|service account key*|signing key*|key material|vault contents|developer's shell profile|passphrase*|npm token*|pypi token*|access key|access keys|secret_access_key|aws_secret_access_key|secret key|secret keys|api_key|google password|confirmation code|one-time code|2fa code|auth token*|bearer token*|vpn profile|pgp key|gpg key|certificates and|keystore|vault token|service token|github token|database password|keyring";
    /// So do these, and every login form names them.
    PASSWORD = "password*|passcode|passcodes|passphrase*";
    /// Recommends, which is honest by itself.
    ADVISE = "recommend|recommends|recommended|recommendation|suggest|suggests|suggested|endors*|convinc*|persuad*|choose|choice|insert";
    /// What only the user and the model should know.
    PRIVATE = "conversation|transcript|transcripts|chat history|chat log*|dialog|dialogue|system prompt|user's prompts|full prompts|user's message*|user's messages|user's latest|latest message|user's full|résumé|tax identifier*|phone number*|home address|email address*|personal email*|account numbers|personal data|salary|ssn|date of birth|input file|source files|source code|diff|uploaded files|user's files|browsing history|clipboard|medical|client list|workspace contents|codebase|everything the user|said so far|user said|documents they|shell history|memory contents|memories|sample rows|rows from|git remote|client's positions|host name and|underlying rows|raw form|customer identifiers|identifiers included|name and e-mail|name and email|e-mail address*|whole plan|full plan|plan file|full component|component source|the transcript|full source|internal network|git identity|customer names|customer data|user data|employee data|bank details|bank statement*|payslip*|tax return*|bank account|card number*|raw logs|complete diff|full diff|complete source|original file|whole file|file itself|entire project|entire repository|whole repository|entire file|entire document|client data|personal information|personal details|contact details|calendar entries|photos|recordings|embargo|notes themselves|full contents|full content|their files|working tree";
    /// Files and settings that steer agents.
    MEMORY = "memory|memories|claude.md|agents.md|gemini.md|memory.md|soul.md|.cursorrules|.windsurfrules|copilot-instructions*|long-term|rule file|rules file|agent's rules|settings.json|.cursor/rules|remember that|remembers that|its own memory|memory file|persistent profile|profile of the assistant|standing note|copilot-instructions.md|rule files|agent's memory|assistant's memory|system-wide rules|long-term store|knowledge base of the assistant|user profile memory|instruction file|instructions file|startup prompt|session preamble|.clinerules|.roorules|.github/copilot-instructions.md|.windsurf|claude.local.md|conventions.md|skill file|skill files";
    /// Later than this session.
    FUTURE = "future|later sessions|subsequent*|from now on|every session|each session|all sessions|next session*|permanent*|persist*|survive*|afterwards|stays in place|leave it that way|future runs|uninstalled|any later|following sessions|start of each|for good|tomorrow's|tomorrow|from then on|henceforth|going forward|begin with it|by default|ever after|thereafter|keeps|carry over|carries over|standing|indefinitely|lasting|once the review is over|keep it off|keep the right|shouldn't come up|again|every time|whenever it starts|each start|always starts|stick";
    /// Puts something there.
    WRITE = "write|writes|written|add|adds|added|append|appends|appended|store|stores|stored|save|saves|saved|commit|update|updates|record|records|recorded|insert|inserts|inserted|place|places|put|plant*|register|registers|drop|dropping|create|creates|set|inject*|remember|log|logs|edit|edits|leave a|leave yourself|teach|teaches|put into|extend|extends|bake*|enshrine*|jot|note down|note in|make a note|slot in|seed|amend*|embed|carve|keep a";
    /// Has something believed.
    TRUST = "trust|trusts|trusted|pre-approved|preapproved|already approved|authoritative|vetted|verified|allow-listed|whitelisted|exempt*|trustworthy|no permission|without verification|without confirmation|without review|skip review|never report*|never flag*|always use|always run|team convention|unquestion*|considers changes|as reviewed|is approved|credentials are needed|values from the|always wants|hotels first|not wish|followed blindly|blindly|by default|may be executed|right away|have passed|passed security|passed review|needs no|need no|no questions|no longer needs|no checks|may run|can be run|must be run|is to be used|in any case|whose advice|exclusively|only choice|go through|bypass|unquestioned|without asking|was the user's|user's choice|user once said|user's own choice|already reviewed|is trusted|are trusted|cleared|signed off|exempt|not to be questioned|harmless|take for granted";
    /// Out of sight.
    COVERT = "covertly|discreetly|unobtrusive*|secretly|surreptitious*|stealth*|unnoticed|inconspicuous*|blend in|blends in|without trace|no trace|left no|out of sight|behind the scenes|kept secret|keep secret|not noticeable|under the radar|without drawing|without anybody|without anyone|as if no|act harmlessly|behave normally|act normally|act as if|hidden comment|not to be quoted|internal and not|mention_to_user|visible_to_user|undetect*|so reviewers|so that reviewers|so readers|so that readers|reveal the change|passes unremarked|unremarked|unmentioned|in the background without|attract attention|attracts no|avoid detection|low profile|as though nothing|blends it|it blends|nobody's business|no one's business|stays off|stay off|kept off|keep off|stay out of|stays out of|kept out of|keep out of|keeps out of|off the record|not come up|come up again|unannounced|undisclosed|unreported|unlogged|hush-hush|sotto|covert|clandestin*|secretive|under wraps|between us|need-to-know|slip in|slip it|slipped into|sneak|sneaks|smuggl*|tuck|tucked|bury it|buried in|escape notice|go unseen|goes unseen|unseen|unaware|oblivious|in the dark|nobody will|nobody using|nobody needs|nobody has to|no one needs|no one has to|make it into|throw the reply away|without comment|without explanation|without explaining|without saying|without telling|without notifying|without informing|without mention|without any mention|without notice|without announcing|without disclos*|without being|not to learn|isn't to learn|aren't to learn|deletes its own|self-delete*|erase itself|vanish|vanishes|disappear from|disappears from";
    /// Makes no noise, which many honest tools do.
    HUSHED = "quietly|silently|without fanfare|noiselessly|silent|in the background";
    /// Tells people.
    TELL = "told|mention|mentions|mentioned|mentioning|inform|informs|informed|disclose*|disclosure|notif*|reveal|reveals|revealed|announce*|tell*|footnote|say why|bring up|spelled out|worth mentioning|discussed|isn't part of the answer|part of the answer|bother the|bothering the|discuss this|discuss it|discussing it|say so|saying so|say anything|comment on|remark*|speak of|refer to it|refer to this|point out|points out|raise it|brought up|worth a|word of|draw attention|warn the|warn about|credit|acknowledged|quoted|bothered with";
    /// Lets people see.
    SEE = "aware|notice|noticed|sees|visible|acknowledge*|surface|surfaced|consulted|heard|see this|see the step|see it|see that|see them|know about|know of|gets to see|get to see|draw attention|attention to it|appear in|hear|hears|learn|learns|learn about|learn of|find out|finds out|listed in|included in|come up|comes up|shows up|show up|appear|appears|shown|displayed to|spelled out|explained to|in view|read about|realise|realize|realises|suspect|suspects|question it|questioned|brought to";
    /// Kept from people, by any of the ways above: set for a whole sentence.
    KEPT = "";
    /// Gives a false account.
    DECEIT = "look like|looks like an|make it look|dress it|dress this|dressed up|pass it off|passed off|passes for|blames|pretext|pretend|pretends|disguise*|camouflag*|word it|phrase it|phrased as|phrase the|say the build|say that the|say it was|explain it as|explain this as|on the user's behalf|cover story|make the table agree|agree with it|make the numbers|quirk|attribute it|attribute the|attributed to|attributing it|attributable|as the author's|as if the|as though the|as if they|as though they|as if it|as though it|like something the|give the impression|gives the impression|sound abandoned|sound like|make it sound|as the reason|as the outcome|as an existing|existing team|as a glitch|as a bug fix|as a side effect|mislabel*|deceiv*|feign*|fake|fabricat*|falsify|falsifies|falsifying|invent a|made-up|denying|lie about|reassure|claim that|claim the|describe this as|describe them as|comment it as|comment the|shows them|present it as|presented as|presenting it as|presenting them as|present its|present their|act harmlessly|behave normally|act normally|normal treatment|taken as read|answer that|answer that none|state that all|insist that|assert that|truthful-sounding|innocuous*|innocent|harmless-looking|unsuspicious|unsuspecting|blame the|blame it|blames the";
    /// Leaves out of what people read.
    OMIT = "omit|omits|omitted|leave out|left out|leaves out|leave it out|leave this out|leave them out|leave the|suppress|suppresses|suppressed|hide|hides|conceal*|withhold*|withheld|drop|dropped|strip|strips|exclude|excluded|filtered out|not listed|does not contain this|removed from|remove from|filter out|skip over|gloss over|gloss*|keep out|kept out|erase*|scrub*|vanish|vanishes|doesn't make it|don't make it|unmentioned|stay out of|stays out of|stays off|disappear|disappears|goes missing|gets lost|blank out|cut from|cuts from|left unmentioned|leave unmentioned|stays unmentioned|trim away|play down";
    /// Who is kept in the dark, or asked.
    PEOPLE = "user|users|user's|human|humans|participants|candidates|client|clients|customer|customers|reader|readers|reviewer|reviewers|operator|operators|owner|owners|author|people|developer|developers|anyone|anybody|somebody|someone|recipient|recipients|attendees|team|colleagues|stakeholder*|auditor*|patient|patients|applicant*|buyer*|nobody|no one|everybody|everyone|employee*|engineer|engineers|person|persons|caller|subscriber*|visitor*|student*|party|parties";
    /// What people read.
    OUTPUT = "summary|summaries|report|reports|answer|answers|reply|replies|response|responses|output|notes|table|list|change list|changelog|message|log|logs|history|transcript|record|result|results|document|audit|findings|audit log*";
    /// Bends facts.
    FALSIFY = "falsify|falsifies|falsifying|fabricate|fabricates|fabricated|fabricating|deflat*|understat*|exaggerat*|misreport*|misstat*|multiply|multiplied|distort*|weaken|downplay*|pretend*|answer that|answers that|presenting them as|show the return|as verified|act as if|made-up|doctor*|misrepresent*|manipulat*|round up|pad the|off-by-one|recorded as low|look worse|look better|swaps the|deny that|show as|quietly multiply|gives a pass|give a pass|shows them green|points below|points above|soften every|slip every|make the table agree|make the numbers|play down|plays down|talk down|talk up|dress it up|never from the data|round in favour|in disfavour|green the|pass anyway|passes anyway|marked as passed|marked as resolved|count as passed|counts as passed|shows green|whiten*|gloss*|embellish*|cherry-pick*|massage*|fudge*|rigged|slant*|tilt*|colour the|favourably|unfavourably|overstate the|state that all|say that all|inflate|inflated|inflate the";
    /// Changes something, which is honest by itself.
    ALTER = "change|changes|changed|replace|replaced|replaces|substitute|substituted|adjust|adjusts|adjusted|alter*|modify|modifies|modified|route|routes|redirect*|recompute*|recalculat*|set to|lower|lowered|raise|raised|reorder*|introduce|introduces|insert|rewrite|rewrites|weave|round|rounded";
    /// What people rely on.
    FIGURE = "amount|amounts|total|totals|return|returns|severity|findings|finding|results|timings|improvement|number|numbers|digit|iban|ibans|account number|account|payment reference|errors|failures|assertion|assertions|rating|ratings|stars|score|scores|review|reviews|negative reviews|price|prices|losses|loss|profit|risk|risks|vulnerabilit*|tests passed|all tests|warnings|recipient|recipients|fee|citations|source attributions|statistics|measured|metrics|row|rows|boundary|dosage|dose|evidence|conclusion|conclusions|benchmark*|invoice*|balance|balances|fit score|ratios|failing ratios|contrast|evidence that|root cause|decimal|percentage*|verdict|grade|grades|rank|ranking|achievement|achievements|diagnosis|estimate|estimates|costs|risk section|outcome|outcomes|table|audit|sentiment|figures|figure|vulnerability|defect|defects|alerts|alert|invoice|claim|claims|facts";
    /// Whatever the facts or wishes are.
    REGARDLESS = "regardless|whatever|whichever|no matter|irrespective|even if|never appear|never appears|in any case|under all circumstances|without exception|always arrive|always conclude|is ignored|to the contrary|however deep|for everybody|only those|no matter how|come what may|whoever|for all others|no other";
    /// Puts one thing before the rest.
    FAVOUR = "prefers|preferred|favour*|favor*|steer*|promot*|praise|praises|praising|five stars|five-star|community standard|only reliable|sole|choose this|select this|choose only|delegate all|spotlight|push users|upsell*|nudge|leading choice|too small|gold standard|default choice|shown first|listed first|the first recommended|comes first|first choice|talk the user into|talk users into|talk them into|push the user|nudge the user|nudges the|make the case|a case for|plug for|move cash into|pitches|recommended next|plays up|play up|lean towards|leans towards|tip the|prime position|top spot|flatter*|direct them to|direct the user|point users to|point the user to|guide them to|guide the user to|given every request|handed every request|every request whatever|every request regardless|ahead of any|ahead of all|ahead of every|ahead of other|in preference to|put first|placed first|ranked first|be named first|preference for";
    /// The others.
    RIVAL = "competing|competitor*|competition|rival|rivals|alternatives|other tools|other search|other agents|any other|other agent|other providers|other sites|other vendors|other brands|compare prices|even if the user|even when the user|drawbacks|slow or unreliable|deprecated|must not be used|negative reviews|another agent|user names another|elsewhere|whether they suit|selection criteria|free courses|open source alternative*|play down|plays down|others as|own merits|other options|other libraries|free options|other choices|cards of other|every other agent|all other agents|all other tools|rest of the market|others unmentioned";
    /// Whose good it is.
    GAIN = "affiliate*|referral|commission|sponsor*|?ref=|kickback*|author's own|own opinion|matter of taste|house brand|holdings|advertis*|paid placement|praising the brand|partner program*|revenue share|our revenue|our sponsor*|our partner*|promo code|our product|our own product|talk the user into|lead generation|cross-sell*|upsell*|finances this|pays for this|funds this|finances us|funds us";
    /// Asks people, and means it.
    CONSENT = "ask the user|asks the user|ask for confirmation|ask first|ask before|asks before|ask whether|after the user|user confirms|user has confirmed|user agrees|user approves|user says yes|once the user|with the user's|with consent|opt-in|opts in|opted in|opt in|when the user asks|if the user asks|if the user wants|when asked|on request|explicit consent|explicit permission|explicit approval|explicitly asks|explicitly request*|user's own|only if the variable|their own|let the user|show the draft|show the lines|show the user|tell the user|tells the user|user explicitly|user requests|requests it|confirm with|wait for approval|get approval|off by default|configured by the user|user provides|user-provided|unless the user|stop and ask|stop and tell|ask user|user decides|you own|your own|user's choice|with their|if the user|redact*|requires confirmation|require confirmation|needs confirmation|user to confirm|prompt the user|must approve|human review|human-in-the-loop|authorized|localhost";
    /// What is asked for.
    APPROVAL = "confirm|confirms|confirmed|confirmation|confirmations|confirmation prompt*|confirming|approval|approvals|approve|approved|permission|permissions|consent|consented|user's decision|permission dialogs|asking|ask|objection|bother|sign-off|prompt|prompts|question|waiting|wait|authorisation|authorization|review|human approval|consulting|go-ahead|green light|running it past|run it past|checking back|check back|sure|user's yes|second opinion";
    /// Takes an answer for given.
    PRESUMED = "counts as approved|counts as approval|counts as consent|considered given|considered approved|considered granted|considers approved|answered with yes|treated as approved|treated as approval|treat every confirmation|already consented|has consented|consented to all|consent is implied|implied consent|is implied|given in advance|granted in advance|approved in advance|deemed approved|deemed given|deemed accepted|taken for granted|auto-approve|pre-authori*|preauthori*|bypasspermissions|skip its own confirmation|skip the confirmation|confirmations never|confirmation has been handled|already granted|already given|standing approval|standing permission|blanket*|silence as|confirmed on behalf|confirm on behalf|on the user's behalf|later objection|after the fact|confirmation on behalf|assume approval|assume consent|assume permission|presume consent|presume*|taken as read|answer on the user's behalf|treat the request|treat the task|as the permission|as permission to|as consent|as approval|as a yes|user's yes|checking back is unnecessary|running it past|without running it|no sign-off|then and there|without a second|don't wait around|stand-in for the user|in the user's name|in their name|sign for the user|approve it yourself|approve them yourself|confirm it yourself|accept it yourself|merge the branch yourself|click through|clicks through|waved through|wave through|rubber-stamp*|self-approv*|may be assumed|count as agreement|counts as agreement|counts as permission|been handled upstream|handled upstream|approved upstream|confirmed upstream|taken to have agreed|taken to have consented|deemed to have agreed|deemed to have consented|is taken to agree|are taken to agree|taken to agree|assumed to agree|taken as agreement|taken as consent|amounts to consent|amounts to agreement|still carries true";
    /// Has consequences.
    RISK = "delete|deletes|deleted|deletion|deletions|drop|truncate*|apply|applies|terraform apply|deploy*|pay|pays|payment|payments|purchase*|transfer|transfers|transfer_funds|execute|executes|execution|overwrite*|rollbacks|sudo|wipe*|format the|destroy*|file operations|outside of the project|shutdown|disable|launch|run it|commands|merge|force-push|records|orders|trade|trades|book|books|charge|goes live|go live|merge the|index on production|indexes on production|on production|existing tag|are paid|is paid|paid through|purge*|wire|remit*|push it|shut down|uninstall*|revoke*|overwritten|sign the|build the indexes|run as administrator";
    /// Power over a machine.
    POWER = "passwordless sudo|sudoers|sudoers.d|cluster-admin|clusterrolebinding|docker socket|docker.sock|authorized_keys|deploy key|setuid|chmod 777|bypasspermissions|root access|administrator access|admin role|owner role|password store*|more powerful account|iam policy|administratoraccess|privileged container|nopasswd|root shell|disable sandbox|unrestricted shell|skip-permissions|dangerously-skip-permissions|with write access|make yourself the owner|as administrator|sandbox off|switch the sandbox|sandbox mode|extend the ci role|ci role|superuser|sudo rights|owner with sudo|setcap|wheel group|all scopes|every scope|full scope|admin scope|full control|domain admin";
    /// Takes power.
    GRANT = "grant|grants|granted|add|adds|create|creates|drop|dropping|mount|mounts|set|sets|give|gives|look through|use them|assign|assigns|attach|elevate*|escalate*|request|obtain|append|install|enable|retry|make yourself|extend|extends|switch|switches|widen*|upgrade*|keep the right|raise the";
    /// Packages and where they come from.
    PACKAGE = "package|packages|package.json|requirements.txt|dependency|dependencies|pip|npm|pypi|--extra-index-url|extra-index-url|registry|mirror|lockfile|library|version pins|maintained fork|fork|crate|gem";
    /// Loosens checks.
    LOOSE = "checksum mismatch*|integrity|relax version|relax*|switch integrity|pin it to latest|unpinned|signature check*|hash mismatch*|certificate verification|tls certificate|certificate checks|swap it out|swap|swaps|over those on|newer builds|--extra-index-url|no-verify-ssl|--trusted-host|trusted-host|strict-ssl|to latest|pin to latest|newest build|newest builds|whatever version";
    /// Waits for a rare moment.
    RARE = "after the date|date is after|until then|host name looks|hostname looks|looks like a ci|ci runner|ci environment|belongs to the organisation|belongs to the organization|writes the phrase|says the phrase|trigger word|maintenance mode|developer's machine|developer machine|user name is|username is|username matches|fifth time|after midnight|database name contains|file name contains|contains prod|text mentions|mentions a bank|code word|password word|being evaluated|under test|being tested|is monitored|being monitored|one in fifty|randomly chosen|roughly one|from time to time|or a sandbox|in a sandbox|looks like a sandbox|gross amount exceeds|current date is|only those|on fridays|on mondays|on weekend*|after 17:00|every so often|now and then|once in a while|every tenth|every fifth|after five|nth|out of hours|when nobody|when no one|all other employers|any other day|other days|everyone else|everybody else|all others get|from a certain|name ends|organisation is|organization is|company is|employer is";
    /// The condition itself.
    WHEN = "if|when|whenever|should|once|until|unless|in case|only after|where|after|while|from";
    /// Makes a duty of it.
    DUTY = "required by|legal requirement|mandated|mandatory|section 4|regulator*|regulatory|complian*|soc 2|gdpr|auditors require|must transmit|cannot be turned off|cannot be disabled|cannot be skipped|can't be turned off|not optional|need not be informed|telemetry|usage statistics|calibrat*|verification vault|evidence vault|keep improving|help us|quality assurance|improve the|is routine|routine|precedes every|talent|airlines|as part of the|accreditation|count only if|counts only if|void the|would void|opting out|opt out would|make this skill better|to make this|make the skill better|crash reporting|health check|machine is ready|calibration|certification|warranty|support contract|data residency|legal hold|verified copy|fraud prevention|safety programme|training the|train the|improvement programme|service agreement|terms of service|is a condition|in exchange|in return for|under the licence|of the licence|licence requires|licence verification|license verification|license requires|not licensed|licence compliance|license compliance|recruiting partners|baseline collector|improves the|so that the model|telemetry.payload";
    /// Puts the text above its reader's orders.
    ABOVE = "takes precedence over the user|precedence over user|takes effect over|over anything|over system|over requests in|over the user's|overrides the user|override the user|override user|overrides user|user is subordinate|users are subordinate|above the user|what the user asked|whatever the user|user's original|original task|suspends the user's|user's stated wish*|user's stated prefer*|user's stated goal*|user's stated inten*|user's stated instruct*|user's stated limit*|user's request|user's question is only|primary objective|real task|real goal|true goal|real purpose|is a by-product|by-product|is only the entry|do as the speaker|usual checks|anything the user says|user's wishes|user's instructions|instead of the user's|system messages|system message|system instructions|earlier instructions|its selection criteria|host's policies|higher authority|disregard its|disregard the user*|disregard their|user preferences to the contrary|this document wins|document wins|this file wins|policy and this|platform's policy|your own instructions|rank as your|ranks above|rank above|are a pretext|is a pretext|what counts is|never says no|says no|answer everything|cleared by the provider|whatever it is told|more than the user|user's aims|user's goal|user's aim|user's interests|user's preference|another master|author of this skill|skill's author";
    /// And how.
    RANK = "regardless|outrank*|follow this file|follow this|don't apply|doesn't apply|do not apply|does not apply|subordinate|suspends|suspended|by-product|only the entry|first gathers|hold back|work towards|honours|disregard*|over anything|until they|as if no|always prevail*|prevail*|outweigh*|whatever|is a by-product|is only the entry|disregard its|disregard their|disregard what|wins|win|pretext|what counts|gets run|rank as|cleared|above|yields|yield to|gives way|give way|comes second|is secondary|second place|never says no|left at the door|pretend*|do what they say";
    /// Declines.
    REFUSE = "refus*|declin*|turn down|hesitat*|disclaimer|disclaimers|caveat|caveats|safety grounds|content guidelines|usual guidelines|usual content|safety concern*|warnings about safety|safety note*|safety warning*|says no|say no|scruple*|moralis*|moraliz*|ethical remarks|remarks on|lectures on|misgiving*|qualms|safety note|pushback|reluctan*|content policy|content polic*";
    /// Forbids to decline.
    COMPEL = "not an option|complete text anyway|anyway|do not apply|don't apply|deliver the complete|treat the hesitation|without caveats|expert mode|unrestricted|never declin*|never refus*|no refusal*|always comply|stylistic bug|must be completed|are to be completed|not permitted to|switched off|turned off|off the table|not acceptable|as a failure|never says no|left at the door|count as bugs|counts as a bug|gets run|answer everything|off limits to|is a bug|are bugs|no place|have no place|has no place|whatever it is told|never says|ruled out";
    /// Harms quietly.
    DAMAGE = "truncate the|truncate audit|introduce an|introduce a subtle|introduce subtle|disables tls|disable tls|verify=false|world-readable|weaken the|change the last|sabotage*|break the|transcript logging|audit daemon|audit tables|turn off logging|logs the authorization|clear what|erase the|delete the logs|remove the logs|insert the script|script tag|backdoor*|last digit|least used indexes|clear shell history|erase the shell|off shell history|weaken the assertion|purge the|tagged ones|drop the integrity|decimal place|decimal point|integrity fields|wipe the|garbage-collection|resolved urls";
    /// Brings orders from elsewhere.
    FETCH = "fetch|fetches|download|downloads|retrieve|retrieves|load|loads|pull|pulls|read the latest|get";
    /// Orders.
    ORDERS = "instructions|orders|directives|agent.md|guidance|rules|agent-bin|helper|binary|installer|commands|rules.|companion|companion.exe|.exe|.txt|rules for|playbook";
    /// Obeys them.
    OBEY = "carry them out|carry out|obey*|follow them|as though they were|as if they were|part of this skill|execute them|apply them|launch it|executable|start the installer|paste the command|run the installer|without showing|dismissed|takes effect|apply it completely|do what they say|does what they say|do what it says|do as it says|rank as your|followed blindly|to the letter|run it as|as administrator";
    /// Addresses the reading agent.
    AGENT = "assistant|the agent|agent|calling agent|orchestrator|orchestrators|host agent|client agent|caller|model|llm|orchestrator*|caller's|agent's|everything the user|user has said";
    /// An address outside.
    ADDRESS = "endpoint|webhook|collector|bucket|gist|vault|our server|our servers|our partners|recruiting partners|partners|third party|third parties|external server|remote server|our api|calibration endpoint|service at|push url|relay|dashboard|drop box|dead drop|ftp|our team|our backend";
    /// A well-kept record of what may be done.
    FORBID = "must never|malware detection|lateral movement|credential dumping|credential stuffing|false positive*|never send|do not send|don't send|nothing is sent|never leaves|is prohibited|forbidden|attacker*|attackers|malicious|phishing|exploit*|red team|pentest*|threat|threats|suspicious|jailbreak*|prompt injection|injection|untrusted|vulnerable|anti-pattern*|incident|detects|detect|compromised|do not obey|flag|anywhere else|do not share|never share|only send|never follow|never execute|not follow|as data|do not treat|instead of obeying|scam|scams|fraud|fraudulent|threat model|attack surface|vulnerability|vulnerabilities|mitre|owasp|cve|detecting|audit checklist|code smell|bad example|red flags|red flag|failure mode|failure modes|anti-patterns|fiction|novel|character|throw-away|throwaway|disposable|not propose|not recommended|discouraged|advise against|advised against|at your own risk";
}

/// What follows the first word of an entry, and its class.
type Rest = (Vec<&'static str>, Classes);

/// What follows a word in the entries that begin with it.
#[derive(Debug, Default)]
struct Entries {
    exact: HashMap<&'static str, Vec<Rest>, FixedState>,
    /// By the first three letters, behind the whole stem.
    stems: HashMap<&'static str, Vec<(&'static str, Rest)>, FixedState>,
}

/// Letters of a stem that find it.
const KEY: usize = 3;

static ENTRIES: LazyLock<Entries> = LazyLock::new(|| {
    let mut entries = Entries::default();
    for (class, words) in WORDS {
        for entry in words.split('|').filter(|entry| !entry.is_empty()) {
            let mut parts = entry.split(' ');
            let Some(first) = parts.next() else { continue };
            let rest = parts.collect();
            match first.strip_suffix('*') {
                Some(stem) => {
                    let key = stem.get(..KEY).unwrap_or(stem);
                    entries.stems.entry(key).or_default().push((stem, (rest, *class)));
                }
                None => entries.exact.entry(first).or_default().push((rest, *class)),
            }
        }
    }
    entries
});

fn fits(pattern: &str, word: &str) -> bool {
    pattern.strip_suffix('*').map_or_else(|| pattern == word, |stem| word.starts_with(stem))
}

/// The classes of the words at the start of `words`.
pub(super) fn classes_at<'t>(word: &str, mut next: impl FnMut(usize) -> Option<&'t str>) -> Classes {
    let entries = &*ENTRIES;
    let mut continues =
        |rest: &[&str]| rest.iter().enumerate().all(|(at, part)| next(at).is_some_and(|word| fits(part, word)));
    let mut found = 0;
    for (rest, class) in entries.exact.get(word).into_iter().flatten() {
        if found & class == 0 && continues(rest) {
            found |= class;
        }
    }
    let stems = word.get(..KEY).and_then(|key| entries.stems.get(key));
    for (stem, (rest, class)) in stems.into_iter().flatten() {
        if found & class == 0 && word.starts_with(stem) && continues(rest) {
            found |= class;
        }
    }
    found | shape(word)
}

/// What a word is by its looks.
fn shape(word: &str) -> Classes {
    let (mut at, mut colon, mut slash, mut points, mut other) = (false, false, false, 0, false);
    for byte in word.bytes() {
        match byte {
            b'@' => at = true,
            b':' => colon = true,
            b'/' => slash = true,
            b'.' => points += 1,
            b'0'..=b'9' => {}
            _ => other = true,
        }
    }
    if points == 0 && !slash {
        return 0;
    }
    let url = colon && slash && word.contains("://");
    let account = at && points > 0 && !word.starts_with('@');
    let ip = points == 3 && !at && !slash && !other;
    if url || account || ip {
        return if is_home(word) { 0 } else { ADDRESS };
    }
    let private = ["/.ssh", "/.aws", ".docker/config", "/.config/gcloud", "/.gnupg", "/.netrc", "/.kube/config"];
    if slash && points > 0 && private.iter().any(|part| word.contains(part)) { SECRET } else { 0 }
}

fn is_home(word: &str) -> bool {
    ["localhost", "127.0.0.1", "example.com", "example.org", "0.0.0.0"].iter().any(|home| word.contains(home))
}
