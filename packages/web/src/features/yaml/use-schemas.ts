import type { SchemaReply } from '@binnacle/api';
import { useCallback, useEffect, useRef } from 'react';
import { client } from '../../api/client.ts';
import type { SchemaOf } from './editor-help.ts';

const valueOf = (lines: readonly string[], key: string): string =>
  lines
    .find((line) => line.startsWith(`${key}:`))
    ?.slice(key.length + 1)
    .replace(/\s#.*$/, '')
    .trim()
    .replace(/^["']|["']$/g, '') ?? '';

/** The lines of the document that a line is in. */
const documentAt = (lines: readonly string[], line: number): readonly string[] => {
  let start = line;
  while (start > 0 && !(lines[start] ?? '').startsWith('---')) start -= 1;
  const end = lines.findIndex((text, index) => index > line && text.startsWith('---'));
  return lines.slice(start, end < 0 ? undefined : end);
};

/** The cluster's schemas of the kinds in a text, each asked for once, when it is first needed. */
export const useSchemas = (clusterId: number): SchemaOf => {
  const known = useRef(new Map<string, Promise<SchemaReply | undefined>>());
  const stop = useRef(new AbortController());
  useEffect(() => {
    const { current: schemas } = known;
    stop.current = new AbortController();
    return () => {
      stop.current.abort();
      schemas.clear();
    };
  }, [clusterId]);
  return useCallback(
    async (lines, line) => {
      const own = documentAt(lines, line);
      const apiVersion = valueOf(own, 'apiVersion');
      const kind = valueOf(own, 'kind');
      if (apiVersion === '' || kind === '') return undefined;
      const key = `${apiVersion}/${kind}`;
      const slash = apiVersion.indexOf('/');
      const at = {
        clusterId,
        group: slash < 0 ? '' : apiVersion.slice(0, slash),
        version: apiVersion.slice(slash + 1),
        kind,
      };
      // A kind that is not served has no help; its problem is marked by the check.
      const asked = known.current.get(key) ?? client.schema(at, { signal: stop.current.signal }).catch(() => undefined);
      known.current.set(key, asked);
      return asked;
    },
    [clusterId],
  );
};
