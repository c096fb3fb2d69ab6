import type { SchemaReply } from '@binnacle/api';
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { EditorState, Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import { fieldsBelow, pathAt, schemaAt, type FieldSchema } from './schema-path.ts';

/** The schema for the document at a line of the text; undefined where there is none. */
export type SchemaOf = (lines: readonly string[], line: number) => Promise<SchemaReply | undefined>;

const linesOf = (state: EditorState): string[] => state.doc.toString().split('\n');

const toCompletion = ([name, { type, description }]: [string, FieldSchema]): Completion => ({
  label: name,
  type: 'property',
  apply: type === 'object' || type === 'array' || type === undefined ? `${name}:` : `${name}: `,
  ...(type === undefined ? {} : { detail: type }),
  ...(description === undefined ? {} : { info: description }),
});

const valuesOf = (field: FieldSchema | undefined): string[] =>
  field?.type === 'boolean' ? ['true', 'false'] : (field?.enum ?? []).map(String);

const validFor = /^[\w.-]*$/;

const complete =
  (schemaOf: SchemaOf) =>
  async (context: CompletionContext): Promise<CompletionResult | null> => {
    const { state, pos, explicit } = context;
    const line = state.doc.lineAt(pos);
    const before = line.text.slice(0, pos - line.from);
    const lines = linesOf(state);
    const schema = await schemaOf(lines, line.number - 1);
    if (schema === undefined) return null;
    const { parents, key } = pathAt(lines, line.number - 1);
    const value = /:\s+([\w.-]*)$/.exec(before);
    if (value !== null && key !== '') {
      const options = valuesOf(schemaAt(schema, [...parents, key])).map((label) => ({ label, type: 'enum' }));
      return options.length === 0 ? null : { from: pos - (value[1] ?? '').length, options, validFor };
    }
    const word = /^\s*(?:- +)*([\w.-]*)$/.exec(before)?.[1];
    if (word === undefined || (word === '' && !explicit)) return null;
    // The key is being typed: only what is above it says where it stands.
    lines[line.number - 1] = before.slice(0, before.length - word.length) + 'x:';
    const { parents: above } = pathAt(lines, line.number - 1);
    return { from: pos - word.length, options: fieldsBelow(schema, above).map(toCompletion), validFor };
  };

const hover = (schemaOf: SchemaOf): Extension =>
  hoverTooltip(async (view, pos) => {
    const line = view.state.doc.lineAt(pos);
    const lines = linesOf(view.state);
    const { parents, key } = pathAt(lines, line.number - 1);
    const start = line.text.indexOf(key);
    const isOnKey = key !== '' && pos >= line.from + start && pos <= line.from + start + key.length;
    if (!isOnKey) return null;
    const schema = await schemaOf(lines, line.number - 1);
    const field = schema === undefined ? undefined : schemaAt(schema, [...parents, key]);
    if (field === undefined) return null;
    return {
      pos: line.from + start,
      end: line.from + start + key.length,
      above: true,
      create: () => {
        const dom = document.createElement('div');
        dom.className = 'bn-hover';
        const head = dom.appendChild(document.createElement('code'));
        head.textContent = [[...parents, key].join('.'), field.type].filter(Boolean).join(': ');
        if (field.description !== undefined)
          dom.appendChild(document.createElement('p')).textContent = field.description;
        return { dom };
      },
    };
  });

/** Completion of fields and values, and their documentation under the mouse, from the cluster's own schema. */
export const editorHelp = (schemaOf: SchemaOf): Extension => [
  autocompletion({ override: [complete(schemaOf)] }),
  hover(schemaOf),
];
