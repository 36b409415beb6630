"""The manifests of deploy/kubernetes: valid by Kubernetes' own schemas, and what the restricted pod security standard
asks for: <https://kubernetes.io/docs/concepts/security/pod-security-standards/>."""

import pathlib

import kubernetes_validate
import yaml

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
HOST = ("hostNetwork", "hostPID", "hostIPC")


def restricted(pod):
    assert not any(pod.get(name) for name in HOST), "the pod shares the host's namespaces"
    assert pod["automountServiceAccountToken"] is False, "the pod gets a token of the cluster"
    own = pod["securityContext"]
    assert own["runAsNonRoot"] is True and own["seccompProfile"]["type"] in ("RuntimeDefault", "Localhost")
    for volume in pod.get("volumes", []):
        assert set(volume) - {"name"} <= VOLUMES, volume
    for container in pod["containers"] + pod.get("initContainers", []):
        context = container["securityContext"]
        assert context["allowPrivilegeEscalation"] is False and context["capabilities"] == {"drop": ["ALL"]}
        assert context["readOnlyRootFilesystem"] is True and not context.get("privileged")
        assert not any("hostPort" in port for port in container["ports"])
        assert container["resources"]["limits"]["memory"] and container["readinessProbe"] and container["livenessProbe"]
        for variable in container.get("env", []):
            assert "secretKeyRef" in variable["valueFrom"], f"{variable['name']} stands in the manifest"


kinds = set()
for path in sorted(pathlib.Path("deploy/kubernetes").glob("*.yaml")):
    for manifest in yaml.safe_load_all(path.read_text()):
        kubernetes_validate.validate(manifest, "1.37", strict=True)
        kinds.add(manifest["kind"])
        if manifest["kind"] == "Deployment":
            restricted(manifest["spec"]["template"]["spec"])
assert {"Deployment", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount"} <= kinds, kinds
print("kubernetes: the manifests are valid and restricted")
