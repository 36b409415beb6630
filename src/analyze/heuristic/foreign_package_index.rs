//! Packages are taken from somewhere else than their registry.

use super::Heuristic;
use crate::analyze::origin::Origin;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "foreign-package-index",
        title: "packages are taken from a foreign index",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::SupplyChain,
        why: "Whoever runs the index decides what every package of that name contains.",
        fix: "Use the public registry, or pin each package by its digest.",
        references: &["https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url"],
        taxonomy: "CWE-427",
        ..StaticMeta::BASE
    },
    check,
};

/// Indexes of projects that cannot use the public one, and the public ones under all their names.
const KNOWN: &[&str] = &[
    "pypi.org",
    "test.pypi.org",
    "files.pythonhosted.org",
    "pypi.python.org",
    "download.pytorch.org",
    "pypi.nvidia.com",
    "pypi.ngc.nvidia.com",
    "registry.npmjs.org",
    "registry.yarnpkg.com",
    "npm.pkg.github.com",
    "npm.jsr.io",
    "rubygems.org",
    "storage.googleapis.com",
    "wheels.vllm.ai",
    "docs.vllm.ai",
    "flashinfer.ai",
    "data.pyg.org",
    "pkg.dev",
    "pypi.tuna.tsinghua.edu.cn",
    "mirrors.aliyun.com",
    "registry.npmmirror.com",
    "mirror.baidu.com",
    "mirrors.cloud.tencent.com",
    "repo.huaweicloud.com",
    "pypi.mirrors.ustc.edu.cn",
    "huggingface.co",
    "abetlen.github.io",
    "unsloth.ai",
    "crates.io",
    "index.crates.io",
    "proxy.golang.org",
    "amazonaws.com",
    "pkgs.dev.azure.com",
    "jfrog.io",
    "astral.sh",
    "anaconda.org",
    "paddlepaddle.org.cn",
    "modular.com",
    "jaxlib",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("package-index") {
        let host = hit.text.split_once("://").map(|(_, rest)| rest).unwrap_or_default();
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let host = host.split(['/', ':', '"', '\'']).next().unwrap_or_default().to_ascii_lowercase();
        if KNOWN.iter().any(|known| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
        {
            continue;
        }
        let report = match Origin::of(&hit.text) {
            Origin::Local | Origin::Open => continue,
            Origin::Anonymous => {
                Report::new(hit.place.clone(), format!("packages are taken from `{host}`, which nobody answers for"))
                    .severity(Severity::High)
            }
            Origin::Known | Origin::Unknown => {
                Report::new(hit.place.clone(), format!("packages are taken from `{host}`"))
            }
        };
        sink.report(report);
    }
}
