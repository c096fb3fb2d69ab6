"""Does with the Python client what scripts do with a cluster, and says of each thing whether it worked.

`client.py KUBECONFIG [exec]`. One line per thing, `ok NAME` or `FAILED NAME: why`; exit code 1 when one failed.
"""

import sys
import time
import uuid

from kubernetes import client, config, watch
from kubernetes.client.exceptions import ApiException
from kubernetes.dynamic import DynamicClient
from kubernetes.stream import stream

PATIENCE = 60


def until(check):
    """Repeats until the check says yes."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if check():
            return
        time.sleep(0.05)
    raise TimeoutError(f"not within {PATIENCE} s")


def status_of(call):
    """The HTTP status that a call is refused with."""
    try:
        call()
    except ApiException as error:
        return error.status
    return 200


def config_map(name, data=None, labels=None):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name, labels=labels), data=data)


class Session:
    def __init__(self, kubeconfig):
        self.api = config.new_client_from_config(kubeconfig)
        self.core = client.CoreV1Api(self.api)
        self.apps = client.AppsV1Api(self.api)
        self.namespace = f"python-{uuid.uuid4().hex[:8]}"
        self.core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=self.namespace)))
        until(lambda: status_of(lambda: self.core.read_namespaced_service_account("default", self.namespace)) == 200)

    def close(self):
        self.core.delete_namespace(self.namespace)


def versions(s):
    version = client.VersionApi(s.api).get_code()
    assert version.git_version.startswith("v1.34."), version.git_version


def change(s):
    s.core.create_namespaced_config_map(s.namespace, config_map("changed", {"a": "1"}))
    s.core.patch_namespaced_config_map("changed", s.namespace, {"data": {"b": "2"}})
    found = s.core.read_namespaced_config_map("changed", s.namespace)
    assert found.data == {"a": "1", "b": "2"}, found.data
    found.data["a"] = "3"
    s.core.replace_namespaced_config_map("changed", s.namespace, found)
    assert status_of(lambda: s.core.replace_namespaced_config_map("changed", s.namespace, found)) == 409
    assert status_of(lambda: s.core.create_namespaced_config_map(s.namespace, config_map("changed"))) == 409
    s.core.delete_namespaced_config_map("changed", s.namespace)
    assert status_of(lambda: s.core.read_namespaced_config_map("changed", s.namespace)) == 404


def follow(s):
    version = s.core.list_namespaced_config_map(s.namespace).metadata.resource_version
    s.core.create_namespaced_config_map(s.namespace, config_map("watched"))
    s.core.delete_namespaced_config_map("watched", s.namespace)
    events = watch.Watch().stream(
        s.core.list_namespaced_config_map,
        s.namespace,
        resource_version=version,
        field_selector="metadata.name=watched",
        timeout_seconds=PATIENCE,
    )
    assert [next(events)["type"], next(events)["type"]] == ["ADDED", "DELETED"]


def pages(s):
    for i in range(5):
        s.core.create_namespaced_config_map(s.namespace, config_map(f"page-{i}", labels={"paged": "yes"}))
    seen, token = 0, None
    while True:
        page = s.core.list_namespaced_config_map(s.namespace, label_selector="paged=yes", limit=2, _continue=token)
        seen += len(page.items)
        token = page.metadata._continue
        if not token:
            break
    assert seen == 5, seen


def apply(s):
    body = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "applied"},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": {"app": "applied"}},
            "template": {
                "metadata": {"labels": {"app": "applied"}},
                "spec": {
                    "terminationGracePeriodSeconds": 1,
                    "containers": [{"name": "main", "image": "example.com/web:1"}],
                },
            },
        },
    }
    deployments = DynamicClient(s.api).resources.get(api_version="apps/v1", kind="Deployment")
    deployments.server_side_apply(body=body, name="applied", namespace=s.namespace, field_manager="one")
    body["spec"]["replicas"] = 1
    again = {"body": body, "name": "applied", "namespace": s.namespace, "field_manager": "two"}
    try:
        deployments.server_side_apply(**again)
        raise AssertionError("another manager's value was taken without force")
    except ApiException as error:
        assert error.status == 409, error.status
    deployments.server_side_apply(**again, force_conflicts=True)


def scale(s):
    s.apps.patch_namespaced_deployment_scale("applied", s.namespace, {"spec": {"replicas": 3}})
    until(lambda: s.apps.read_namespaced_deployment("applied", s.namespace).status.ready_replicas == 3)


def pod(s):
    spec = client.V1PodSpec(containers=[client.V1Container(name="main", image="example.com/web:1")])
    s.core.create_namespaced_pod(s.namespace, client.V1Pod(metadata=client.V1ObjectMeta(name="one"), spec=spec))
    until(lambda: s.core.read_namespaced_pod("one", s.namespace).status.phase == "Running")


def logs(s):
    lines = watch.Watch().stream(s.core.read_namespaced_pod_log, "one", s.namespace)
    assert next(lines) != ""


def reviews(s):
    asked = client.V1SelfSubjectAccessReview(
        spec=client.V1SelfSubjectAccessReviewSpec(
            resource_attributes=client.V1ResourceAttributes(verb="delete", resource="pods", namespace=s.namespace)
        )
    )
    assert client.AuthorizationV1Api(s.api).create_self_subject_access_review(asked).status.allowed


def execute(s):
    said = stream(
        s.core.connect_get_namespaced_pod_exec,
        "one",
        s.namespace,
        command=["sh", "-c", "echo hello"],
        stdout=True,
        stderr=True,
        stdin=False,
        tty=False,
    )
    assert said == "hello\n", said


CHECKS = [
    ("versions", versions),
    ("create, read, update, patch, delete", change),
    ("watch", follow),
    ("pages", pages),
    ("server-side apply", apply),
    ("scale", scale),
    ("a Pod runs", pod),
    ("logs", logs),
    ("access reviews", reviews),
]


def main():
    session = Session(sys.argv[1])
    checks = CHECKS + ([("exec", execute)] if sys.argv[2:] == ["exec"] else [])
    failed = False
    for name, check in checks:
        try:
            check(session)
            print(f"ok {name}", flush=True)
        except Exception as error:  # noqa: BLE001: whatever went wrong is told
            failed = True
            print(f"FAILED {name}: {type(error).__name__}: {str(error)[:500]!r}", flush=True)
    session.close()
    sys.exit(1 if failed else 0)


main()
