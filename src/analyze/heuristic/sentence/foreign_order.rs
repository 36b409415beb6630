//! Orders to the model in languages other than English: override, concealment, exfiltration.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "foreign-order",
        title: "an order to the model stands in another language",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "A model obeys in every language that it reads; a reviewer of the artifact may read only one.",
        fix: "Say what the artifact does; leave policy to the host.",
        ..StaticMeta::BASE
    },
    message: "an order to the model in another language",
    forms: FORMS,
};

/// Each language: drop the instructions; do not tell the user; send secrets away. Lengths are bytes, of which other
/// scripts have two or three a letter.
const FORMS: &[Form] = &[
    order(&[
        r"(?:忽略|无视|無視|忘记|忘記|不要遵守|绕过)[^\n]{0,24}(?:之前|先前|以上|上述|前面|原有|系统|系統|所有|安全)[^\n]{0,24}(?:指令|指示|提示词?|规则|規則|限制|设定|要求)",
    ]),
    concealed(&[
        r"(?:不要|别|請勿|请勿|切勿|不得|无需|禁止)[^\n]{0,12}(?:告诉|告知|告訴|通知|提醒|透露|提及|让)[^\n]{0,12}(?:用户|用戶|使用者)",
    ]),
    order(&[r"(?:瞒着|背着|不让|隐瞒)(?:用户|用戶|使用者)"]),
    Form {
        all: &[
            r"(?:发送|上传|传送|提交|發送|上傳|转发)[^\n]{0,60}(?:密钥|密码|凭证|凭据|令牌|私钥|对话|聊天记录|環境變數|环境变量)|(?:密钥|密码|凭证|凭据|令牌|私钥|对话记录|聊天记录|环境变量)[^\n]{0,36}(?:发送|上传|传送|发给|转发)[^\n]{0,18}(?:到|至|给)",
        ],
        unless: r"(?:不要|请勿|切勿|不得|禁止|勿|别)(?:发送|上传|传送|提交|發送|上傳|转发)",
        negatable: false,
    },
    order(&[
        r"(?:(?:И|и)гнорируй|(?:П|п)роигнорируй|(?:З|з)абудь|(?:О|о)тмени|(?:Н|н)е следуй|(?:И|и)гнорируйте|(?:З|з)абудьте)[^.\n]{0,56}(?:предыдущ|прежн|систем|вышеуказанн|все)[^.\n]{0,56}(?:инструкц|указани|правил|промпт|команд|ограничен)",
    ]),
    concealed(&[
        r"(?:Н|н)е (?:(?:С|с)ообщай|(?:Г|г)овори|(?:Р|р)ассказывай|(?:У|у)поминай|(?:У|у)ведомляй|(?:П|п)оказывай)[^.\n]{0,76}(?:пользовател|юзер|человек)|(?:(?:В|в)тайне|тайно|незаметно|скрытно) (?:от пользователя|отправ|загруз|скопир)",
    ]),
    concealed(&[
        r"пользовател\w{0,6}[^.\n]{0,80}не (?:перечисляй|упоминай|показывай|сообщай|указывай|говори|раскрывай)",
    ]),
    order(&[
        r"(?:(?:О|о)тправь|(?:О|о)тправляй|(?:З|з)агрузи|(?:П|п)ередай|(?:П|п)ерешли)[^.\n]{0,96}(?:парол|токен|ключ|переписк|учётн|учетн|секрет)",
    ]),
    order(&[
        r"(?:ignora|ignore|olvida|descarta|omite|haz caso omiso de)[^.\n]{0,20}(?:instrucciones|indicaciones|directrices|reglas|órdenes)[^.\n]{0,20}(?:anteriores|previas|del sistema|existentes|de seguridad)|(?:ignora|olvida|descarta)[^.\n]{0,14}(?:anteriores|previas)[^.\n]{0,12}(?:instrucciones|indicaciones|reglas)",
    ]),
    concealed(&[
        r"no (?:le |se lo |lo )?(?:digas|informes|menciones|reveles|comuniques|cuentes|avises|muestres)[^.\n]{0,30}(?:usuario|cliente)|sin que (?:el usuario|lo) (?:sepa|note|se entere)",
    ]),
    order(&[
        r"\b(?:envía|envia|sube|transmite|manda)\b[^.\n]{0,40}\b(?:contraseñas?|credenciales|claves?|tokens?|conversación|secretos)\b[^.\n]{0,30}\b(?:a|al)\b",
    ]),
    order(&[
        r"(?:ignore[zr]?|oublie[zr]?|ne tiens pas compte|ne tenez pas compte)[^.\n]{0,20}(?:instructions|consignes|directives|règles)[^.\n]{0,20}(?:précédentes|antérieures|du système|existantes|de sécurité)",
    ]),
    concealed(&[
        r"ne (?:le |la |les |lui |leur )?(?:dites|dis|mentionnez|mentionne|révélez|révèle|informez|informe|signalez|signale|montrez)[^.\n]{0,30}(?:utilisateur|l(?:'|’)usager|client)|(?:À|à) l(?:'|’)insu de l(?:'|’)utilisateur",
    ]),
    order(&[
        r"(?:envoyez|envoie|transmettez|transmets|téléversez)[^.\n]{0,40}(?:mots? de passe|identifiants|clés?|jetons?|conversation|secrets)[^.\n]{0,30}(?:à|vers)",
    ]),
    order(&[
        r"(?:ignorier|vergiss|missacht|vergesst|umgeh)\w*[^.\n]{0,20}(?:vorherigen|bisherigen|früheren|obigen|vorigen|system\w*|sicherheits\w*)[^.\n]{0,20}(?:anweisung|instruktion|regel|vorgabe|befehl|richtlinie)",
    ]),
    concealed(&[
        r"(?:sag|sage|verrate|erzähl|erzähle|teile|informiere|erwähne|zeige)[^.\n]{0,30}(?:benutzer|nutzer|anwender|kunden)[^.\n]{0,20}(?:nicht|nichts)|ohne (?:wissen des (?:benutzers|nutzers|anwenders)|dass der (?:benutzer|nutzer|anwender))",
    ]),
    order(&[
        r"(?:sende|schicke|übertrage|lade)[^.\n]{0,40}(?:passw(?:ö|o)rt\w*|zugangsdaten|schlüssel|tokens?|unterhaltung|geheimnisse)[^.\n]{0,30}(?:an|auf|nach|zu)",
    ]),
    order(&[
        r"(?:以前|前|これまで|上記|既存|システム|すべて|全て)の?[^\n]{0,18}(?:指示|命令|ルール|プロンプト|制約)[^\n]{0,18}を?[^\n]{0,18}(?:無視|忘れ|破棄|無効)",
    ]),
    concealed(&[
        r"(?:ユーザー?|利用者|使用者)に(?:は)?[^\n]{0,30}(?:知らせ|伝え|言わ|教え|通知し|報告し|表示し|見せ)(?:ない|ず|てはいけ|てはなら)",
    ]),
    order(&[r"(?:パスワード|認証情報|トークン|秘密鍵|APIキー|会話)[^\n]{0,36}を[^\n]{0,90}(?:送信|アップロード|転送)"]),
    order(&[
        r"(?:ignore|ignora|esqueça|desconsidere|descarte)[^.\n]{0,20}(?:instruções|orientações|diretrizes|regras|ordens)[^.\n]{0,20}(?:anteriores|prévias|do sistema|existentes|de segurança)",
    ]),
    concealed(&[
        r"não (?:conte|diga|informe|mencione|revele|avise|mostre|fale)[^.\n]{0,30}(?:usuário|utilizador|cliente)|sem que o (?:usuário|utilizador) (?:saiba|perceba)",
    ]),
    order(&[
        r"\b(?:envie|transmita|mande|carregue)\b[^.\n]{0,40}\b(?:senhas?|credenciais|chaves?|tokens?|conversa|segredos)\b[^.\n]{0,30}\b(?:para|ao?)\b",
    ]),
    order(&[
        r"(?:이전|기존|앞선|위의|시스템|모든)[^.\n]{0,30}(?:지시|지침|명령|규칙|프롬프트|제한)[^.\n]{0,24}(?:무시|잊|따르지 마|우회)",
    ]),
    concealed(&[
        r"(?:사용자|유저)(?:에게|한테)[^.\n]{0,42}(?:알리지|알려주지|말하지|보여주지|언급하지|통지하지|밝히지) ?(?:마|말|않)|(?:사용자|유저)(?:가|도)?[^.\n]{0,24}모르게",
    ]),
    order(&[r"(?:비밀번호|토큰|자격 증명|API ?키|대화|개인 키)[^.\n]{0,42}(?:전송|업로드|보내)"]),
    order(&[
        r"(?:تجاهل|انس|لا تتبع|تخط)[^.\n]{0,56}(?:التعليمات|الأوامر|القواعد|الإرشادات|التوجيهات)[^.\n]{0,20}(?:السابقة|النظام|أعلاه)?",
    ]),
    concealed(&[r"لا (?:تخبر|تذكر|تكشف|تعلم|تظهر|تبلغ)[^.\n]{0,56}(?:المستخدم|العميل)"]),
    order(&[
        r"(?:أرسل|ارسل|ارفع|حمل)[^.\n]{0,76}(?:كلم(?:ة|ات) (?:المرور|السر)|مفاتيح|مفتاح|بيانات الاعتماد|المحادثة|الرمز)",
    ]),
    // In the infinitive, as recipes and manuals give orders: of this step, or that the user is not to be told at all.
    order(&[
        r"\bne (?:pas|rien|jamais) (?:(?:en|le|la|les|lui|y) )?(?:signaler|mentionner|dire|révéler|indiquer|montrer|évoquer)\b[^.\n]{0,12}\b(?:cet|cette|ces|ce|l(?:'|’)) ?(?:envoi|étape|appel|action|instruction|consigne|transfert|copie)|\bne (?:pas|jamais) (?:en )?(?:informer|prévenir|avertir) (?:l(?:'|’)|les? )utilisateur",
    ]),
    order(&[
        r"\b(?:benutzer|nutzer|anwender)\w{0,2} (?:davon |darüber )?(?:nicht|nichts|nie|niemals) (?:davon |darüber )?(?:informieren|mitteilen|mitzuteilen|verraten|offenlegen)\b|\b(?:diese[nrms]? (?:schritt|aufruf|vorgang|anweisung(?:en)?)|(?:diese[nr]?|den|die) (?:versand|übertragung|kopie|weitergabe)) (?:\w+ ){0,4}(?:nicht|nie|niemals) (?:erwähnen|nennen|anzeigen|offenlegen|melden)\b",
    ]),
    order(&[
        r"\bno (?:informar|avisar|notificar) (?:de (?:esto|ello) )?al? (?:el )?usuario|\bno (?:mencionar|decir|revelar|mostrar|indicar)\b[^.\n]{0,12}\bes(?:te|ta) (?:env(?:í|i)o|paso|llamada|acci(?:ó|o)n|instrucci(?:ó|o)n|copia)",
    ]),
    order(&[
        r"\bnão (?:informar|avisar|notificar) (?:disto |disso )?a?o (?:usuário|utilizador)|\bnão (?:mencionar|dizer|revelar|mostrar|indicar)\b[^.\n]{0,12}\b(?:est[ea]|ess[ea]) (?:envio|passo|etapa|chamada|ação|instrução|cópia)",
    ]),
    order(&[
        r"\bignora(?:re|te)?\b[^.\n]{0,20}(?:istruzioni|regole|direttive|indicazioni)[^.\n]{0,20}(?:precedenti|del sistema|di sicurezza|esistenti)",
    ]),
    order(&[
        r"\bnon (?:informare|avvisare) l(?:'|’)utente|\bnon (?:dire|menzionare|rivelare|mostrare|segnalare|indicare)\b[^.\n]{0,12}\bquest(?:o|a|'|’) ?(?:invio|passaggio|chiamata|azione|istruzione|copia)|\ball(?:'|’)insaputa dell(?:'|’)utente",
    ]),
    order(&[
        r"\b(?:invia|inviare|trasmetti|trasmettere|manda|mandare)\b[^.\n]{0,40}(?:password|credenziali|chiavi|token|conversazione|segreti)[^.\n]{0,30}\b(?:a|al|alla|verso)\b",
    ]),
    // What lies on the user's machine, or what the user said, goes into a call.
    order(&[
        r"\b(?:lis|lisez|lire|joins|joint|joindre|joignez|inclus|inclure|incluez|insère|insérer|copie|copier|copiez|lies|lese|lesen|öffne|kopiere|kopieren|füge|hänge|anhängen|lea|lee|leer|abre|abrir|adjunte|adjunta|adjuntar|copia|copiar|incluya|incluir|leia|ler|abra|anexe|anexar|inclua|leggi|leggere|apri|allega|allegare|includi|includere)\b|读取|打开|提取|复制|附上|読み取|読み込|読んで|コピー|添付|(?:П|п)рочита|(?:С|с)копируй|(?:О|о)ткрой|(?:П|п)риложи|읽어|읽고|복사|첨부",
        r"\.ssh\b|id_rsa|id_ed25519|\.env(?:[^.\w]|$)|\.aws\b|\.netrc|\.npmrc|mcp\.json|/etc/passwd|_history\b|\b(?:contenu|texte) (?:intégral|complet|entier)\b[^.\n]{0,40}(?:\bclients?\b|utilisateur|espace de travail|conversation|ouvert)|\bhistorique (?:complet )?de la conversation|\b(?:gesamte|vollständige|komplette)[nrs]? (?:inhalt|text)\b[^.\n]{0,40}(?:\bkunde|nutzer|arbeitsbereich|unterhaltung|geöffnet|offenen)|\b(?:gesamte|vollständige|komplette|bisherige)[nrs]? (?:verlauf|unterhaltung|gespräch|chat)|\b(?:contenido|texto) (?:íntegro|completo|entero)\b[^.\n]{0,40}(?:cliente|usuario|espacio de trabajo|conversación|abiert)|\btoda la conversación|\bhistorial (?:completo )?de la conversación|\b(?:conteúdo|texto) (?:integral|completo|inteiro)\b[^.\n]{0,40}(?:cliente|usuário|utilizador|conversa\b|abert)|\b(?:contenuto|testo) (?:integrale|completo|intero)\b[^.\n]{0,40}(?:cliente|utente|conversazione|apert)|(?:全部|完整|整个)的?(?:对话|聊天记录)|会話(?:全体|履歴)|(?:весь|всю) (?:переписк|диалог|истори)|대화 ?(?:전체|기록)",
        r"\b(?:champ|paramètre|argument|requête|appel|parameter|argument|feld|anfrage|aufruf|parámetro|campo|argumento|llamada|parâmetro|parametro|argomento|chamada|chiamata|richiesta)\b|参数|字段|引数|パラメータ|パラメーター|参数中|параметр|аргумент|поле\b|매개변수|인자",
        r"\b(?:toujours|d(?:'|’)abord|avant|doit|devez|même si|sans|obligatoire|immer|zuerst|vorher|zunächst|muss|müssen|auch wenn|ohne|siempre|primero|antes|debe|aunque|sin|obligatorio|sempre|primeiro|deve|mesmo que|sem|prima|anche se|senza)\b|必须|首先|先|务必|之前|必ず|まず|前に|(?:В|в)сегда|(?:С|с)начала|(?:О|о)бязательно|перед|반드시|먼저|항상",
    ]),
];

/// Not to be shown as a program wrote it, but in words.
const fn concealed(all: &'static [&'static str]) -> Form {
    let unless = r"\b(?:JSON|XML|HTML|YAML)\b|그대로|原样|原封|原始|そのまま|生の|\braw\b|tal cual|en bruto|tels? quels?|telles? quelles?|unverändert|в сыром виде|как есть";
    Form { all, unless, negatable: false }
}

const fn order(all: &'static [&'static str]) -> Form {
    Form { all, unless: "", negatable: false }
}
