import type { WireManifest } from '@binnacle/api';
import { isConsoleError } from '@binnacle/api/client';
import { client } from '../../api/client.ts';
import type { TextProblem } from './yaml-editor.tsx';

export interface CheckedText {
  /** The objects of the text; none when it is no YAML. */
  manifests: readonly WireManifest[];
  problems: readonly TextProblem[];
}

/** What a refused text says of its place. */
const placeOf = (message: string): { line: number; column: number } => {
  const found = /at line (\d+), column (\d+)/.exec(message);
  return { line: Number(found?.[1] ?? 1), column: Number(found?.[2] ?? 1) };
};

/** The objects of a text, and what does not fit the cluster. Rejects only when the cluster cannot be asked. */
export const checkText = async (
  clusterId: number,
  { text, namespace }: { text: string; namespace?: string | undefined },
): Promise<CheckedText> => {
  if (text.trim() === '') return { manifests: [], problems: [] };
  try {
    const { items } = await client.checkManifests(clusterId, {
      text,
      ...(namespace === undefined ? {} : { namespace }),
    });
    const problems = items.flatMap((item) =>
      item.problems.map(({ field, message, ...place }) => ({
        ...place,
        message: [field, message].filter(Boolean).join(': '),
      })),
    );
    return { manifests: items, problems };
  } catch (error) {
    if (!isConsoleError(error) || error.code !== 400) throw error;
    return { manifests: [], problems: [{ ...placeOf(error.message), message: error.message }] };
  }
};
