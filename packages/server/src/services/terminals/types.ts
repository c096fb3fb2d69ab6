/** Other ends of WebSockets, as far as terminals need them. */
export interface TerminalPeer {
  /** The subprotocol; empty for none. */
  readonly protocol: string;
  messages(): AsyncIterable<{ data: Buffer; isBinary: boolean }>;
  send(data: string | Uint8Array): Promise<void>;
  close(code: number, reason: string): void;
  readonly closed: AbortSignal;
}

/** terminals.offer, terminals.open (operator, cluster). Container default: the default-container annotation, else the first. */
export interface TerminalInput {
  namespace: string;
  name: string;
  container?: string;
}

/** What can be opened. */
export interface TerminalOffer extends Required<TerminalInput> {
  clusterId: number;
}

/** nodes.offerTerminal, nodes.terminal (admin, cluster). */
export interface NodeTerminalInput {
  name: string;
}
export interface NodeTerminalOffer extends NodeTerminalInput {
  clusterId: number;
}

/** A terminal that a client can be connected to. */
export interface OpenTerminal {
  /** Until either side leaves. Resolves to what is kept of it, as JSON. Rejects with what it failed of. */
  connect(peer: TerminalPeer): Promise<string>;
}

/** How terminals are run. */
export interface TerminalSettings {
  /** Ms without a key before a terminal is closed. */
  idleMs: number;
  /** Keep what terminals show in the audit. */
  record: boolean;
  /** Of the Pod that a node's terminal runs in: a shell, and `nsenter` or `chroot`. */
  nodeImage: string;
}

export const defaultTerminalSettings: TerminalSettings = {
  idleMs: 30 * 60_000,
  record: false,
  nodeImage: 'docker.io/library/busybox:1.37',
};
