/** What a simulated image does. The table people read is docs/simulator-images.md. */
export interface ImageBehaviour {
  /** `missing`: the registry has no such image; `denied`: it wants credentials. */
  pull: 'ok' | 'missing' | 'denied';
  /** The process ends by itself after `afterMs`. Absent: it runs until it is stopped. */
  exit?: { afterMs: number; code: number; reason?: 'OOMKilled' };
  /** From the start of the process until its readiness checks pass; Infinity for never. */
  readyAfterMs: number;
  /** From the start of the process until its liveness checks begin to fail; Infinity for never. */
  unhealthyAfterMs: number;
  /** How it answers requests: so many percent fail, each later than it would be by so much. */
  errorPercent: number;
  delayMs: number;
  /** False for a proxy of a mesh that takes over nothing after its start. */
  takesConfiguration: boolean;
}

const healthy: ImageBehaviour = {
  pull: 'ok',
  readyAfterMs: 400,
  unhealthyAfterMs: Infinity,
  errorPercent: 0,
  delayMs: 0,
  takesConfiguration: true,
};

/** `sim-` at the tag's start or after a hyphen, then a behaviour and its numbers, up to the tag's end. */
const pattern = /(?:^|-)sim-([a-z]+)((?:-\d+s?)*)$/;

type Maker = (args: { code: number | undefined; seconds: number | undefined }) => ImageBehaviour;

const seconds = (value: number | undefined, fallback: number) => (value ?? fallback) * 1000;

const makers: Readonly<Record<string, Maker>> = {
  run: () => healthy,
  missing: () => ({ ...healthy, pull: 'missing' }),
  denied: () => ({ ...healthy, pull: 'denied' }),
  crash: (args) => ({ ...healthy, exit: { afterMs: seconds(args.seconds, 2), code: args.code ?? 1 } }),
  exit: (args) => ({ ...healthy, exit: { afterMs: seconds(args.seconds, 1), code: args.code ?? 0 } }),
  oom: (args) => ({ ...healthy, exit: { afterMs: seconds(args.seconds, 5), code: 137, reason: 'OOMKilled' } }),
  unready: () => ({ ...healthy, readyAfterMs: Infinity }),
  slow: (args) => ({ ...healthy, readyAfterMs: seconds(args.seconds, 30) }),
  errors: (args) => ({ ...healthy, errorPercent: Math.min(100, args.code ?? 5), delayMs: seconds(args.seconds, 0) }),
  lag: (args) => ({ ...healthy, delayMs: seconds(args.seconds, 1) }),
  stale: () => ({ ...healthy, takesConfiguration: false }),
  unhealthy: (args) => ({ ...healthy, unhealthyAfterMs: seconds(args.seconds, 20) }),
};

/** An image's tag; a digest says nothing about behaviour. */
const tagOf = (image: string): string => {
  const name = image.split('@', 1)[0] ?? '';
  const last = name.slice(name.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  return colon < 0 ? '' : last.slice(colon + 1);
};

/** Ordinary images run; only a tag of the form `…sim-<behaviour>` makes another. */
export const behaviourOf = (image: string): ImageBehaviour => {
  const [, name = '', numbers = ''] = pattern.exec(tagOf(image)) ?? [];
  const parts = numbers.split('-').filter((part) => part !== '');
  const duration = parts.find((part) => part.endsWith('s'));
  const code = parts.find((part) => !part.endsWith('s'));
  return (makers[name] ?? makers['run']!)({
    code: code === undefined ? undefined : Number(code),
    seconds: duration === undefined ? undefined : Number.parseInt(duration, 10),
  });
};

/** As a container runtime spells it: registry and tag made explicit. */
export const canonicalImage = (image: string): string => {
  const slash = image.indexOf('/');
  const host = slash < 0 ? '' : image.slice(0, slash);
  const isHost = host.includes('.') || host.includes(':') || host === 'localhost';
  const full = isHost ? image : slash < 0 ? `docker.io/library/${image}` : `docker.io/${image}`;
  return image.includes('@') || tagOf(image) !== '' ? full : `${full}:latest`;
};

/** The repository without tag and digest. */
export const repositoryOf = (image: string): string => {
  const full = canonicalImage(image).split('@', 1)[0] ?? '';
  return full.slice(0, full.lastIndexOf(':') > full.lastIndexOf('/') ? full.lastIndexOf(':') : undefined);
};

/** What the runtime answers when a pull fails. */
export const pullError = (image: string, pull: 'missing' | 'denied'): string => {
  const reference = canonicalImage(image);
  const prefix = `failed to pull and unpack image "${reference}": failed to resolve reference "${reference}": `;
  return pull === 'missing'
    ? `rpc error: code = NotFound desc = ${prefix}${reference}: not found`
    : `rpc error: code = Unknown desc = ${prefix}pull access denied, repository does not exist or may require ` +
        'authorization: server message: insufficient_scope: authorization failed';
};
