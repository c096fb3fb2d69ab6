import { yaml } from '@codemirror/lang-yaml';
import { EditorState } from '@codemirror/state';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef } from 'react';
import { editorLook } from './editor-look.ts';
import classes from './yaml.module.css';

/** YAML to read: folding, search (Ctrl F), selection; not to be changed. */
export function YamlView({ text, label }: { text: string; label: string }) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  useEffect(() => {
    if (host.current === null) return undefined;
    const editor = new EditorView({
      parent: host.current,
      extensions: [
        basicSetup,
        yaml(),
        editorLook,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
      ],
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = undefined;
    };
  }, [label]);
  useEffect(() => {
    const editor = view.current;
    const before = editor?.state.doc.toString();
    if (editor === undefined || before === text) return;
    // The place that is being read stays when the object changes.
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text }, scrollIntoView: false });
  }, [text, label]);
  return <div ref={host} className={classes.view} />;
}
