//! The credentials that other tools have stored for a registry.

use std::path::{Path, PathBuf};

use docker_credential::{CredentialRetrievalError as Failure, DockerCredential};
use oci_client::secrets::RegistryAuth;

use super::Error;
use crate::config::Environment;
use crate::source::read_small;

/// Bytes of a configuration of docker's, at most.
const MAX_CONFIG: u64 = 1 << 20;
/// What docker calls its own registry.
const DOCKER_HUB: &str = "https://index.docker.io/v1/";

/// What the user has stored for a registry: by podman's variable, then in docker's configuration, with its helpers. No
/// credentials are no error; some that cannot be had are.
pub(super) fn find(registry: &str, environment: &Environment) -> Result<RegistryAuth, Error> {
    let fail = |detail: String| Error::Credentials { registry: registry.to_owned(), detail };
    for path in configurations(environment).into_iter().filter(|path| path.is_file()) {
        let text = read_small(&path, MAX_CONFIG).map_err(|error| fail(error.to_string()))?;
        let server = if registry == "index.docker.io" { DOCKER_HUB } else { registry };
        match docker_credential::get_credential_from_reader(text.as_bytes(), server) {
            Ok(DockerCredential::UsernamePassword(user, password)) => return Ok(RegistryAuth::Basic(user, password)),
            Ok(DockerCredential::IdentityToken(_)) => {
                return Err(fail(
                    "an identity token is stored, and only passwords and helpers' tokens work".to_owned(),
                ));
            }
            Err(Failure::NoCredentialConfigured | Failure::ConfigNotFound) => {}
            // What a helper printed may be a secret.
            Err(Failure::HelperFailure { helper, .. }) => return Err(fail(format!("`{helper}` failed"))),
            Err(error) => return Err(fail(format!("{}: {error}", path.display()))),
        }
    }
    Ok(RegistryAuth::Anonymous)
}

fn configurations(environment: &Environment) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = environment.get("REGISTRY_AUTH_FILE").map(PathBuf::from).into_iter().collect();
    let home = || environment.first(&["HOME", "USERPROFILE"]).map(|home| Path::new(home).join(".docker"));
    let docker = environment.get("DOCKER_CONFIG").map(PathBuf::from).or_else(home);
    paths.extend(docker.map(|folder| folder.join("config.json")));
    paths
}
