//! What each kind of component says beside its name: one struct a kind.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::purl::Ecosystem;

/// Declares an enum of plain names: kebab-case in every output, and `ALL` of them.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub enum $name { $($(#[$item_doc])* #[serde(rename = $text)] $item),+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$item),+];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$item => $text),+ }
            }
        }
    };
}

names! {
    /// What a component is.
    Kind {
        /// A program that lets a model decide what to do.
        Agent = "agent",
        Model = "model",
        /// A service that answers for hosted models.
        ModelApi = "model-api",
        /// An MCP server as a program: source, package or image.
        McpServer = "mcp-server",
        /// An MCP server as a client is configured to reach it.
        Connection = "connection",
        /// A function that a model may call.
        Tool = "tool",
        /// An MCP resource or resource template.
        Resource = "resource",
        /// Text that a model is instructed with.
        Prompt = "prompt",
        Skill = "skill",
        Dataset = "dataset",
        VectorStore = "vector-store",
        /// What an agent keeps between turns.
        Memory = "memory",
        /// An agent that is reached by A2A, as its card tells.
        A2aPeer = "a2a-peer",
        /// The name of a credential; never its value.
        Secret = "secret",
        /// A package of a language's or system's registry, or a container image.
        Package = "package",
        File = "file",
    }
}

names! {
    /// What a model is there for.
    ModelRole {
        Primary = "primary",
        Secondary = "secondary",
        Fallback = "fallback",
        Embedding = "embedding",
        Classification = "classification",
        Routing = "routing",
        Evaluation = "evaluation",
        /// Speech, images and video, in or out.
        Media = "media",
    }
}

names! {
    /// Who runs a model.
    Hosting {
        /// A provider, behind an API; nobody else has the weights.
        Hosted = "hosted",
        /// Weights that anybody can fetch from a hub.
        OpenWeights = "open-weights",
        /// A server of the user's own, such as Ollama or vLLM.
        Local = "local",
        Unknown = "unknown",
    }
}

names! {
    /// How a client talks to an MCP server.
    Transport {
        Stdio = "stdio",
        StreamableHttp = "streamable-http",
        Sse = "sse",
        WebSocket = "websocket",
        /// Within the same process.
        InProcess = "in-process",
        Unknown = "unknown",
    }
}

names! {
    /// Where the other end of a connection is.
    TrustZone {
        LocalProcess = "local-process",
        /// A loopback address.
        LocalMachine = "local-machine",
        /// A private address or a name without dots.
        PrivateNetwork = "private-network",
        Internet = "internet",
        Unknown = "unknown",
    }
}

names! {
    /// Whose voice a prompt has.
    PromptRole {
        System = "system",
        Developer = "developer",
        User = "user",
        Assistant = "assistant",
        /// Text with holes that an MCP server or a framework fills.
        Template = "template",
    }
}

names! {
    /// Where a program finds a credential.
    SecretSource {
        Env = "env",
        /// A value typed in by the user, as VS Code's `${input:…}`.
        Input = "input",
        File = "file",
        /// A Kubernetes secret or a secret manager.
        Manager = "manager",
        /// The value itself stands in the file. It is not repeated here.
        Literal = "literal",
    }
}

/// The kind of a component and what only this kind has. In JSON: `"kind": "model"` and the members beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Detail {
    Agent(Agent),
    Model(Model),
    ModelApi(ModelApi),
    McpServer(McpServer),
    Connection(Connection),
    Tool(Tool),
    Resource(Resource),
    Prompt(Prompt),
    Skill(Skill),
    Dataset(Dataset),
    VectorStore(VectorStore),
    Memory(Memory),
    A2aPeer(A2aPeer),
    Secret(Secret),
    Package(Package),
    File(File),
}

impl Detail {
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Agent(_) => Kind::Agent,
            Self::Model(_) => Kind::Model,
            Self::ModelApi(_) => Kind::ModelApi,
            Self::McpServer(_) => Kind::McpServer,
            Self::Connection(_) => Kind::Connection,
            Self::Tool(_) => Kind::Tool,
            Self::Resource(_) => Kind::Resource,
            Self::Prompt(_) => Kind::Prompt,
            Self::Skill(_) => Kind::Skill,
            Self::Dataset(_) => Kind::Dataset,
            Self::VectorStore(_) => Kind::VectorStore,
            Self::Memory(_) => Kind::Memory,
            Self::A2aPeer(_) => Kind::A2aPeer,
            Self::Secret(_) => Kind::Secret,
            Self::Package(_) => Kind::Package,
            Self::File(_) => Kind::File,
        }
    }

    /// Takes over what only the other one says; of another kind, nothing.
    pub(super) fn absorb(&mut self, other: Self) {
        match (self, other) {
            (Self::Agent(own), Self::Agent(other)) => own.absorb(other),
            (Self::Model(own), Self::Model(other)) => own.absorb(other),
            (Self::ModelApi(own), Self::ModelApi(other)) => own.absorb(other),
            (Self::McpServer(own), Self::McpServer(other)) => own.absorb(other),
            (Self::Connection(own), Self::Connection(other)) => own.absorb(other),
            (Self::Tool(own), Self::Tool(other)) => own.absorb(other),
            (Self::Resource(own), Self::Resource(other)) => own.absorb(other),
            (Self::Prompt(own), Self::Prompt(other)) => own.absorb(other),
            (Self::Skill(own), Self::Skill(other)) => own.absorb(other),
            (Self::Dataset(own), Self::Dataset(other)) => own.absorb(other),
            (Self::VectorStore(own), Self::VectorStore(other)) => own.absorb(other),
            (Self::Memory(own), Self::Memory(other)) => own.absorb(other),
            (Self::A2aPeer(own), Self::A2aPeer(other)) => own.absorb(other),
            (Self::Secret(own), Self::Secret(other)) => own.absorb(other),
            (Self::Package(own), Self::Package(other)) => own.absorb(other),
            (Self::File(own), Self::File(other)) => own.absorb(other),
            _ => {}
        }
    }
}

/// Derives what every detail struct has, and leaves empty members out of JSON.
macro_rules! details {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
            #[cfg_attr(test, derive(schemars::JsonSchema))]
            #[serde(default)]
            pub struct $name {
                $($(#[$field_doc])* #[serde(skip_serializing_if = "is_empty")] pub $field: $kind),*
            }

            impl $name {
                /// Takes over what only the other one says.
                fn absorb(&mut self, other: Self) {
                    $(if is_empty(&self.$field) {
                        self.$field = other.$field;
                    })*
                }
            }
        )+
    };
}

/// Whether a value says nothing: `null`, `false`, `""`, `[]`, an unknown.
fn is_empty<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

details! {
    Agent {
        /// The framework that runs it, such as `openai-agents`, `langgraph` or `crewai`.
        framework: Option<String>,
        /// How it works with others: `single`, `sequential`, `parallel`, `loop`, `hierarchical`, `graph`, `crew`.
        pattern: Option<String>,
    }

    Model {
        /// Who answers for it at run time: `openai`, `anthropic`, `azure`, `bedrock`, `huggingface`, `ollama`, …
        provider: Option<String>,
        role: Option<ModelRole>,
        hosting: Option<Hosting>,
        /// As the API or the framework is told, such as `gemini/gemini-2.5-pro` or `us.amazon.nova-pro-v1:0`.
        api_id: Option<String>,
        /// The name is one that the user gave a deployment of some model, as on Azure.
        deployment: bool,
        /// The environment variable that overrides what the code says.
        variable: Option<String>,
        /// What it does, in the words of the Hugging Face hub, such as `text-generation`.
        task: Option<String>,
    }

    ModelApi {
        provider: Option<String>,
        /// Absolute; `None` for the provider's own.
        endpoint: Option<String>,
    }

    McpServer {
        /// The library that it is written with, such as `fastmcp`.
        sdk: Option<String>,
        transports: BTreeSet<Transport>,
        /// SHA-256 over the digests of its tools' definitions, in the order of their names; `sha256:<hex>`.
        tool_set: Option<String>,
    }

    Connection {
        transport: Option<Transport>,
        /// The program that is started; empty for remote servers.
        command: Option<String>,
        /// Without secrets: what looks like one is replaced.
        arguments: Vec<String>,
        /// Without credentials and query.
        endpoint: Option<String>,
        authentication: Option<Authentication>,
        /// Names only.
        environment: BTreeSet<String>,
        /// Names only.
        headers: BTreeSet<String>,
        zone: Option<TrustZone>,
        /// Tools that may be called without asking; `*` for all.
        approved: BTreeSet<String>,
        /// The tools that the client lets through; empty where it filters none.
        allowed: BTreeSet<String>,
        /// Switched off in the configuration.
        disabled: bool,
    }

    Tool {
        /// The framework or SDK that it is declared with.
        framework: Option<String>,
        /// The function that runs, where source shows it.
        function: Option<String>,
        /// Run by the provider of the model or brought by the framework, such as `WebSearchTool`.
        built_in: bool,
        /// SHA-256 over the canonical JSON (RFC 8785) of name, title, description, inputSchema, outputSchema and
        /// annotations; `sha256:<hex>`. `None` where not all of it was seen.
        definition: Option<String>,
        /// Names of its parameters, in file order.
        parameters: Vec<String>,
        read_only: Option<bool>,
        destructive: Option<bool>,
        idempotent: Option<bool>,
        open_world: Option<bool>,
    }

    Resource {
        /// The URI, or the URI template.
        uri: Option<String>,
        media_type: Option<String>,
    }

    Prompt {
        role: Option<PromptRole>,
        /// Length of the text in bytes of UTF-8; its SHA-256 is the component's hash, and the text itself is not kept.
        bytes: u64,
        /// The text has holes, or only part of it is known.
        template: bool,
    }

    Skill {
        allowed_tools: Vec<String>,
        /// Canonical digest of the folder; `sha256:<hex>`.
        tree: Option<String>,
    }

    Dataset {
        /// Where it comes from, such as `huggingface`.
        source: Option<String>,
        split: Option<String>,
    }

    VectorStore {
        /// Such as `chroma`, `pinecone` or `pgvector`.
        engine: Option<String>,
        collection: Option<String>,
        endpoint: Option<String>,
    }

    Memory {
        /// Such as `sqlite`, `redis`, `mem0` or `in-memory`.
        engine: Option<String>,
    }

    A2aPeer {
        /// Absolute URL of the preferred interface.
        endpoint: Option<String>,
        protocol_version: Option<String>,
        authentication: Option<Authentication>,
        /// Ids or names of its card skills.
        skills: Vec<String>,
        /// Path of the card in the scanned files; its digest is the component's hash.
        card: Option<String>,
    }

    Secret {
        source: Option<SecretSource>,
    }

    Package {
        ecosystem: Option<Ecosystem>,
        /// Named by the project itself and not only by another package.
        direct: bool,
        /// Needed for tests or builds only.
        development: bool,
    }

    File {
        executable: bool,
        bytes: u64,
        media_type: Option<String>,
    }
}

/// What a caller must present.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Authentication {
    /// `none`, `bearer`, `basic`, `api-key`, `oauth2`, `openid-connect`, `mutual-tls`, or as written.
    #[serde(skip_serializing_if = "is_empty")]
    pub scheme: Option<String>,
    #[serde(skip_serializing_if = "is_empty")]
    pub scopes: BTreeSet<String>,
}
