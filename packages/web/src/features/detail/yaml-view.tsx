import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef } from 'react';
import classes from './yaml.module.css';

/** Colours come from the page's tokens, so the theme switch needs nothing here. */
const look = EditorView.theme({
  '&': { height: '100%', fontSize: '12px', backgroundColor: 'transparent', color: 'var(--bn-text)' },
  '.cm-scroller': { fontFamily: 'var(--bn-mono)', lineHeight: '1.6' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--bn-muted)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused': { outline: '2px solid var(--bn-accent)', outlineOffset: '-2px' },
  '.cm-panels': { backgroundColor: 'var(--bn-surface)', color: 'var(--bn-text)', borderColor: 'var(--bn-border)' },
  '.cm-searchMatch': { backgroundColor: 'var(--bn-mark)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--bn-mark-current)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--bn-sunken)', color: 'var(--bn-muted)', border: 'none' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--bn-accent) 28%, transparent) !important',
  },
});
const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--bn-accent)' },
  { tag: [tags.string, tags.content], color: 'var(--bn-text)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--bn-busy)' },
  { tag: tags.comment, color: 'var(--bn-muted)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.meta], color: 'var(--bn-muted)' },
]);

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
        look,
        syntaxHighlighting(colours),
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
