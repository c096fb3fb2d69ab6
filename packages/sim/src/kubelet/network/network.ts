/** What a program in a container can reach. */
export interface Network {
  readonly dnsServer: string;
  podIP(): string;
  /** Throws NetworkError `name`. */
  resolve(name: string): { name: string; addresses: string[] };
  /** Whether something listens there. Throws NetworkError. */
  connect(host: string, port: number): void;
  /** Throws NetworkError. */
  request(request: HttpRequest): HttpAnswer;
}

export interface HttpRequest {
  url: URL;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface HttpAnswer {
  status: number;
  statusText: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  /** How long the answer takes, ms. */
  tookMs: number;
}

/** `refused`: nobody listens; `timeout`: nobody answers. */
export class NetworkError extends Error {
  readonly kind: 'name' | 'refused' | 'timeout' | 'tls';
  constructor(kind: NetworkError['kind'], what: string) {
    super(`${kind}: ${what}`);
    this.name = 'NetworkError';
    this.kind = kind;
  }
}
