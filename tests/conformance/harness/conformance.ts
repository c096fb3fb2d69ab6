import { randomBytes } from 'node:crypto';
import { inject, test, vi } from 'vitest';
import type { ClusterTarget } from '@binnacle/kube/client';
import { type Api, createApi } from './api.ts';
import { createWire } from './http.ts';
import type { TargetName } from './target.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What the body is about; totals are printed by it. */
    area?: string;
    /** Why the body does not run on this target. */
    skip?: string;
  }
}

/** What a body is given: an API server, and a namespace of its own that is removed afterwards. */
export interface Given {
  /** As an administrator. */
  api: Api;
  /** As a user without rights. */
  viewer: Api;
  /** As whoever a certificate stands for; both PEM. */
  certified: (pair: { cert: string; key: string }) => Api;
  ns: string;
  /** For a rare difference that the body states openly. */
  target: TargetName;
}

export type Body = (given: Given) => Promise<void>;

export interface BodyOptions {
  /** Targets that cannot show the behaviour, with the reason. */
  skip?: Partial<Record<TargetName, string>>;
  /** Time for the whole body, where a controller of the real control plane looks only now and then. */
  timeoutMs?: number;
}

/**
 * Registers one behaviour of the Kubernetes API. The same body runs on every target, and a simulator that differs from
 * the real control plane is wrong: bodies are written against the real one first, and compare messages word for word.
 */
export const conformance = (area: string, name: string, ...rest: [Body] | [BodyOptions, Body]): void => {
  const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
  const limit = options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs };
  test.concurrent(`${area}: ${name}`, limit, async (context) => {
    const target = inject('target');
    context.task.meta.area = area;
    const reason = options.skip?.[target.name];
    if (reason !== undefined) {
      context.task.meta.skip = reason;
      context.skip(reason);
    }
    const closers: (() => void)[] = [];
    const as = (who: ClusterTarget) => {
      const wire = createWire(who);
      closers.push(wire.close);
      return createApi(wire, (close) => closers.unshift(close));
    };
    const api = as(target.admin);
    const certified: Given['certified'] = ({ cert, key }) =>
      as({ ...target.admin, credentials: { type: 'certificate', certData: cert, keyData: key } });
    const ns = `c-${area.replaceAll(/[^a-z0-9]/g, '-')}-${randomBytes(4).toString('hex')}`;
    try {
      await makeNamespace(api, ns);
      await body({ api, viewer: as(target.viewer), certified, ns, target: target.name });
    } finally {
      await api.delete(`/api/v1/namespaces/${ns}`).catch(() => {});
      closers.forEach((close) => close());
    }
  });
};

/** A namespace is ready for Pods once its default service account is there. */
const makeNamespace = async (api: Api, name: string): Promise<void> => {
  await api.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await eventually(() => api.get(`/api/v1/namespaces/${name}/serviceaccounts/default`));
};

/** Repeats until it no longer throws; the last failure is the test's. */
export const eventually = <T>(check: () => Promise<T>, timeoutMs = 20_000): Promise<T> =>
  vi.waitFor(check, { timeout: timeoutMs, interval: 50 });
