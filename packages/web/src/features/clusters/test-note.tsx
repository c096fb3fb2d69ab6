import type { ConnectionTestReply } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../ui/format.ts';
import { StatusText } from '../../ui/status.tsx';

/** What the connections that were tried said. */
export function TestNote({ replies }: { replies: readonly ConnectionTestReply[] }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      {replies.map((reply) => {
        const nodes =
          reply.node_count === undefined
            ? ''
            : ` · ${t('clusters.nodeCount', { count: reply.node_count, shown: formatCount(reply.node_count) })}`;
        return (
          <div key={`${reply.name} ${reply.server}`}>
            <StatusText tone="ok" text={`${t('clusters.answers')} ${reply.server} · ${reply.version ?? ''}${nodes}`} />
          </div>
        );
      })}
    </div>
  );
}
