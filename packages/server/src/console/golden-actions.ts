import type { RelatedReply } from '@binnacle/api';

interface ActionExchange {
  row: string;
  name: string;
  path: string;
  method?: string;
  body?: unknown;
  show?: (json: unknown) => unknown;
}

const row = '/clusters/:id/resources/:group/:version/:plural/:name';
const pods = '/clusters/1/resources/core/v1/pods';
const cart = '/clusters/1/resources/apps/v1/deployments/cart';
const node = '/clusters/1/resources/core/v1/nodes';
const nodeRow = '/clusters/:id/resources/core/v1/nodes/:name';

/** What is done to single objects; what changes with time is shown in actions.test.ts. */
export const actionExchanges: ActionExchange[] = [
  {
    row: `PATCH ${row}`,
    name: 'patch',
    method: 'PATCH',
    path: `${cart}?namespace=shop`,
    body: { patch: { metadata: { labels: { team: 'checkout' } } }, dry_run: true },
  },
  {
    row: `PATCH ${row}`,
    name: 'patch-test-fails',
    method: 'PATCH',
    path: `${cart}?namespace=shop`,
    body: { patch: [{ op: 'test', path: '/metadata/name', value: 'basket' }] },
  },
  {
    row: `POST ${row}/undo`,
    name: 'undo-unknown',
    method: 'POST',
    path: `${cart}/undo?namespace=shop`,
    body: { entry: 1_000_000 },
  },
  {
    row: `POST ${row}/undo`,
    name: 'undo-missing',
    method: 'POST',
    path: `${cart}/undo?namespace=shop`,
    body: {},
  },
  {
    row: `PATCH ${row}`,
    name: 'patch-missing',
    method: 'PATCH',
    path: `${cart}?namespace=shop`,
    body: {},
  },
  {
    row: `DELETE ${row}`,
    name: 'delete-bad-policy',
    method: 'DELETE',
    path: `${cart}?namespace=shop&propagationPolicy=Sideways`,
  },
  {
    row: `GET ${row}/related`,
    name: 'related',
    path: `${pods}/solo/related?namespace=shop`,
    // What the cluster puts into each namespace comes in its own time.
    show: (json) => (json as RelatedReply).to.filter(({ relation }) => relation === 'node'),
  },
  { row: `GET ${row}/related`, name: 'related-unknown', path: `${pods}/nobody/related?namespace=shop` },
  { row: `GET ${row}/revisions`, name: 'revisions-none', path: `${pods}/solo/revisions?namespace=shop` },
  {
    row: `POST ${row}/rollback`,
    name: 'rollback-unknown',
    method: 'POST',
    path: `${cart}/rollback?namespace=shop`,
    body: { revision: 99 },
  },
  {
    row: `POST ${row}/rollback`,
    name: 'rollback-negative',
    method: 'POST',
    path: `${cart}/rollback?namespace=shop`,
    body: { revision: -1 },
  },
  {
    row: `POST ${row}/trigger`,
    name: 'trigger-no-template',
    method: 'POST',
    path: `${cart}/trigger?namespace=shop`,
  },
  {
    row: 'POST /clusters/:id/resources/core/v1/pods/:name/evict',
    name: 'evict',
    method: 'POST',
    path: `${pods}/solo/evict?namespace=shop`,
    body: { grace_period_seconds: 0 },
  },
  {
    row: `POST ${nodeRow}/schedule`,
    name: 'schedule',
    method: 'POST',
    path: `${node}/worker-2/schedule`,
    body: { schedulable: true },
  },
  {
    row: `POST ${nodeRow}/schedule`,
    name: 'schedule-missing',
    method: 'POST',
    path: `${node}/worker-2/schedule`,
    body: {},
  },
  { row: `POST ${nodeRow}/drain`, name: 'drain-unknown', method: 'POST', path: `${node}/nobody/drain`, body: {} },
  {
    row: `POST ${nodeRow}/drain`,
    name: 'drain-bad-limit',
    method: 'POST',
    path: `${node}/worker-2/drain`,
    body: { timeout_seconds: 3_601 },
  },
  { row: `GET ${nodeRow}/drain`, name: 'drain-none', path: `${node}/worker-2/drain` },
  { row: `DELETE ${nodeRow}/drain`, name: 'drain-cancel-none', method: 'DELETE', path: `${node}/worker-2/drain` },
];
