/** The verbs over HTTP. */
import { ApiError, apiVersionOf, badRequest, methodNotAllowed, resourceNotServed } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { listPage } from '../registry/index.ts';
import type { DeleteRequest, Outcome, ResourceStore } from '../registry/index.ts';
import { readBody } from './body.ts';
import type { ResourceCall } from './call.ts';
import { keyOf } from './call-key.ts';
import { decodeSent } from './decode-sent.ts';
import { deleteOptions, writeOptions } from './options.ts';
import { encodeObject, encodePage, negotiateForm } from './form.ts';
import type { Form } from './form.ts';
import { parseListRequest, tooLargeRevision, toPageRequest, unparsable } from './list-request.ts';
import { patching } from './patch-handler.ts';
import { perform } from './perform.ts';
import { readableAll, readableAt } from './readable.ts';
import { sendBytes, sendObject } from './respond.ts';
import { serveWatch } from './watch.ts';

export const sendOutcome = (call: ResourceCall, form: Form, outcome: Outcome): void => {
  const encoded = encodeObject(form, call.info.resource, outcome.entry ?? outcome);
  sendBytes(call, encoded, { code: outcome.created === true ? 201 : 200, encoding: form.encoding });
};

/** What DELETE answers: the object for some kinds and while it waits, else a Status that names it. */
const sendDeleted = (
  call: ResourceCall,
  form: Form,
  { outcome, store }: { outcome: Outcome; store: ResourceStore },
): void => {
  const { resource } = call.info;
  if (outcome.removed !== true || store.strategy.returnsDeleted === true) {
    sendOutcome(call, form, outcome);
    return;
  }
  const { name, uid } = outcome.object.metadata;
  sendObject(
    call,
    {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name, ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.plural, uid },
    },
    { encoding: form.encoding },
  );
};

const warnOfOrphans = (call: ResourceCall, store: ResourceStore, request: DeleteRequest): void => {
  const { orphanWarning } = store.strategy;
  if (orphanWarning !== undefined && request.propagationPolicy === undefined) call.warnings.push(orphanWarning);
};

const deleteCollection = async (
  call: ResourceCall,
  store: ResourceStore,
  request: DeleteRequest,
): Promise<Outcome[]> => {
  const list = parseListRequest(call.query, call.info.namespace, false);
  await readableAll(call, list.selection);
  const page = listPage(call.context.registry.store, call.info.resource, {
    ...toPageRequest(call.context.registry.store, list),
    limit: 0,
  });
  const outcomes: Outcome[] = [];
  for (const { object } of page.entries) {
    const { name, namespace } = object.metadata;
    const key = { name, ...(namespace === undefined ? {} : { namespace }) };
    outcomes.push(await perform(call, () => store.removing(key, request)));
  }
  return outcomes;
};

/** A read may name a version that it must be no older than; text that is none is told in Go's words. */
const assertReadVersion = (version: string, current: number): void => {
  if (!/^\d{0,15}$/.test(version)) throw new ApiError('', 500, unparsable(version));
  if (Number(version) > current) throw tooLargeRevision(Number(version), current);
};

/** Serves a call to a resource itself or to its status. Other subresources have their own handlers. */
export const serveResource = async (call: ResourceCall): Promise<void> => {
  const { info, context } = call;
  const { registry } = context;
  const store = registry.find(info.resource);
  if (store === undefined) throw resourceNotServed();
  const form = negotiateForm(call, info.verb === 'list' || info.verb === 'watch');
  const key = keyOf(call);
  const subresource = info.subresource === undefined ? {} : { subresource: info.subresource };

  switch (info.verb) {
    case 'get': {
      assertReadVersion(call.query.get('resourceVersion') ?? '', registry.store.revision);
      await readableAt(call, key);
      sendBytes(call, encodeObject(form, info.resource, store.get(key)), { encoding: form.encoding });
      return;
    }
    case 'list': {
      const request = parseListRequest(call.query, info.namespace, false);
      const wanted = toPageRequest(registry.store, request);
      await readableAll(call, wanted);
      const page = listPage(registry.store, info.resource, wanted);
      sendBytes(call, encodePage(form, info.resource, page), { encoding: form.encoding });
      return;
    }
    case 'watch': {
      const request = parseListRequest(call.query, info.namespace, true);
      if (info.name !== undefined) {
        const only = `metadata.name=${info.name}`;
        request.selection.fieldSelector = request.selection.fieldSelector
          ? `${request.selection.fieldSelector},${only}`
          : only;
      }
      await readableAll(call, request.selection);
      serveWatch(call, form, request);
      return;
    }
    case 'create': {
      if (info.name !== undefined && info.subresource === undefined) throw methodNotAllowed();
      const options = writeOptions(call, 'CreateOptions');
      const sent = decodeSent(call, await readBody(call.request), options);
      sendOutcome(call, form, await perform(call, () => store.creating(info.namespace, sent, options)));
      return;
    }
    case 'update': {
      if (info.name === undefined) throw methodNotAllowed();
      const options = { ...writeOptions(call, 'UpdateOptions'), ...subresource };
      const sent = decodeSent(call, await readBody(call.request), options);
      sendOutcome(call, form, await perform(call, () => store.updating(key, sent, options)));
      return;
    }
    case 'patch': {
      if (info.name === undefined) throw methodNotAllowed();
      const options = { ...writeOptions(call, 'PatchOptions'), ...subresource };
      const body = await readBody(call.request);
      sendOutcome(call, form, await perform(call, patching(call, { store, key, body, options })));
      return;
    }
    case 'delete': {
      const request = deleteOptions(call, await readBody(call.request));
      warnOfOrphans(call, store, request);
      const outcome = await perform(call, () => store.removing(key, request));
      sendDeleted(call, form, { outcome, store });
      return;
    }
    case 'deletecollection': {
      const request = deleteOptions(call, await readBody(call.request));
      warnOfOrphans(call, store, request);
      const outcomes = await deleteCollection(call, store, request);
      const items: UnstructuredObject[] = outcomes.map((outcome) => outcome.object);
      const { custom } = info.resource;
      sendObject(
        call,
        {
          kind: custom?.listKind ?? `${info.resource.kind}List`,
          apiVersion: apiVersionOf(info.resource),
          metadata: { ...(custom && { continue: '' }), resourceVersion: String(registry.store.revision) },
          // In a list of a stock kind each knows what it is.
          items: custom === undefined ? items.map(({ kind: _kind, apiVersion: _version, ...item }) => item) : items,
        },
        { encoding: form.encoding },
      );
      return;
    }
    default:
      throw badRequest(`unknown verb ${String(info.verb satisfies never)}`);
  }
};
