import { isUtf8 } from 'node:buffer';
import { isApiError } from '@binnacle/kube/api';
import { inspectKubeconfig, renderKubeconfig, type ClusterTarget, type Kubeconfig } from '@binnacle/kube/client';
import { invalidField } from '../errors.ts';

/** What a kubeconfig that somebody sent may do on this server. Both are refused unless the operator allowed them. */
export interface UploadPolicy {
  /** Run credential plugins. */
  allowExec: boolean;
  /** Read files of the server. */
  allowFiles: boolean;
}

/** One context of a kubeconfig, ready to be kept. */
export interface Upload {
  target: ClusterTarget;
  /** A kubeconfig that holds this context and no other one's secrets. */
  kubeconfig: string;
}

const field = 'kubeconfig';

/** The contexts of a kubeconfig that somebody sent. Throws BadRequest. */
export const inspectUpload = (text: string, policy: UploadPolicy): Kubeconfig => {
  if (text.trim() === '') throw invalidField(field, 'is empty');
  try {
    return inspectKubeconfig(text, { ...policy, requireUser: true });
  } catch (error) {
    throw unusable(error);
  }
};

/** The context named, else the current one, else the only one. Throws BadRequest that names what is wrong. */
export const readUpload = (text: string, policy: UploadPolicy, context?: string): Upload => {
  const { targets, broken, current } = inspectUpload(text, policy);
  const names = [...targets, ...broken].map(({ name }) => name);
  if (names.length === 0) throw invalidField(field, 'has no contexts');
  const wanted = context ?? current ?? (names.length === 1 ? names[0] : undefined);
  if (wanted === undefined) {
    throw invalidField(field, `has ${names.length} contexts and no current-context: choose one of ${names.join(', ')}`);
  }
  const target = targets.find(({ name }) => name === wanted);
  if (target !== undefined) return { target, kubeconfig: names.length === 1 ? text : renderKubeconfig(target) };
  const reason = broken.find(({ name }) => name === wanted)?.error;
  if (reason !== undefined) throw unusable(reason);
  throw invalidField(field, `has no context ${JSON.stringify(wanted)}; it has ${names.join(', ')}`);
};

/** What a kept kubeconfig leads to. Throws what parsing throws: the policy may have become stricter. */
export const openUpload = (text: string, policy: UploadPolicy): ClusterTarget => readUpload(text, policy).target;

/** Kubeconfig text from base64, as contract 003 sends it. Throws BadRequest. */
export const decodeKubeconfig = (base64: string): string => {
  const compact = base64.replace(/\s+/g, '');
  if (compact === '' || compact.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) {
    throw invalidField(field, 'is not base64');
  }
  const bytes = Buffer.from(compact, 'base64');
  if (!isUtf8(bytes)) throw invalidField(field, 'is base64 of something that is not text');
  return bytes.toString('utf8');
};

const unusable = (error: unknown): unknown =>
  isApiError(error) ? invalidField(field, `cannot be used: ${error.message}`) : error;
