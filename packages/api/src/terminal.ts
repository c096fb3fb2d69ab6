/**
 * GET /clusters/{id}/pods/{name}/terminal?namespace&container and GET /clusters/{id}/nodes/{name}/terminal → TerminalReply.
 * The address is a WebSocket, good once within half a minute. Without a subprotocol the server sends output as binary
 * messages and takes input as binary messages, or as text: `{"type":"stdin","data":…}`, `{"type":"resize","cols":…,"rows":…}`.
 * With `v5.channel.k8s.io` or `v4.channel.k8s.io` messages are Kubernetes channels. Close codes: 1000 the shell has ended
 * (the reason says how), 4408 nobody pressed a key for long, 1008 a right was taken, 1011 anything else; the reason says why.
 */
export interface TerminalReply {
  /** ws: or wss:, with the token in its query. */
  url: string;
  token: string;
  /** RFC 3339. */
  expires_at: string;
}

/** The close code of a terminal where nobody pressed a key for long. */
export const terminalIdleCode = 4408;
