import { indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { linter, lintGutter, type Diagnostic } from '@codemirror/lint';
import { keymap, type KeyBinding } from '@codemirror/view';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { editorHelp, type SchemaOf } from './editor-help.ts';
import { editorLook } from './editor-look.ts';
import classes from './yaml.module.css';

/** Something that does not fit; lines and columns count from 1. */
export interface TextProblem {
  line: number;
  column: number;
  message: string;
}

export interface YamlEditorProps {
  /** Another text replaces what is being edited. */
  text: string;
  label: string;
  onChange: (text: string) => void;
  /** Asked after a pause in typing. */
  check: (text: string) => Promise<readonly TextProblem[]>;
  schemaOf: SchemaOf;
  /** Takes the focus as it appears. */
  focus?: boolean;
  onFiles?: (files: readonly File[]) => void;
}

/** After Escape, the next key may be a Tab that leaves the text; the editor's own two seconds are short for many. */
const leaving: KeyBinding = {
  key: 'Escape',
  run: (view) => {
    view.setTabFocusMode(60_000);
    return true;
  },
};

/** Milliseconds without typing before a text is checked. */
const pauseMs = 600;

const toDiagnostics = (view: EditorView, problems: readonly TextProblem[]): Diagnostic[] =>
  problems.map(({ line, column, message }) => {
    const { from, to } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
    const start = Math.min(from + Math.max(0, column - 1), to);
    return { from: start, to: Math.max(start, to), severity: 'error', message };
  });

/** YAML to write: completion, documentation and problems come from the cluster. Escape, then Tab, leaves it. */
export function YamlEditor(props: YamlEditorProps) {
  const { text, label } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const { t } = useTranslation();
  const hint = t('yaml.leave');
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (host.current === null) return undefined;
    const editor = new EditorView({
      doc: latest.current.text,
      parent: host.current,
      extensions: [
        basicSetup,
        keymap.of([indentWithTab, leaving]),
        yaml(),
        editorLook,
        lintGutter(),
        linter(async (current) => toDiagnostics(current, await latest.current.check(current.state.doc.toString())), {
          delay: pauseMs,
        }),
        editorHelp((lines, line) => latest.current.schemaOf(lines, line)),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) latest.current.onChange(state.doc.toString());
        }),
        EditorView.domEventHandlers({
          drop: (event) => {
            const files = [...(event.dataTransfer?.files ?? [])];
            if (files.length === 0 || latest.current.onFiles === undefined) return false;
            event.preventDefault();
            latest.current.onFiles(files);
            return true;
          },
        }),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-description': hint }),
      ],
    });
    view.current = editor;
    if (latest.current.focus === true) editor.focus();
    return () => {
      editor.destroy();
      view.current = undefined;
    };
  }, [label, hint]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  return <div ref={host} className={classes.view} />;
}
