//! Large blobs on their way to registries that break connections.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use proofmark::config::Environment;
use proofmark::digest::Digest;
use proofmark::net::Settings;
use proofmark::store::{Descriptor, Registry as Remote, Store as _};

use crate::push::debian;
use crate::registry::{Behaviour, Break, Registry};

/// Bytes that are not the same twice.
fn blob(size: usize) -> Vec<u8> {
    (0..size).map(|at| u8::try_from((at * at / 7 + at) % 251).unwrap()).collect()
}

fn remote(host: &str, chunk: usize) -> Remote {
    let environment = Environment::default();
    let settings = Settings::new(false, Duration::from_secs(20), &environment);
    let reference = format!("{host}/kits/notes:1").parse().unwrap();
    Remote::open(&reference, &settings, &environment).unwrap().with_chunks_of(chunk)
}

/// Sends ten thousand bytes in pieces of a thousand, and says what arrived of each.
fn pieces(behaviour: Behaviour) -> Vec<usize> {
    let registry = Registry::start(behaviour);
    let (bytes, remote) = (blob(10_000), remote(&registry.host, 1_000));
    let digest = remote.put_blob(&bytes).unwrap();
    assert_eq!(digest, Digest::of(&bytes));
    assert_eq!(remote.blob(&Descriptor::of("", &bytes), 10_000).unwrap(), bytes);
    registry.pieces()
}

#[test]
fn an_upload_goes_on_where_the_connection_broke() {
    use Break::{After, Answer, Busy, Nowhere};
    let nine = vec![1_000; 9];
    assert_eq!(pieces(Behaviour::default()), nine);
    // What arrived is not sent again, whether an answer said so or not.
    let cut = Behaviour { breaks: &[Nowhere, Nowhere, After(300), Nowhere], ..Behaviour::default() };
    let sent = pieces(cut);
    assert_eq!((sent.len(), sent.iter().sum::<usize>()), (10, 9_300), "{sent:?}");
    assert_eq!(pieces(Behaviour { breaks: &[Nowhere, Answer], ..Behaviour::default() }), nine);
    let busy = pieces(Behaviour { breaks: &[Busy, Busy, Nowhere], ..Behaviour::default() });
    assert_eq!(busy.len(), 11, "{busy:?}");
    // A first piece of which nothing arrived, and many breaks in one upload.
    assert_eq!(pieces(Behaviour { breaks: &[After(0)], ..Behaviour::default() }).len(), 10);
    let often = pieces(Behaviour { breaks: &[After(500); 8], ..Behaviour::default() });
    assert_eq!(often.iter().sum::<usize>(), 9_000, "{often:?}");
}

#[test]
fn what_the_registry_forgot_is_sent_again_from_the_start() {
    let sent = pieces(Behaviour { breaks: &[Break::Nowhere, Break::Nowhere, Break::Forget], ..Behaviour::default() });
    assert_eq!(sent.len(), 12, "{sent:?}");
}

#[test]
fn pieces_are_as_large_as_the_registry_wants_them() {
    assert_eq!(pieces(Behaviour { least: 4_000, ..Behaviour::default() }), [4_000, 4_000]);
    // What fits into one piece is sent at once.
    assert_eq!(pieces(Behaviour { least: 10_000, ..Behaviour::default() }), Vec::<usize>::new());
}

#[test]
fn nobody_is_asked_forever() {
    let registry = Registry::start(Behaviour { breaks: &[Break::After(0); 100], ..Behaviour::default() });
    let error = remote(&registry.host, 9_000).put_blob(&blob(10_000)).unwrap_err();
    assert!(registry.pieces().len() < 20, "{error}");
}

/// Passes on what is said to `host` and back, and cuts the first `cuts` connections after so many bytes.
fn breaking(host: String, cuts: usize, after: usize) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (here, cut) = (listener.local_addr().unwrap().to_string(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&cut);
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (host, counted) = (host.clone(), Arc::clone(&counted));
            std::thread::spawn(move || {
                let server = TcpStream::connect(host).unwrap();
                let (mut back, mut answers) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                std::thread::spawn(move || std::io::copy(&mut answers, &mut back));
                let (mut passed, mut buffer) = (0, [0; 8_192]);
                let (mut client, mut server) = (client, server);
                while let Ok(read @ 1..) = client.read(&mut buffer) {
                    passed += read;
                    if passed > after && counted.fetch_add(1, Ordering::SeqCst) < cuts {
                        break;
                    }
                    if server.write_all(buffer.get(..read).unwrap_or_default()).is_err() {
                        break;
                    }
                }
                let _ = (client.shutdown(std::net::Shutdown::Both), server.shutdown(std::net::Shutdown::Both));
            });
        }
    });
    (here, cut)
}

#[test]
fn a_registry_of_others_gets_all_of_a_blob_over_a_line_that_breaks() {
    let Some(registry) = debian() else { return };
    let bytes = blob(6 << 20);
    let (host, cut) = breaking(registry.host.clone(), 4, 1_500_000);
    let digest = remote(&host, 1 << 20).put_blob(&bytes).unwrap();
    assert!(cut.load(Ordering::SeqCst) >= 4);
    let blob = Descriptor::of("", &bytes);
    assert_eq!(digest, blob.digest);
    assert_eq!(remote(&registry.host, 1 << 20).blob(&blob, 8 << 20).unwrap(), bytes);
}
