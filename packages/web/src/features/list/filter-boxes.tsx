import type { ConsoleError } from '@binnacle/api/client';
import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListParameters } from '../../resource/routes.ts';
import { setList } from '../../resource/use-place.ts';
import { SearchIcon } from '../../ui/icons.tsx';
import classes from './list-page.module.css';

const typingMs = 180;

/** A text that follows the address and, after a pause in typing, changes it. */
const useTyped = (value: string, commit: (value: string) => void) => {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    // Only what changed elsewhere (back, a cleared filter) replaces what is being typed.
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = text;
      commit(text);
    }, typingMs);
    return () => clearTimeout(timer);
  });
  return [text, setText] as const;
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** `/` puts the cursor into the box. */
const useSlash = (box: { current: HTMLInputElement | null }): void => {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      box.current?.select();
      box.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [box]);
};

export function FilterBoxes({ list, error }: { list: ListParameters; error: ConsoleError | undefined }) {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  const [keyword, setKeyword] = useTyped(list.keyword, (text) => setList({ keyword: text }, { replace: true }));
  const [labels, setLabels] = useTyped(list.labels, (text) => setList({ labels: text }, { replace: true }));
  useSlash(box);

  const onEscape =
    (clear: (text: string) => void) =>
    (event: KeyboardEvent<HTMLInputElement>): void => {
      if (event.key !== 'Escape') return;
      if (event.currentTarget.value === '') event.currentTarget.blur();
      clear('');
    };
  const clearButton = (text: string, clear: (text: string) => void) =>
    text === '' ? null : <CloseButton size="sm" aria-label={t('list.clear')} onClick={() => clear('')} />;
  const named = error?.field === 'labelSelector' || error?.message.startsWith('labelSelector:') === true;
  const labelError = named ? error?.message.replace(/^labelSelector: /, '') : undefined;
  return (
    <>
      <TextInput
        ref={box}
        className={classes.keyword}
        size="xs"
        type="search"
        leftSection={<SearchIcon width={14} height={14} />}
        rightSection={keyword === '' ? <kbd className={classes.hint}>/</kbd> : clearButton(keyword, setKeyword)}
        placeholder={t('list.keyword')}
        aria-label={t('list.keywordLabel')}
        aria-keyshortcuts="/"
        value={keyword}
        onChange={(event) => setKeyword(event.currentTarget.value)}
        onKeyDown={onEscape(setKeyword)}
      />
      <TextInput
        className={classes.labels}
        size="xs"
        placeholder={t('list.labels')}
        aria-label={t('list.labelsLabel')}
        rightSection={clearButton(labels, setLabels)}
        spellCheck={false}
        autoComplete="off"
        value={labels}
        error={labelError}
        onChange={(event) => setLabels(event.currentTarget.value)}
        onKeyDown={onEscape(setLabels)}
      />
    </>
  );
}
