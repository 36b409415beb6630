//! A second opinion of a language model, for whoever asks for one. Off unless a URL and a model are named.
//!
//! A model reads what a user is shown of an artifact: the texts that agents read, redacted, and the findings about it. It
//! may explain a finding, confirm or doubt it, and raise findings of its own with a passage that it quotes. It can make a
//! verdict stricter and nothing else: a doubt stands beside its finding and changes nothing, and what the model was asked
//! and did not answer is a gap.
//!
//! Both sides of the exchange are hostile. What is sent was written by an attacker: it is data between lines that nobody
//! can forge. What comes back may have been dictated by that data: it is read strictly, and a quote that does not stand
//! in the text is nothing.

mod asking;
mod budget;
mod describe;
mod endpoint;
mod error;
mod exchange;
mod material;
mod passage;
mod prompt;
mod question;
mod reply;
mod said;
mod tally;
mod wire;

pub use asking::{Answer, Judge, Preview, Settings, Suspicion};
pub use budget::Caps;
pub use describe::{Description, MAX_DESCRIPTION, MAX_TAGS, is_tag};
pub use endpoint::{Endpoint, Protocol};
pub use error::{Error, Failure};
pub use exchange::{Key, Spent};
pub use said::{Judged, Opinion, Raised, Said, Setup, Stance, Tokens, Votes};
pub use wire::Body;
