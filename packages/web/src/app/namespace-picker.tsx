import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNamespaces } from '../api/queries.ts';
import { setList, type Place } from '../resource/use-place.ts';
import { Dropdown } from '../ui/dropdown.tsx';
import { CheckIcon, ChevronDownIcon, NamespaceIcon, SearchIcon } from '../ui/icons.tsx';
import classes from './picker.module.css';
import { useListKeys } from './use-list-keys.ts';

/** Any number of namespaces; none chosen means all. A click on a name adds or removes it. */
export function NamespacePicker({ place }: { place: Place }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState('');
  const chosen = place.list.namespaces;
  const { data } = useNamespaces(place.cluster?.id);
  const names = (data?.rows ?? []).map((row) => row.name);
  // A name from a link stays in the list though the cluster has no such namespace: it must be possible to remove it.
  const all = [...chosen.filter((name) => !names.includes(name)), ...names];
  const needle = text.trim().toLowerCase();
  const shown = all.filter((name) => name.toLowerCase().includes(needle));
  const toggle = (index: number): void => {
    const name = shown[index];
    if (name === undefined) return;
    setList({ namespaces: chosen.includes(name) ? chosen.filter((item) => item !== name) : [...chosen, name] });
  };
  const keys = useListKeys(shown.length, toggle);
  const label =
    chosen.length === 0
      ? t('namespace.all')
      : chosen.length === 1
        ? chosen[0]
        : t('namespace.some', { count: chosen.length });
  return (
    <Dropdown
      opened={opened}
      onOpened={setOpened}
      position="bottom-start"
      trapFocus
      className={classes.panel}
      content={
        <>
          <div className={classes.filter}>
            <TextInput
              size="xs"
              data-autofocus
              leftSection={<SearchIcon width={14} height={14} />}
              placeholder={t('namespace.search')}
              aria-label={t('namespace.search')}
              role="combobox"
              aria-expanded
              aria-controls="namespace-options"
              aria-activedescendant={shown.length === 0 ? undefined : `namespace-${keys.active}`}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
                keys.setActive(0);
              }}
              onKeyDown={keys.onKeyDown}
            />
          </div>
          <div
            id="namespace-options"
            className={classes.options}
            role="listbox"
            tabIndex={0}
            aria-multiselectable
            aria-label={t('namespace.label')}
            onKeyDown={keys.onKeyDown}
          >
            {shown.map((name, index) => {
              const checked = chosen.includes(name);
              return (
                <div
                  key={name}
                  id={`namespace-${index}`}
                  role="option"
                  className={classes.option}
                  aria-selected={checked}
                  data-active={keys.active === index}
                  onClick={() => toggle(index)}
                >
                  <span className={classes.box} data-checked={checked}>
                    <CheckIcon />
                  </span>
                  <span className={`${classes.grow} bn-ellipsis`}>{name}</span>
                </div>
              );
            })}
          </div>
          {shown.length === 0 ? <div className={classes.none}>{t('namespace.none')}</div> : null}
          <div className={classes.foot}>
            <span>{chosen.length === 0 ? t('namespace.all') : t('namespace.some', { count: chosen.length })}</span>
            <Button
              size="compact-xs"
              variant="subtle"
              disabled={chosen.length === 0}
              onClick={() => setList({ namespaces: [] })}
            >
              {t('namespace.clear')}
            </Button>
          </div>
        </>
      }
    >
      <button
        type="button"
        className={classes.button}
        aria-haspopup="listbox"
        aria-expanded={opened}
        aria-label={`${t('namespace.label')}: ${chosen.length === 0 ? t('namespace.all') : chosen.join(', ')}`}
        onClick={() => setOpened(!opened)}
      >
        <NamespaceIcon width={14} height={14} />
        <span className="bn-ellipsis">{label}</span>
        <ChevronDownIcon width={14} height={14} />
      </button>
    </Dropdown>
  );
}
