import { pathSegmentProblems } from '@binnacle/kube/api';
import type { Strategy } from '../strategy.ts';

/** Role and binding names are anything that can stand in a path. */
export const rbac: Strategy = { nameProblems: pathSegmentProblems, createOnUpdate: true };
