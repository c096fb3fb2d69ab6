import { fromThrown } from '@binnacle/api/client';
import { Button, Tabs } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { Modal } from '../../ui/modal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { ErrorNote } from '../actions/dialog.tsx';
import dialogClasses from '../actions/dialog.module.css';
import { AddressFields, emptyAddress } from './address-fields.tsx';
import sheet from '../../ui/sheet.module.css';
import { KubeconfigFields, noChoice } from './kubeconfig-fields.tsx';
import { MarksFields, type Marks } from './marks-fields.tsx';
import { TestNote } from './test-note.tsx';
import { refreshClusters } from './use-cluster-change.ts';
import { toPlan } from './add-plan.ts';

/** Adds clusters by kubeconfig (pasted or from a file, one or more of its contexts) or by address and token. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [way, setWay] = useState<'kubeconfig' | 'address'>('kubeconfig');
  const [choice, setChoice] = useState(noChoice);
  const [address, setAddress] = useState(emptyAddress);
  const [marks, setMarks] = useState<Marks>({});
  const plan = toPlan(way === 'kubeconfig' ? choice : address, marks);
  const key = JSON.stringify(plan.tests);

  const test = useMutation({
    mutationFn: async (tested: string) => ({
      tested,
      replies: await Promise.all(plan.tests.map((access) => client.testAccess(access))),
    }),
  });
  const save = useMutation({
    mutationFn: () => plan.save(client),
    onSuccess: (names) => {
      showToast({ tone: 'ok', title: t('clusters.added'), detail: names.join(', ') });
      onClose();
    },
    onSettled: () => void refreshClusters(),
  });
  // What was tested is what is saved: another kubeconfig is another test.
  const isTested = test.data?.tested === key;
  const busy = test.isPending || save.isPending;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!plan.isReady || busy) return;
    if (isTested) save.mutate();
    else test.mutate(key);
  };
  const error = save.error ?? test.error;
  return (
    <Modal size="lg" onClose={onClose} title={<b>{t('clusters.add')}</b>} closeOnClickOutside={false}>
      <form onSubmit={submit} className={sheet.form}>
        <Tabs
          value={way}
          onChange={(value) => setWay(value === 'address' ? 'address' : 'kubeconfig')}
          keepMounted={false}
        >
          <Tabs.List mb="sm">
            <Tabs.Tab value="kubeconfig">{t('clusters.byKubeconfig')}</Tabs.Tab>
            <Tabs.Tab value="address">{t('clusters.byAddress')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="kubeconfig">
            <KubeconfigFields choice={choice} onChange={setChoice} />
          </Tabs.Panel>
          <Tabs.Panel value="address">
            <AddressFields address={address} onChange={setAddress} />
          </Tabs.Panel>
        </Tabs>
        {plan.several ? null : <MarksFields marks={marks} onChange={setMarks} />}
        {isTested ? <TestNote replies={test.data?.replies ?? []} /> : null}
        {error === null ? null : <ErrorNote error={fromThrown(error)} />}
        <div className={dialogClasses.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" disabled={!plan.isReady} loading={busy}>
            {isTested ? t('clusters.add') : t('clusters.test')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
