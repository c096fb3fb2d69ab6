import { fromThrown } from '@binnacle/api/client';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import type { TargetsProps } from './action-dialog.tsx';
import { ActionFrame } from './action-frame.tsx';
import { ErrorNote, Note } from './dialog.tsx';
import { ProductionNote } from './production-note.tsx';
import { imagePatchOf, templateContainersOf } from './template-images.ts';
import { useTarget } from './use-target.ts';

/** Another image for containers of a Pod template. */
export function ImageDialog({ kind, ...rest }: TargetsProps) {
  const { t } = useTranslation();
  const object = useTarget(rest.targets);
  const [images, setImages] = useState<Readonly<Record<string, string>>>({});
  const containers = object.data === undefined ? [] : templateContainersOf(object.data);
  const patch = imagePatchOf(containers, images);
  const isEmpty = Object.values(images).some((image) => image.trim() === '');
  return (
    <ActionFrame
      {...rest}
      title={t('image.title', { kind: kind.kind })}
      submit={t('action.image')}
      disabled={(Array.isArray(patch) && patch.length === 0) || isEmpty}
      run={(at) => client.patchObject(at, patch)}
      done={t('image.done')}
    >
      {containers.map(({ name, image, isInit, pointer }) => (
        <TextInput
          key={pointer}
          label={isInit ? `${name} (${t('container.init')})` : name}
          value={images[pointer] ?? image}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setImages((before) => ({ ...before, [pointer]: value.trim() }));
          }}
          spellCheck={false}
          autoComplete="off"
          styles={{ input: { fontFamily: 'var(--bn-mono)' } }}
        />
      ))}
      {object.data !== undefined && containers.length === 0 ? <Note>{t('image.none')}</Note> : null}
      {object.error === null ? null : <ErrorNote error={fromThrown(object.error)} />}
      <Note>{t('image.follows')}</Note>
      <ProductionNote clusterId={rest.targets[0]?.clusterId ?? 0} />
    </ActionFrame>
  );
}
