import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import { EditorView } from 'codemirror';

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
  '.cm-tooltip': { backgroundColor: 'var(--bn-surface)', color: 'var(--bn-text)', borderColor: 'var(--bn-border)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--bn-selected)',
    color: 'var(--bn-text)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--bn-text)' },
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

/** How every editor looks, in both themes. */
export const editorLook: Extension = [look, syntaxHighlighting(colours)];
