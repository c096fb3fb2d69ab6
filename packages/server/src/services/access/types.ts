/** What may be done to what: exact names, patterns with `*`, or `*` for everything. All four must match. */
export interface Rule {
  clusters: readonly string[];
  /** `*` alone also covers what lies in no namespace. */
  namespaces: readonly string[];
  /** `pods`, `deployments.apps`, `*` for every Kubernetes resource; `binnacle/users`, `binnacle/*` for the product's own. */
  resources: readonly string[];
  /** Verbs of operations; a level (`viewer`, `operator`, `admin`) stands for all operations up to it. */
  verbs: readonly string[];
}

export interface RoleRecord {
  name: string;
  description: string;
  builtIn: boolean;
  rules: readonly Rule[];
}

export interface BindingRecord {
  id: string;
  role: string;
  subject: { kind: 'user' | 'group'; name: string };
  /** Narrow the role's rules further. */
  clusters: readonly string[];
  namespaces: readonly string[];
}

/** Port: where custom roles and bindings are kept. */
export interface AccessRepository {
  roles(): Promise<Omit<RoleRecord, 'builtIn'>[]>;
  /** False when the name is taken. */
  addRole(role: Omit<RoleRecord, 'builtIn'>): Promise<boolean>;
  /** False when there is no such role. */
  saveRole(role: Omit<RoleRecord, 'builtIn'>): Promise<boolean>;
  removeRole(name: string): Promise<boolean>;
  bindings(): Promise<BindingRecord[]>;
  addBinding(binding: BindingRecord): Promise<void>;
  removeBinding(id: string): Promise<boolean>;
}

export type Level = 'viewer' | 'operator' | 'admin';

/** One thing somebody wants to do. */
export interface Action {
  /** The operation's, for messages. */
  id: string;
  verb: string;
  level: Level;
  /** Absent: any right at all will do. */
  resource?: string | undefined;
  /** Absent for what belongs to no cluster. */
  cluster?: string | undefined;
  /** Each must be allowed. Absent: all of them, or what lies in none. */
  namespaces?: readonly string[] | undefined;
  /** A right in some namespace, or some cluster, is enough: the answer shows no more than that. */
  narrows: boolean;
}

/** One rule of one subject, and how it came by it. */
export interface Grant extends Rule {
  role: string;
  /** `user ada`, `group dev`, `role` of the account. */
  through: string;
  /** The binding's own limits. */
  limits: { clusters: readonly string[]; namespaces: readonly string[] };
}
