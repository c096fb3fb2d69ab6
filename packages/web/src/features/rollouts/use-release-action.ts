import { createRolloutClient } from '@binnacle/api/client';
import type { ReleaseAction, Rollout } from '@binnacle/rollouts/api';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { askAgain } from '../../api/ask-again.ts';
import { noteError } from '../../api/client.ts';
import { showToast } from '../../ui/toast.tsx';

/** Contract 000, with the session of this page. */
export const rolloutClient = createRolloutClient<Rollout>();

/** An action and what it takes beside the Rollout. */
export type ReleaseRequest =
  | { action: Exclude<ReleaseAction, 'jump' | 'setImage'> }
  | { action: 'jump'; step: number }
  | { action: 'setImage'; container: string; image: string; initContainer: boolean };

interface Target {
  cluster: string;
  namespace: string;
  name: string;
}

const plain = {
  promote: rolloutClient.promoteRollout,
  approve: rolloutClient.approveRollout,
  retry: rolloutClient.retryRollout,
  pause: rolloutClient.pauseRollout,
  resume: rolloutClient.resumeRollout,
  rollback: rolloutClient.rollbackRollout,
  undo: rolloutClient.undoRollout,
  restart: rolloutClient.restartRollout,
  disable: rolloutClient.disableRollout,
  enable: rolloutClient.enableRollout,
} as const;

const perform = ({ cluster, namespace, name }: Target, request: ReleaseRequest): Promise<{ message: string }> => {
  switch (request.action) {
    case 'jump':
      return rolloutClient.jumpRollout(namespace, name, { cluster, step: request.step });
    case 'setImage': {
      const { container, image, initContainer } = request;
      return rolloutClient.setRolloutImage(namespace, name, { cluster, container, image, initContainer });
    }
    default:
      return plain[request.action](namespace, name, { cluster });
  }
};

/** Does something to a release and says how it went, in the server's words. */
export const useReleaseAction = (cluster: string, namespace: string, name: string) => {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (request: ReleaseRequest) => perform({ cluster, namespace, name }, request),
    onSuccess: ({ message }) => {
      showToast({ tone: 'ok', title: name, detail: message });
      void askAgain(['release', cluster, namespace, name]);
    },
    onError: (error) => {
      noteError(error);
      showToast({ tone: 'bad', title: t('rollouts.refused'), detail: error });
    },
  });
};
