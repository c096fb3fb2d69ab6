import type { Kind } from '../api/index.ts';
import type { Cancel, Clock } from '../clock/index.ts';
import { createIndexes } from './indexes.ts';
import { createLiveView } from './live-view.ts';
import type { LiveView } from './live-view.ts';
import type { PageMemo } from './page-memo.ts';
import { compileQuery } from './query.ts';
import type { ListQuery, Row, View } from './types.ts';

export interface ViewSettings {
  /** Answers kept up to date at once; those with listeners are kept beyond it. */
  maxViews: number;
  /** An answer nobody asked for that long is forgotten, in ms. */
  viewIdleMs: number;
}

/** The live answers over one cache's rows. */
export interface ViewSet {
  /** Throws BadRequest, naming the parameter. */
  view(query: ListQuery): View;
  /** See `OwnedCache.labelled`. */
  labelled(namespace: string, labels: Readonly<Record<string, string>>): readonly Row[];
  apply(previous: Row | undefined, row: Row | undefined): void;
  /** Tells every listener, for instance of a change in freshness. */
  notifyAll(): void;
  readonly size: number;
  readonly watched: boolean;
  close(): void;
}

const maxSpellings = 256;

export const createViewSet = (
  kind: Pick<Kind, 'columns'>,
  rows: ReadonlyMap<string, Row>,
  { clock, settings, memo }: { clock: Clock; settings: ViewSettings; memo: PageMemo },
): ViewSet => {
  const indexes = createIndexes(rows);
  /** The answers kept up to date. */
  const live = new Set<LiveView>();
  const byId = new Map<string, LiveView>();
  /** From a query as written to its view, so that a repeated request parses no selector. */
  const bySpelling = new Map<string, LiveView>();
  const dirty = new Set<LiveView>();
  let flush: Cancel | undefined;
  let sweep: Cancel | undefined;

  const forget = (view: LiveView) => {
    view.release();
    live.delete(view);
    if (byId.get(view.id) === view) byId.delete(view.id);
    for (const [spelling, known] of bySpelling) if (known === view) bySpelling.delete(spelling);
  };

  const evict = (except: LiveView) => {
    if (live.size <= settings.maxViews) return;
    const idle = [...live].filter((view) => !view.watched && view !== except).sort((a, b) => a.lastUsed - b.lastUsed);
    for (const view of idle.slice(0, live.size - settings.maxViews)) forget(view);
  };

  const sweepLater = () => {
    sweep ??= clock.after(settings.viewIdleMs, () => {
      sweep = undefined;
      const limit = clock.now() - settings.viewIdleMs;
      for (const view of live) if (!view.watched && view.lastUsed <= limit) forget(view);
      if (live.size > 0) sweepLater();
    });
  };

  const markDirty = (view: LiveView) => {
    if (!view.watched) return;
    dirty.add(view);
    flush ??= clock.after(0, () => {
      flush = undefined;
      const views = [...dirty];
      dirty.clear();
      for (const changed of views) changed.notify();
    });
  };

  const create = (query: ListQuery): LiveView => {
    const compiled = compileQuery(kind, query);
    const known = byId.get(compiled.id);
    if (known !== undefined) return known;
    return createLiveView({
      query: compiled,
      rows,
      indexes,
      pages: memo.view(),
      clock,
      onMaterialise: (made) => {
        live.add(made);
        byId.set(made.id, made);
        evict(made);
        sweepLater();
      },
    });
  };

  return {
    view: (query) => {
      const spelling = spell(query);
      let view = bySpelling.get(spelling);
      if (view === undefined) {
        view = create(query);
        bySpelling.set(spelling, view);
        if (bySpelling.size > maxSpellings) bySpelling.delete(bySpelling.keys().next().value!);
      }
      return view;
    },
    labelled: (namespace, labels) => {
      const wanted = Object.entries(labels);
      let fewest = indexes.namespace().keys(namespace);
      for (const [key, value] of wanted) {
        const keys = indexes.label(key).keys(value);
        if ((keys?.size ?? 0) < (fewest?.size ?? 0)) fewest = keys;
      }
      const found: Row[] = [];
      for (const key of fewest ?? []) {
        const row = rows.get(key);
        if (row?.namespace === namespace && wanted.every(([label, value]) => row.labels[label] === value))
          found.push(row);
      }
      return found;
    },
    apply: (previous, row) => {
      indexes.update(previous, row);
      for (const view of live) if (view.apply(previous, row)) markDirty(view);
    },
    notifyAll: () => {
      for (const view of live) markDirty(view);
    },
    get size() {
      return live.size;
    },
    get watched() {
      for (const view of live) if (view.watched) return true;
      return false;
    },
    close: () => {
      flush?.();
      sweep?.();
      for (const view of [...live]) forget(view);
    },
  };
};

const spell = ({ namespaces, labelSelector, fieldSelector, keyword, sortBy, order, only }: ListQuery): string =>
  `${namespaces?.join('\u0001') ?? '\u0002'}\0${labelSelector ?? ''}\0${fieldSelector ?? ''}\0${keyword ?? ''}\0${sortBy ?? ''}\0${order ?? ''}\0${only?.id ?? '\u0002'}`;
