/** A cluster's overview, what is measured in it. */
export const capacity = {
  'capacity.allFindings': 'All findings',
  'capacity.by': 'By what',
  'capacity.nodes': '{{ready}} of {{total}} nodes ready',
  'capacity.of': 'of',
  'capacity.requested': 'Requested',
  'capacity.title': 'Capacity',
  'capacity.top': 'Top consumers',
} as const;
