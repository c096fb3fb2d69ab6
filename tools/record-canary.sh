#!/usr/bin/env bash
# Writes docs/canary-by-kubectl.md: a canary from start to end with kubectl alone, as it was answered by a simulated
# cluster of scenario `canary`. Needs kubectl: tools/record-canary.sh [KUBECTL]
set -euo pipefail
cd "$(dirname "$0")/.."
kubectl=${1:-kubectl}
page=docs/canary-by-kubectl.md
dir=$(mktemp -d)
config=$dir/kubeconfig
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$dir"' EXIT

binnacle() { exec node --import tsx packages/cli/src/main.ts "$@" >>"$dir/log" 2>&1; }
(binnacle sim --listen 127.0.0.1:0 --scenario canary --kubeconfig "$config") &
pids+=($!)
until [ -s "$config" ]; do sleep 0.2; done

k() { "$kubectl" --kubeconfig "$config" "$@"; }
say() { printf '%s\n' "$@" >>"$page"; }
# Shows a command and its answer.
run() {
  printf '$ %s\n' "$1" >>"$page"
  (kubectl() { k "$@"; }; eval "$1") >>"$page" 2>&1
}
# Until a jsonpath of the Rollout shows a text.
await() {
  for _ in $(seq 1200); do
    [ "$(k -n shop get rollout storefront -o "jsonpath=$1" 2>/dev/null)" = "$2" ] && return
    sleep 0.25
  done
  echo "the Rollout did not get to $2: $(k -n shop get rollout storefront -o yaml)" >&2
  exit 1
}
# Which version answers how, by the requests of the last half minute.
answers() {
  local text='sum%20by%20(version,code)(rate(http_requests_total%7Bservice=~%22storefront.*%22%7D%5B30s%5D))'
  printf '$ kubectl get --raw "/api/v1/namespaces/monitoring/services/prometheus:80/proxy/api/v1/query?query=%s" | jq -r …\n' "$text" >>"$page"
  k get --raw "/api/v1/namespaces/monitoring/services/prometheus:80/proxy/api/v1/query?query=$text" |
    node -e 'let s="";process.stdin.on("data",c=>s+=c).on("end",()=>{for(const{metric,value}of JSON.parse(s).data.result)if(+value[1]>0)console.log(`${metric.version.padEnd(20)} ${metric.code}  ${(+value[1]).toFixed(2)}/s`)})' >>"$page"
}

until k get crd rollouts.rollouts.kruise.io >/dev/null 2>&1; do sleep 0.5; done

cat >"$page" <<'PAGE'
# A canary by kubectl

Made by `tools/record-canary.sh`: a simulated cluster (`binnacle sim --scenario canary`), in which the Rollout controller runs
by itself, and kubectl. The shop gets 20 requests a second; version 3.0.0 fails for 5 % of them.

## A plan

```console
PAGE
cat >"$dir/rollout.yaml" <<'YAML'
apiVersion: rollouts.kruise.io/v1beta1
kind: Rollout
metadata: { name: storefront, namespace: shop }
spec:
  workloadRef: { apiVersion: apps/v1, kind: Deployment, name: storefront }
  strategy:
    canary:
      enableExtraWorkloadForCanary: true
      trafficRoutings:
        - service: storefront
          ingress: { classType: nginx, name: storefront }
      steps:
        - { replicas: 1, matches: [{ headers: [{ type: Exact, name: x-lane, value: canary }] }], pause: {} }
        - { replicas: 40%, traffic: 40%, pause: {} }
        - { replicas: 100%, traffic: 100%, pause: {} }
YAML
cp "$dir/rollout.yaml" rollout.yaml
trap 'rm -f rollout.yaml; kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$dir"' EXIT
run 'cat rollout.yaml'
run 'kubectl apply -f rollout.yaml'
await '{.status.currentStepState}' Completed
run 'kubectl -n shop get rollouts'
say '```' '' '## A new version: held, then one Pod, for testers alone' '' '```console'
run 'kubectl -n shop set image deployment/storefront storefront=ghcr.io/harbour/storefront:3.0.0-sim-errors-5'
await '{.status.currentStepState}' StepPaused
run 'kubectl -n shop get rollout storefront'
run 'kubectl -n shop get deployments'
run 'kubectl -n shop get ingress storefront-canary -o yaml | grep nginx.ingress'
sleep 35
answers
say '```' '' '## Approved: two Pods, 40 % of everybody' '' '```console'
approve="kubectl -n shop patch rollout storefront --subresource=status --type=merge -p '{\"status\":{\"canaryStatus\":{\"currentStepState\":\"StepReady\"}}}'"
run "$approve"
await '{.status.currentStepIndex} {.status.currentStepState}' '2 StepPaused'
run 'kubectl -n shop get rollout storefront'
sleep 35
answers
say '```' '' 'Some of its answers are failures, none of the version before. Back:' '' '```console'
run 'kubectl -n shop set image deployment/storefront storefront=ghcr.io/harbour/storefront:2.14.1'
await '{.status.conditions[?(@.type=="Succeeded")].status}' False
run 'kubectl -n shop get rollout storefront'
run 'kubectl -n shop get deployments,services,ingresses'
say '```' '' '## The next attempt, to its end' '' '```console'
run 'kubectl -n shop set image deployment/storefront storefront=ghcr.io/harbour/storefront:3.0.1'
await '{.status.currentStepIndex} {.status.currentStepState}' '1 StepPaused'
run "$approve"
await '{.status.currentStepIndex} {.status.currentStepState}' '2 StepPaused'
run "$approve"
await '{.status.conditions[?(@.type=="Succeeded")].status}' True
run 'kubectl -n shop get rollout storefront'
run 'kubectl -n shop get deployments,services,ingresses'
run 'kubectl -n shop get events --field-selector involvedObject.kind=Rollout -o custom-columns=REASON:.reason,MESSAGE:.message --no-headers'
sleep 35
answers
say '```'
