/** Rules of findings in Chinese, by their codes. What a finding says of its object stays as the server says it. */
export const rulesInChinese: Readonly<Record<string, { title: string; recommendation: string }>> = {
  CertificateExpired: { title: '证书已过期', recommendation: '更新证书：客户端会拒绝连接出示它的服务。' },
  CertificateNearExpiry: { title: '证书即将过期', recommendation: '更新证书，或查明自动更新为何没有进行。' },
  CertificateUnreadable: { title: 'Secret 中没有可读取的证书', recommendation: '在 tls.crt 中放入 PEM 格式的证书。' },
  DestinationRuleSubsetWithoutPods: {
    title: '子集中没有 Pod',
    recommendation: '对比子集与 Pod 的标签；路由到空子集的请求会以 503 失败。',
  },
  DestinationRuleUnknownHost: {
    title: '目标主机不在网格中',
    recommendation: '写出存在的 Service（在其他命名空间时用全名），或添加 ServiceEntry。',
  },
  DestinationRuleWithoutEffect: {
    title: '既没有子集也没有流量策略',
    recommendation: '删除它，或写明它应当做什么。',
  },
  GatewayCredentialMissing: {
    title: '网关引用的 TLS Secret 不存在',
    recommendation: '在网关 Pod 所在的命名空间创建 kubernetes.io/tls 类型的 Secret。',
  },
  GatewayWithoutWorkload: {
    title: '没有工作负载为网关服务',
    recommendation: '对比它的选择器与目标网关 Pod 的标签。',
  },
  MtlsConflict: {
    title: '调用方与被调用方的双向 TLS 设置不一致',
    recommendation: '在要求双向 TLS 的地方使用 ISTIO_MUTUAL，或不设置 tls。',
  },
  NodeCordoned: { title: '节点不接受新的 Pod', recommendation: '维护完成后恢复调度。' },
  NodeNotReady: {
    title: '节点未就绪',
    recommendation: '检查该节点的 kubelet 与网络。除非 Pod 能容忍，五分钟后会被迁走。',
  },
  NodePressure: {
    title: '节点缺少某种资源',
    recommendation: '释放短缺的资源或迁走 Pod；在压力下 kubelet 会驱逐 Pod 并拒绝新的 Pod。',
  },
  PodCannotStart: { title: '容器无法创建', recommendation: '检查它引用的 ConfigMap、Secret、键和卷是否存在。' },
  PodCrashLooping: { title: '容器反复退出', recommendation: '查看上一次运行的日志；退出码说明了它如何结束。' },
  PodFailed: { title: 'Pod 已失败', recommendation: '它不再运行，只剩记录；记录无用时可以删除。' },
  PodImageNotPulled: {
    title: '镜像无法拉取',
    recommendation: '检查镜像的名称和标签，以及 imagePullSecrets 中的凭据。',
  },
  PodOutOfMemory: { title: '容器因内存用量被终止', recommendation: '提高内存上限，或找出它占用了什么。' },
  PodProbeFailing: {
    title: '运行中的容器未就绪',
    recommendation: '它的就绪或启动探针失败：查看探针请求的内容和日志。',
  },
  PodUnschedulable: {
    title: 'Pod 无法调度到任何节点',
    recommendation: '减少请求量、增加节点，或放宽节点选择器、亲和性与容忍度。',
  },
  ProxyMissing: {
    title: '命名空间要求代理，但 Pod 没有',
    recommendation: '重启工作负载：代理只会加到新的 Pod 中。',
  },
  ProxyOutOfSync: {
    title: '代理没有最新的配置',
    recommendation: '查看它和 istiod 的日志；如果一直没有跟上，重启该 Pod。',
  },
  ProxyVersionSkew: {
    title: '代理与 istiod 的次版本不同',
    recommendation: '重启工作负载，使其获得与 istiod 配套的代理。',
  },
  ServiceWithoutEndpoints: {
    title: 'Service 没有就绪的 Pod',
    recommendation: '对比它的选择器与目标 Pod 的标签，并查看这些 Pod 是否就绪。',
  },
  VirtualServiceShadowed: {
    title: '更早的虚拟服务接走了它的请求',
    recommendation: '把同一主机的路由写进一个 VirtualService。',
  },
  VirtualServiceUnknownDestination: {
    title: '路由没有去处',
    recommendation: '写出存在的 Service（在其他命名空间时用全名），或添加 ServiceEntry。',
  },
  VirtualServiceUnknownGateway: {
    title: '绑定的网关不存在',
    recommendation: '创建该 Gateway，或连同命名空间写出：命名空间/名称。',
  },
  VirtualServiceUnknownSubset: {
    title: '路由引用了未定义的子集',
    recommendation: '在同一主机的 DestinationRule 中定义该子集，或去掉它。',
  },
  VirtualServiceUnreachableRoute: { title: '有路由永远到达不了', recommendation: '把匹配一切的路由放在最后。' },
  VirtualServiceWeights: { title: '路由权重之和不是 100', recommendation: '让权重之和为 100，使其可读作百分比。' },
  WorkloadNotAvailable: {
    title: '可用的 Pod 少于期望',
    recommendation: '查看它的 Pod：关于它们的问题和事件说明了原因。',
  },
  WorkloadStuck: { title: '更新没有进展', recommendation: '查看最新的 Pod；若更新本身有误，请回滚。' },
  WorkloadWithoutLimits: { title: '容器没有内存上限', recommendation: '限制内存，使泄漏只终止该容器而不影响邻居。' },
  WorkloadWithoutProbes: {
    title: '有端口的容器没有就绪探针',
    recommendation: '添加就绪探针：没有它，请求会在容器能应答之前到来。',
  },
  WorkloadWithoutRequests: {
    title: '容器没有请求资源',
    recommendation: '写明 cpu 与 memory 的请求量，调度器据此寻找有空间的节点。',
  },
};
