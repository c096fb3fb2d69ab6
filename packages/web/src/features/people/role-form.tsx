import type { WireRole, WireRule } from '@binnacle/api';
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { PlusIcon } from '../../ui/icons.tsx';
import { NamesInput } from '../../ui/names-input.tsx';
import sheet from '../../ui/sheet.module.css';
import { Dialog } from '../actions/dialog.tsx';
import classes from './people.module.css';
import { refreshPeople } from './use-people.ts';
import { VerbList } from './verb-list.tsx';

interface KeyedRule {
  key: number;
  rule: WireRule;
}

const newRule: WireRule = { clusters: ['*'], namespaces: ['*'], resources: [], verbs: [] };
const isWhole = (rule: WireRule): boolean => Object.values(rule).every((names: string[]) => names.length > 0);

/** Makes a role, or changes one: its rules, each over clusters, namespaces, resources and verbs. */
export function RoleForm({ role, onClose }: { role?: WireRole; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(role?.name ?? '');
  const [description, setDescription] = useState(role?.description ?? '');
  const [rules, setRules] = useState<KeyedRule[]>((role?.rules ?? [newRule]).map((rule, key) => ({ key, rule })));
  const [lastKey, setLastKey] = useState(rules.length);
  const change = (key: number, change: Partial<WireRule>): void =>
    setRules(rules.map((item) => (item.key === key ? { key, rule: { ...item.rule, ...change } } : item)));
  const body = { name: name.trim(), description, rules: rules.map(({ rule }) => rule) };
  return (
    <Dialog
      title={role === undefined ? t('people.addRole') : t('people.editRole')}
      {...(role === undefined ? {} : { at: role })}
      size="lg"
      submit={role === undefined ? t('people.addRole') : t('people.save')}
      disabled={body.name === '' || rules.length === 0 || !body.rules.every(isWhole)}
      run={() => (role === undefined ? people.createRole(body) : people.updateRole(body))}
      done={t('people.saved')}
      onClose={onClose}
      onDone={refreshPeople}
    >
      {role === undefined ? (
        <TextInput
          label={t('column.name')}
          description={t('people.roleNameHint')}
          value={name}
          maxLength={127}
          spellCheck={false}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
      ) : null}
      <TextInput
        label={t('clusters.description')}
        value={description}
        maxLength={1024}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      {rules.map(({ key, rule }, index) => (
        <fieldset key={key} className={classes.rule}>
          <legend>{t('people.rule', { number: index + 1 })}</legend>
          <div className={sheet.pair}>
            <NamesInput
              label={t('people.verbs')}
              placeholder="viewer, restart"
              value={rule.verbs}
              onChange={(verbs) => change(key, { verbs })}
            />
            <NamesInput
              label={t('people.resources')}
              placeholder="pods, deployments.apps"
              value={rule.resources}
              onChange={(resources) => change(key, { resources })}
            />
            <NamesInput
              label={t('clusters.title')}
              value={rule.clusters}
              onChange={(clusters) => change(key, { clusters })}
            />
            <NamesInput
              label={t('namespace.label')}
              value={rule.namespaces}
              onChange={(namespaces) => change(key, { namespaces })}
            />
          </div>
          {rules.length === 1 ? null : (
            <Button
              size="xs"
              variant="default"
              onClick={() => setRules(rules.filter((item) => item.key !== key))}
              style={{ alignSelf: 'flex-end' }}
            >
              {t('people.removeRule', { number: index + 1 })}
            </Button>
          )}
        </fieldset>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<PlusIcon width={14} height={14} />}
        onClick={() => {
          setRules([...rules, { key: lastKey, rule: newRule }]);
          setLastKey(lastKey + 1);
        }}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('people.addRule')}
      </Button>
      <VerbList />
    </Dialog>
  );
}
