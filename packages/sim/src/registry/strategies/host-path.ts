import { unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';

const types = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/** What must be there on the node. */
export const validateHostPathType = (type: unknown, at: string): FieldError[] =>
  typeof type === 'string' && !types.includes(type) ? [unsupportedField(at, type, types)] : [];
