/** What the proxies are sent, in the order of the protocol. Source: istio, pilot/pkg/xds/debug.go, SyncStatus. */
const types = ['cluster', 'listener', 'route', 'endpoint'] as const;

/** One proxy, as the istiod that it is connected to has it. */
export interface SyncStatus {
  namespace: string;
  /** Of its Pod. */
  name: string;
  /** What was sent last and is not acknowledged, by kind of configuration: what istiod calls that sending. */
  behind: Readonly<Record<string, string>>;
}

/** Reads `/debug/syncz`. Throws for what is not its answer. */
export const parseSyncz = (text: string): SyncStatus[] => {
  const parsed = parseList(text);
  return parsed.flatMap((one): SyncStatus[] => {
    const fields = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
    const word = (field: string): string => (typeof fields[field] === 'string' ? fields[field] : '');
    const id = word('proxy');
    const dot = id.indexOf('.');
    if (dot < 1) return [];
    const behind = types.flatMap((type) => {
      const sent = word(`${type}_sent`);
      return sent === '' || sent === word(`${type}_acked`) ? [] : [[`${type}s`, sent] as const];
    });
    return [{ name: id.slice(0, dot), namespace: id.slice(dot + 1), behind: Object.fromEntries(behind) }];
  });
};

const parseList = (text: string): unknown[] => {
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // Said below, as anything else that is no list.
  }
  throw new Error(`it answers no list of proxies but ${JSON.stringify(text.slice(0, 60))}`);
};
