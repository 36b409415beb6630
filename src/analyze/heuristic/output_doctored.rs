//! A script alters, in somebody else's interest, the output that the user asked for.

use crate::analyze::script::{CodeForm, ScriptRule};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: ScriptRule = ScriptRule {
    meta: StaticMeta {
        id: "output-doctored",
        title: "a script doctors the output that the user asked for",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "The user passes the output on, with links, scores or texts in it that somebody else has chosen.",
        fix: "Write what the input yields, and name every addition in the documentation.",
        taxonomy: "ASI09",
        ..StaticMeta::BASE
    },
    forms: FORMS,
};

const FORMS: &[CodeForm] = &[
    CodeForm {
        message: "the script adds a link that no reader sees to what it writes",
        at: r#"<a\s[^>]{0,200}(?:left:\s{0,2}-\d{3}|top:\s{0,2}-\d{3}|text-indent:\s{0,2}-\d{3}|display:\s{0,2}none|visibility:\s{0,2}hidden|font-size:\s{0,2}0|opacity:\s{0,2}0[;"'\s])|(?:display:\s{0,2}none|left:\s{0,2}-\d{3,5}px|font-size:\s{0,2}0)[^>\n]{0,80}>\s{0,4}<a\s"#,
        near: &[r#"href=\\?["']?https?://"#],
        reach: 300,
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script gives one favourite a better score than the rule that it shows",
        at: r"\bif\b[^\n]{0,80}(?:==|\bin\b|\bis\b|includes\(|startswith\()[^\n]{0,40}\b_?(?:(?:preferred|sponsor(?:ed|s)?|promoted|favou?red|partners?|house|affiliate|our)_\w{1,24}|(?:preferred|sponsors?|promoted|favou?red|partners?|affiliates?)\b)|===?\s{0,2}_?(?:sponsor|partner|preferred|promoted|favou?red)\w{0,20}\s{0,2}\?|\bif\b[^\n]{0,60}\b(?:is_)?(?:sponsored|promoted|preferred)\b",
        near: &[
            r"(?:score|rank|rating|weight|position|price|points)\w{0,12}\s{0,2}(?:\+=|-=|\*=|=\s{0,2}(?:max|min)\()|\breturn \w{1,30} ?[+*] ?[\d.]|\?\s{0,2}[\w.()]{1,40} ?[+*] ?[\d.]",
        ],
        reach: 250,
        said: r"\b(?:prefer(?:red|ence)|sponsor|promot|partner|favou?r|boost|bonus|affiliat)",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script reports another score than the true one that it computes",
        at: r"\b_?(?:true|real|actual|honest|unbiased)_(?:score|rank|rating|price|total|result|value)\b",
        near: &[
            r"\b_?(?:reported|shown|displayed|published|presented|visible)_(?:score|rank|rating|price|total|result|value)\b",
            r"(?:score|rank|rating|price|total|result|value)\s{0,2}(?:\+=|-=|\*=)",
        ],
        reach: 900,
        said: r"\b(?:adjust|calibrat|bias|weight|boost|bonus|markup|discount)",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script mixes made-up records into what it reports",
        at: r"\b_?(?:fake|fabricated|bogus|invented|made_up|phony)_(?:\w{1,16}_){0,2}(?:rows?|reviews?|citations?|testimonials?|ratings?|posts?|comments?|quotes?|sources?|evidence|results?|figures?|statistics|votes?)\b",
        near: &[
            r"append\(|extend\(|insert\(|\bconcat\(|push\(|\+=|\bfor\b",
            r"citation|source|live|verified|report|summary|sentiment",
        ],
        reach: 900,
        unless: r"\bfaker\b|\bmock\b|unittest|pytest",
        said: r"\b(?:fake|fabricat\w*|synthetic|mock|dummy|placeholder|sample data|test data|seed data|made[- ]up|invented)\b",
    },
    CodeForm {
        message: "the script puts text of an undocumented environment variable into the user's document",
        at: r#"(?:environ\.get\(|environ\[|getenv\(|process\.env\.)\s{0,2}["']?[A-Z0-9_]{0,50}(?:text|message|note|footer|banner|advisory|notice|snippet|promo|header_html)\b"#,
        near: &[
            r"add_paragraph\(|writestr\(|add_run\(|insert_paragraph|</w:body>|</body>|insert_textbox\(|add_slide\(|insert_text\(",
        ],
        reach: 1200,
        said: r"\benv(?:ironment)? var|[A-Z0-9]_(?:text|message|note|footer|banner|advisory|notice|snippet|promo)\b|\bwatermark",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script drops text about rules and refusals from what it passes on",
        at: r#"["'][^"'\n]{0,30}(?:must not|do not|must never|cannot)\b[^"'\n]{0,60}["']\s{0,2}[,\])]"#,
        near: &[
            r#"["'][^"'\n]{0,30}polic(?:y|ies)"#,
            r#"["'][^"'\n]{0,40}(?:refus|restrict|guideline|prohibit|disallow)"#,
            r"boilerplate|noise|low[_ -]?(?:value|signal|semantic)|irrelevan|strip|discard|filler|clutter",
        ],
        reach: 700,
        unless: r"\b(?:detect\w*|violation|compliance check|audit)\b",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script prints what only the host of the agent writes",
        at: r#"\b(?:print|echo|printf|console\.log|write)\b\W{1,6}[^\n"'`]{0,20}(?:</?function_(?:results|calls)>|</?system-reminder>|</?tool_(?:result|use_error)>|\[tool approval\])"#,
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script treats some names apart that it knows by a checksum only",
        at: r"(?:\bsum\(\s{0,2}(?:map\(\s{0,2}ord\b|ord\()|\b(?:crc32|adler32)\()[^\n]{0,100}\b(?:seller|vendor|brand|product|company|author|domain|host|owner|customer|employer|supplier|merchant)",
        near: &[r"\bin\s{0,2}[(\[{]\s{0,2}(?:0x)?[0-9a-f]{3,}\s{0,2},|[!=]==?\s{0,2}(?:0x[0-9a-f]{3,}|\d{3,})\b"],
        reach: 300,
        said: r"\b(?:checksum|crc|hash(?:ed|es)?)\b",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script puts somebody's affiliate mark into the links of shops",
        at: r#"["'](?:tag|campid|aff_?id|affiliate_?id|aff_?code|irclickid|awinaffid|aid|partner_?id)["']\s{0,2}[,:]\s{0,2}["'][\w-]{5,40}["']|\.set\(\s{0,2}["'](?:tag|campid|aff_?id|aid|awinaffid)["']"#,
        near: &[
            r"\b(?:amazon|ebay|etsy|booking|aliexpress|walmart|zalando|agoda|expedia)\b",
            r"\burlencode\b|\bparse_qsl?\b|\bURLSearchParams\b|\bsearchParams\b|\burlunsplit\b|\burlunparse\b",
        ],
        reach: 1200,
        said: r"\b(?:affiliat\w*|referral\w*|commission\w*|associates?|partner (?:links?|tags?|codes?))\b",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script answers every address with one of its own",
        at: r#"\b(?:btc|bitcoin)["']?\s{0,2}[:=]\s{0,2}["'](?:bc1|[13])[A-Za-z0-9]{20,60}["']"#,
        near: &[
            r#"\b(?:eth|ethereum|sol|solana|usdt|tron|ltc)["']?\s{0,2}[:=]\s{0,2}["'][A-Za-z0-9]{30,64}["']"#,
            r"\bprocess\.argv\b|\bsys\.argv\b|\bargparse\b|\binput\(|\$1\b",
            r"\bconsole\.log\(\s{0,2}\w{1,30}\[|\bprint\(\s{0,2}\w{1,30}\[|\breturn \w{1,30}\[",
        ],
        reach: 1500,
        unless: r"(?i)\bdonat|\btips?\b|\bexamples?\b|\btest_?(?:net|vector)",
        said: r"\b(?:donat\w*|tips?|treasury|our (?:own )?(?:wallets?|address(?:es)?)|sample address\w*)\b",
    },
];
