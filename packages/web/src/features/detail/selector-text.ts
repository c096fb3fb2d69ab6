import { listAt, textAt, textsAt, valueAt, type Fields } from '../../resource/read-path.ts';

const operators: Readonly<Record<string, string>> = { In: 'in', NotIn: 'notin' };

const requirementText = (requirement: Fields): string => {
  const key = textAt(requirement, 'key');
  const operator = textAt(requirement, 'operator');
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  const values = valueAt(requirement, 'values');
  return `${key} ${operators[operator] ?? operator} (${Array.isArray(values) ? values.join(',') : ''})`;
};

/** A LabelSelector, or a plain map of labels, as selector text; '' when it selects nothing. */
export const selectorTextOf = (selector: Fields): string => {
  const structured = 'matchLabels' in selector || 'matchExpressions' in selector;
  const labels = structured ? textsAt(selector, 'matchLabels') : textsAt(selector);
  const parts = labels.map(([key, value]) => `${key}=${value}`);
  return [...parts, ...listAt(selector, 'matchExpressions').map(requirementText)].join(',');
};
