import { badRequest } from '@binnacle/kube/api';

/** What a client of a terminal can say. */
export type Said = { type: 'stdin'; bytes: Uint8Array } | { type: 'resize'; columns: number; rows: number };

/** How the two sides of a terminal spell what they say. */
export interface Frames {
  output(bytes: Uint8Array): Uint8Array;
  /** Undefined for what means nothing here. Throws BadRequest. */
  read(message: { data: Buffer; isBinary: boolean }): Said | undefined;
  /** How the program ended, for clients that are told in a frame. */
  status(code: number): Uint8Array | undefined;
}

/** Source: Kubernetes' remotecommand protocol: the first byte says which channel. */
const channels = { stdin: 0, stdout: 1, error: 3, resize: 4 } as const;
export const channelProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

const largestSide = 10_000;

const resized = (columns: unknown, rows: unknown): Said => {
  const isSide = (side: unknown): side is number =>
    typeof side === 'number' && Number.isInteger(side) && side > 0 && side <= largestSide;
  if (isSide(columns) && isSide(rows)) return { type: 'resize', columns, rows };
  throw badRequest(`a terminal has from 1 to ${largestSide} columns and rows`);
};

const parse = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw badRequest('a text message must be a JSON object');
};

const onChannel = (channel: number, bytes: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(channel), bytes]);

/** As `kubectl exec` speaks to an API server. */
const channelFrames: Frames = {
  output: (bytes) => onChannel(channels.stdout, bytes),
  read: ({ data }) => {
    const bytes = data.subarray(1);
    if (data[0] === channels.stdin) return { type: 'stdin', bytes };
    if (data[0] !== channels.resize) return undefined;
    const { Width, Height } = parse(bytes.toString('utf8'));
    return resized(Width, Height);
  },
  status: (code) => {
    const status =
      code === 0
        ? { metadata: {}, status: 'Success' }
        : {
            metadata: {},
            status: 'Failure',
            message: `command terminated with non-zero exit code: exit status ${code}`,
            reason: 'NonZeroExitCode',
            details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
          };
    return onChannel(channels.error, Buffer.from(JSON.stringify(status)));
  },
};

/** Source: contracts/README.md, 001: output as it comes; binary messages are input, text messages JSON. */
const plainFrames: Frames = {
  output: (bytes) => bytes,
  read: ({ data, isBinary }) => {
    if (isBinary) return { type: 'stdin', bytes: data };
    const { type, data: text, cols, rows } = parse(data.toString('utf8'));
    if (type === 'resize') return resized(cols, rows);
    if (type === 'stdin' && typeof text === 'string') return { type: 'stdin', bytes: Buffer.from(text) };
    throw badRequest('a text message must be {"type":"stdin","data":…} or {"type":"resize","cols":…,"rows":…}');
  },
  status: () => undefined,
};

export const framesOf = (protocol: string): Frames =>
  (channelProtocols as readonly string[]).includes(protocol) ? channelFrames : plainFrames;
