//! Values of a flag that go by names of their own.

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// One of `all` by its name. Lists the names in `--help`, which a plain function does not.
pub(super) fn one_of<T>(all: &'static [T], name: fn(T) -> &'static str) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    let find = move |wanted: String| all.iter().copied().find(|one| name(*one) == wanted).ok_or("has no such name");
    PossibleValuesParser::new(all.iter().copied().map(name)).try_map(find)
}
