import { ApiError, apiVersionOf, expired, internal, toStatus } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { CompactedError } from '../storage/index.ts';
import type { StoredChange } from '../storage/index.ts';
import { createMatcher, servedForm } from '../registry/index.ts';
import type { ResourceCall } from './call.ts';
import { encodeObject } from './form.ts';
import { createGatheredWriter } from './gathered-writer.ts';
import type { Encodable, Form } from './form.ts';
import { parseRevision, tooLargeRevision } from './list-request.ts';
import type { ListRequest } from './list-request.ts';
import { tableOf } from './table.ts';

/** A watcher that lets this much wait unread, beyond what it begins with, is ended; it will list or resume. */
const PENDING_LIMIT = 16 * 1024 * 1024;
const BOOKMARK_MS = 60_000;
/** As kube-apiserver: between 30 and 60 minutes unless asked otherwise. */
const DEFAULT_TIMEOUT_MS = 45 * 60_000;

type FrameType = 'ADDED' | 'MODIFIED' | 'DELETED';

const wrap = (type: string, object: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`{"type":"${type}","object":`), object, Buffer.from('}\n')]);

/** Frames of what was told last: all watchers are told of one change before the next. */
let latest: { of?: Encodable; frames: Partial<Record<FrameType, Buffer>> } = { frames: {} };

const objectFrame = (type: FrameType, source: Encodable): Buffer => {
  if (latest.of !== source) latest = { of: source, frames: {} };
  return (latest.frames[type] ??= wrap(type, source.bytes ?? Buffer.from(JSON.stringify(source.object))));
};

/** Sends a watch until its time is over, the client leaves, or the client stops reading. */
export const serveWatch = (call: ResourceCall, form: Form, request: ListRequest): void => {
  const { context, response, info } = call;
  const { registry, clock } = context;
  const { resource } = info;
  const matches = createMatcher(resource, request.selection);
  const prefix = resource.namespaced && request.selection.namespace ? `${request.selection.namespace}/` : '';
  const revision = parseRevision(request.resourceVersion, true);
  let last = registry.store.revision;
  let firstTable = true;
  /** What a watch begins with is bounded by what is stored: a watcher that was ended for it could never catch up. */
  let pendingLimit = Infinity;

  response.setHeader('Cache-Control', 'no-cache, private');
  response.setHeader('Content-Type', form.encoding === 'yaml' ? 'application/yaml;stream=watch' : 'application/json');
  response.writeHead(200);
  response.flushHeaders();

  const stops: (() => void)[] = [];
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    for (const stop of stops) stop();
    if (!response.destroyed) writer.flush();
    response.end();
  };
  const writer = createGatheredWriter((bytes) => response.write(bytes));
  const write = (frame: Buffer) => {
    if (ended) return;
    writer.write(frame);
    if (response.writableLength + writer.pending > pendingLimit) {
      end();
      response.destroy();
    }
  };
  const writeObject = (type: FrameType, source: Encodable) => {
    if (form.as === 'object') write(objectFrame(type, source));
    else if (form.as === 'partial') write(wrap(type, encodeObject(form, resource, source)));
    else {
      const listMeta = { resourceVersion: source.object.metadata.resourceVersion };
      write(
        wrap(
          type,
          Buffer.from(JSON.stringify(tableOf(resource, [source.object], { ...form, listMeta, bare: !firstTable }))),
        ),
      );
      firstTable = false;
    }
  };
  const bookmark = (annotations?: Record<string, string>) => {
    const object: UnstructuredObject = {
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      metadata: {
        resourceVersion: String(last),
        ...(annotations === undefined ? {} : { annotations }),
      } as UnstructuredObject['metadata'],
    };
    if (form.as === 'table') {
      const table = tableOf(resource, [], {
        ...form,
        listMeta: object.metadata as unknown as Record<string, unknown>,
        bare: true,
      });
      write(wrap('BOOKMARK', Buffer.from(JSON.stringify(table))));
    } else write(wrap('BOOKMARK', encodeObject(form, resource, { object })));
  };
  const fail = (error: ApiError) => {
    write(wrap('ERROR', Buffer.from(JSON.stringify(toStatus(error)))));
    end();
  };
  /** What a change means to one who sees only some objects. */
  const onChange = (change: StoredChange) => {
    const { type, revision: at } = change;
    last = at;
    if (at <= revision || !change.entry.key.startsWith(prefix)) return;
    const entry = servedForm(resource, change.entry);
    const previous = change.previous && servedForm(resource, change.previous);
    const is = type !== 'DELETED' && matches(entry);
    const was = previous !== undefined && matches(previous);
    if (is) writeObject(was ? 'MODIFIED' : 'ADDED', entry);
    else if (was) writeObject('DELETED', type === 'DELETED' ? entry : { object: leaving(previous.object, at) });
  };

  /** One after the other, each when it can be read in the version that is watched. */
  let told = Promise.resolve();
  const tell = (change: StoredChange) => {
    if (resource.custom?.conversion === undefined) return onChange(change);
    const parts = [change.entry, ...(change.previous === undefined ? [] : [change.previous])];
    told = told
      .then(() => registry.readable(resource, () => parts))
      .then(() => {
        if (!ended) onChange(change);
      })
      .catch((error: unknown) => fail(error instanceof ApiError ? error : internal(String(error))));
  };

  const initial = request.sendInitialEvents ?? (request.resourceVersion === '' || request.resourceVersion === '0');
  try {
    if (initial && revision > registry.store.revision) {
      // kube-apiserver waits for its cache to catch up and then gives up in these words.
      fail(tooLargeRevision(revision, registry.store.revision));
      return;
    }
    if (initial) {
      last = registry.store.revision;
      for (const entry of registry.store.range(resource.bucket, prefix))
        if (matches(servedForm(resource, entry))) writeObject('ADDED', servedForm(resource, entry));
      if (request.sendInitialEvents === true && request.allowBookmarks)
        bookmark({ 'k8s.io/initial-events-end': 'true' });
      writer.flush();
    }
    // Who watches from a moment to come is told nothing until then.
    stops.push(
      registry.store.watch(resource.bucket, initial ? last : Math.min(revision, registry.store.revision), tell),
    );
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    // Events are not cached there, and said otherwise.
    fail(
      expired(resource.bucket === '/events' ? 'The resourceVersion for the provided watch is too old.' : error.message),
    );
    return;
  }
  if (ended) for (const stop of stops) stop();
  pendingLimit = PENDING_LIMIT + response.writableLength;

  if (request.allowBookmarks) {
    let cancel = () => {};
    const tick = () => {
      last = Math.max(last, registry.store.revision);
      bookmark();
      cancel = clock.after(BOOKMARK_MS, tick);
    };
    cancel = clock.after(BOOKMARK_MS, tick);
    stops.push(() => cancel());
  }
  const timeoutMs = (request.timeoutSeconds ?? 0) > 0 ? request.timeoutSeconds! * 1000 : DEFAULT_TIMEOUT_MS;
  stops.push(clock.after(timeoutMs, end));
  // The definition has changed or gone: what comes next may look otherwise.
  if (resource.custom !== undefined)
    stops.push(
      registry.catalog.subscribe(() => {
        if (registry.catalog.find(resource.group, resource.version, resource.plural) !== resource) end();
      }),
    );
  response.once('close', end);
  context.closing.addEventListener('abort', end, { once: true });
  stops.push(() => context.closing.removeEventListener('abort', end));
};

const leaving = (object: UnstructuredObject, revision: number): UnstructuredObject => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: String(revision) },
});
