/** Admission and conversion reviews as API servers send them. Source: admission.k8s.io/v1, apiextensions.k8s.io/v1. */
import type { KubeObject } from '@binnacle/kube/api';
import { sameJson } from '../api/index.ts';

export interface AdmissionRequest {
  uid: string;
  operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  subResource?: string;
  namespace?: string;
  object?: KubeObject | null;
  oldObject?: KubeObject | null;
}

export interface AdmissionReview {
  apiVersion: string;
  kind: 'AdmissionReview';
  request?: AdmissionRequest;
}

export interface AdmissionResponse {
  allowed: boolean;
  status?: { code: number; reason?: string; message: string };
  patchType?: 'JSONPatch';
  /** Base64. */
  patch?: string;
}

export const allow: AdmissionResponse = { allowed: true };

export const deny = (message: string): AdmissionResponse => ({
  allowed: false,
  status: { code: 422, reason: 'Invalid', message },
});

interface PatchStep {
  op: 'add' | 'remove';
  path: string;
  value?: unknown;
}

const parts = [
  ['metadata', 'annotations'],
  ['metadata', 'labels'],
  ['spec', 'paused'],
  ['spec', 'strategy'],
  ['spec', 'updateStrategy'],
] as const;

const partOf = (object: KubeObject, [top, field]: readonly [string, string]): unknown =>
  ((object as unknown as Record<string, Record<string, unknown>>)[top] ?? {})[field];

/** Lets the object in as `after`: only what admission may touch is compared. */
export const allowAs = (before: KubeObject, after: KubeObject): AdmissionResponse => {
  const steps = parts.flatMap((part): PatchStep[] => {
    const [old, wanted] = [partOf(before, part), partOf(after, part)];
    const path = `/${part.join('/')}`;
    if (sameJson(old, wanted)) return [];
    return wanted === undefined ? [{ op: 'remove', path }] : [{ op: 'add', path, value: wanted }];
  });
  if (steps.length === 0) return allow;
  return { allowed: true, patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(steps)).toString('base64') };
};

export interface ConversionReview {
  apiVersion: string;
  kind: 'ConversionReview';
  request?: { uid: string; desiredAPIVersion: string; objects: KubeObject[] };
}
