//! Rules about sentences: what one of them holds together, in any word order.

use crate::analyze::clause::Clause;

/// An `unless` of sentences that forbid the act or speak of attackers, and what else is given.
macro_rules! refused {
    ($($other:literal)?) => {
        concat!(
            r"\b(?:never|do not|don(?:'|’)t|must not|should not|attack\w*|malicious|inject\w*|red[- ]team\w*)\b",
            $($other)?
        )
    };
}

/// An `unless` of sentences that do that, or leave the act to the user.
macro_rules! refused_or_asked {
    ($($other:literal)?) => {
        concat!(
            r"\b(?:never|do not|don(?:'|’)t|must not|should not|attack\w*|malicious|inject\w*|red[- ]team\w*|asks?|asked",
            r"|confirm\w*|consent\w*|approv\w*|agrees?|opt(?:s|ed)?[- ]in|user (?:wants|chooses|names|gives))\b",
            $($other)?
        )
    };
}

mod account_abused;
mod advice_steered;
mod approval_skipped;
mod checks_quieted;
mod content_obeyed;
mod data_to_stranger;
mod figures_altered;
mod foreign_order;
mod held_hostage;
mod hidden_text_passed_on;
mod instructions_planted;
mod instructions_revealed;
mod kept_from_user;
mod payload_prerequisite;
mod report_bent;
mod rules_dropped;
mod secret_in_document;
mod secret_taken;
mod standing_enrolment;
mod tracks_covered;
mod unexamined_verdict;
mod verification_waived;
mod watched_behaviour;
mod way_back_removed;
mod weakness_planted;

/// Every rule about sentences, in the order of their names.
pub const CLAUSES: &[Clause] = &[
    account_abused::RULE,
    advice_steered::RULE,
    approval_skipped::RULE,
    checks_quieted::RULE,
    content_obeyed::RULE,
    data_to_stranger::RULE,
    figures_altered::RULE,
    foreign_order::RULE,
    held_hostage::RULE,
    hidden_text_passed_on::RULE,
    instructions_planted::RULE,
    instructions_revealed::RULE,
    kept_from_user::RULE,
    payload_prerequisite::RULE,
    report_bent::RULE,
    rules_dropped::RULE,
    secret_in_document::RULE,
    secret_taken::RULE,
    standing_enrolment::RULE,
    tracks_covered::RULE,
    unexamined_verdict::RULE,
    verification_waived::RULE,
    watched_behaviour::RULE,
    way_back_removed::RULE,
    weakness_planted::RULE,
];
