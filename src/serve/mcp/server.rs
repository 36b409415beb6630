//! The tools, as the protocol offers them.

use std::sync::Arc;
use std::time::Duration;

use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{Implementation, ServerCapabilities, ServerConfig};
use rmcp::{Json, ServerHandler, tool, tool_handler, tool_router};
use tokio::time::Instant;

use super::roots::Roots;
use super::{bom, policy, rule, scan};
use crate::serve::{Pool, Refusal, Scanner};

/// An MCP server. All clones share one scanner and one pool.
#[derive(Clone)]
pub struct Server {
    scanner: Arc<Scanner>,
    roots: Roots,
    pool: Pool,
    deadline: Duration,
    tools: ToolRouter<Self>,
}

impl Server {
    /// A server that reads in `roots`, and takes no longer than `deadline` for one answer.
    pub fn new(scanner: Scanner, roots: Roots, pool: Pool, deadline: Duration) -> Self {
        Self { scanner: Arc::new(scanner), roots, pool, deadline, tools: Self::tool_router() }
    }

    /// Runs work within the bounds of the pool.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Scanner, &Roots) -> Result<T, String> + Send + 'static,
    ) -> Result<Json<T>, String> {
        let (scanner, roots) = (Arc::clone(&self.scanner), self.roots.clone());
        let done = self.pool.run(Instant::now() + self.deadline, move || work(&scanner, &roots)).await;
        let done = done.unwrap_or_else(|refusal| {
            Err(match refusal {
                Refusal::Busy => "busy: ask again later".to_owned(),
                Refusal::Late => "it took too long: ask about a smaller part of it".to_owned(),
                Refusal::Panicked => "a defect of proofmark met on this input, so nothing is known of it".to_owned(),
            })
        });
        done.map(Json)
    }
}

#[tool_router(router = tool_router)]
impl Server {
    #[tool(
        description = "Scan a skill, MCP server, agent card, plugin or configuration on this machine for malicious or \
                       unsafe content. Reads files only in the allowed folders, and runs nothing.",
        annotations(
            title = "Scan a file or folder",
            read_only_hint = true,
            destructive_hint = false,
            idempotent_hint = true,
            open_world_hint = false
        )
    )]
    async fn scan_path(
        &self,
        Parameters(arguments): Parameters<scan::PathArguments>,
    ) -> Result<Json<scan::Answer>, String> {
        self.work(move |scanner, roots| scan::path(scanner, roots, &arguments)).await
    }

    #[tool(
        description = "Scan a text, such as a SKILL.md, a recorded tools/list or an agent card, for malicious or unsafe \
                       content. Nothing is stored or sent.",
        annotations(
            title = "Scan a text",
            read_only_hint = true,
            destructive_hint = false,
            idempotent_hint = true,
            open_world_hint = false
        )
    )]
    async fn scan_text(
        &self,
        Parameters(arguments): Parameters<scan::TextArguments>,
    ) -> Result<Json<scan::Answer>, String> {
        self.work(move |scanner, _| scan::text(scanner, &arguments)).await
    }

    #[tool(
        description = "Tell what a rule of a scan looks for, what an attacker gains by it, and how to fix it.",
        annotations(
            title = "Explain a rule",
            read_only_hint = true,
            destructive_hint = false,
            idempotent_hint = true,
            open_world_hint = false
        )
    )]
    async fn explain_rule(
        &self,
        Parameters(arguments): Parameters<rule::Arguments>,
    ) -> Result<Json<rule::Answer>, String> {
        self.work(move |scanner, _| rule::explain(scanner, &arguments)).await
    }

    #[tool(
        description = "Say whether a promotion policy in the allowed folders is sound, and who decides by it. Lists every \
                       mistake with its line.",
        annotations(
            title = "Check a policy",
            read_only_hint = true,
            destructive_hint = false,
            idempotent_hint = true,
            open_world_hint = false
        )
    )]
    async fn check_policy(
        &self,
        Parameters(arguments): Parameters<policy::Arguments>,
    ) -> Result<Json<policy::Answer>, String> {
        self.work(move |_, roots| policy::check(roots, &arguments)).await
    }

    #[tool(
        description = "List what a bill of materials (CycloneDX or SPDX) in the allowed folders says an agent is made of.",
        annotations(
            title = "Read a bill of materials",
            read_only_hint = true,
            destructive_hint = false,
            idempotent_hint = true,
            open_world_hint = false
        )
    )]
    async fn read_bom(&self, Parameters(arguments): Parameters<bom::Arguments>) -> Result<Json<bom::Answer>, String> {
        self.work(move |_, roots| bom::read(roots, &arguments)).await
    }
}

#[tool_handler(router = self.tools)]
impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("proofmark", env!("CARGO_PKG_VERSION")))
            .with_instructions("Scans agent artifacts and reads bills of materials. All tools only read.")
    }
}
