import { Type } from 'typebox';
import type { ApiError } from '@binnacle/kube/api';
import type { View } from '@binnacle/kube/watch';
import type { Answer } from '../../http/row.ts';
import { ConfirmationRequired, fieldConflicts } from '../../services/errors.ts';
import { maskedRow, toRfc3339 } from '../../services/resources/index.ts';
import type { Page } from './decoders.ts';

interface Window {
  offset: number;
  limit: number;
}

/** Contract 001, "响应格式": `{code, data, msg}`. */
export const success = (data: unknown): unknown => ({ code: 0, data, msg: 'success' });

export const failure = (code: number, msg: string, data: unknown = null): unknown => ({ code, data, msg });

export const schemas = {
  success: Type.Object({ code: Type.Literal(0), data: Type.Unsafe({}), msg: Type.String() }),
  failure: Type.Object({
    code: Type.Integer({ minimum: 1001, maximum: 5001 }),
    data: Type.Union([Type.Null(), Type.Object({})]),
    msg: Type.String({ minLength: 1 }),
  }),
};

/** What a caller can do about it: confirm, or take over the fields that others own. */
export const failureData = (error: ApiError): unknown => {
  if (error instanceof ConfirmationRequired) {
    const { token, expiresAt, summary } = error.confirmation;
    return { confirmation_token: token, expires_at: toRfc3339(expiresAt), summary };
  }
  const conflicts = fieldConflicts(error);
  return conflicts.length === 0 ? null : { conflicts };
};

const head = '{"code":0,"data":';
const tail = ',"msg":"success"}';

/** An object that is JSON already. */
export const objectAnswer = (bytes: Buffer): Answer => ({ type: 'json', head, bytes, tail });

const itemsHead = `${head}{"items":[`;
const namespacesHead = `${head}{"namespaces":[`;

const windowAnswer = (view: View, { offset, limit }: Window, ends: { head: string; tail: string }): Answer => {
  const kept = view.pageBytes(offset, limit);
  if (kept !== undefined) return { type: 'json', ...ends, bytes: kept };
  return { type: 'items', ...ends, items: view.page(offset, limit).map((row) => row.bytes) };
};

const pageEnds = (view: View, { page, pageSize }: Page) => ({
  head: itemsHead,
  tail: `],"total":${view.total},"page":${page},"pageSize":${pageSize}}${tail}`,
});

/** A page of objects that are JSON already. */
export const pageAnswer = (view: View, window: Window, page: Page): Answer =>
  windowAnswer(view, window, pageEnds(view, page));

/** The same without the values of Secrets. */
export const maskedPageAnswer = (view: View, { offset, limit }: Window, page: Page): Answer => ({
  type: 'items',
  ...pageEnds(view, page),
  items: view.page(offset, limit).map(maskedRow),
});

/** All objects of a list that is no page. */
export const listedAnswer = (view: View, limit: number): Answer =>
  windowAnswer(view, { offset: 0, limit }, { head: itemsHead, tail: `],"total":${view.total}}${tail}` });

/** A list that is no page: `{items, total}`. */
export const itemsAnswer = (items: readonly unknown[]): Answer => ({
  type: 'data',
  data: { items, total: items.length },
});

/** Contract 001 §1.6. */
export const namespacesAnswer = (view: View, window: Window): Answer =>
  windowAnswer(view, window, { head: namespacesHead, tail: `]}${tail}` });
