#![no_main]

#[path = "../laws.rs"]
#[allow(dead_code, reason = "each target holds one of them")]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::bundle(bytes));
