import type { Call } from './call.ts';
import { sendText, sendTyped } from './respond.ts';

/** What there is to check; all of it is in this process, so it is well while it answers. */
const CHECKS = [
  'ping',
  'log',
  'etcd',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
];
const ready = [...CHECKS, 'informer-sync', 'shutdown'];

/** /version, /healthz, /livez, /readyz. True when the path was one of them. */
export const serveHealth = (call: Call): boolean => {
  const [root = '', ...rest] = call.segments;
  if (root === 'version' && rest.length === 0) {
    sendTyped(call, 'application/json', Buffer.from(JSON.stringify(call.context.version, undefined, 2)));
    return true;
  }
  if (root !== 'healthz' && root !== 'livez' && root !== 'readyz') return false;
  const checks = root === 'readyz' ? ready : CHECKS;
  if (rest.length > 0) {
    if (!checks.includes(rest.join('/'))) return false;
    sendText(call, 200, 'ok');
    return true;
  }
  const excluded = call.query.getAll('exclude');
  if (call.query.has('verbose'))
    sendText(
      call,
      200,
      `${checks.map((check) => (excluded.includes(check) ? `[+]${check} excluded: ok\n` : `[+]${check} ok\n`)).join('')}${root} check passed\n`,
    );
  else sendText(call, 200, 'ok');
  return true;
};
