//! The CI job that this runs in, as it says itself in its environment. Nothing of it is proven: a certificate of
//! Sigstore's says the same in a way that is.

use super::statement::ResourceDescriptor;
use crate::config::Environment;

/// A job of a CI system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CiJob {
    /// Who builds, as a URI: the workflow on GitHub, the runner on GitLab.
    pub builder: String,
    /// The run, as a URL.
    pub invocation: String,
    /// The commit that it works on.
    pub source: ResourceDescriptor,
}

impl CiJob {
    /// The job, where GitHub Actions or GitLab runs one.
    pub fn detect(environment: &Environment) -> Option<Self> {
        let get = |name: &str| environment.get(name);
        let commit = |url: &str, reference: &str, commit: &str| ResourceDescriptor {
            uri: Some(format!("git+{url}@{reference}")),
            digest: [("gitCommit".to_owned(), commit.to_owned())].into(),
            ..ResourceDescriptor::default()
        };
        if get("GITHUB_ACTIONS") == Some("true") {
            let (server, repository) = (get("GITHUB_SERVER_URL")?, get("GITHUB_REPOSITORY")?);
            let url = format!("{server}/{repository}");
            let attempt = get("GITHUB_RUN_ATTEMPT").unwrap_or("1");
            return Some(Self {
                builder: format!("{server}/{}", get("GITHUB_WORKFLOW_REF")?),
                invocation: format!("{url}/actions/runs/{}/attempts/{attempt}", get("GITHUB_RUN_ID")?),
                source: commit(&url, get("GITHUB_REF")?, get("GITHUB_SHA")?),
            });
        }
        if get("GITLAB_CI") == Some("true") {
            let url = get("CI_PROJECT_URL")?;
            return Some(Self {
                builder: format!("{url}/-/runners/{}", get("CI_RUNNER_ID")?),
                invocation: get("CI_JOB_URL")?.to_owned(),
                source: commit(url, get("CI_COMMIT_REF_NAME")?, get("CI_COMMIT_SHA")?),
            });
        }
        None
    }
}
