import type { TextKey } from '../../ui/text/text-key.ts';

/** One question of a form. */
export interface FormField {
  name: string;
  label: TextKey;
  /** `lines`: several `key=value` lines. */
  type: 'text' | 'number' | 'lines' | 'choice';
  value: string;
  choices?: readonly string[];
  /** Values are hidden while they are typed. */
  secret?: true;
}

export type FormValues = Readonly<Record<string, string>>;

/** A short way to an object of a common kind; what it writes can be changed before it is created. */
export interface Form {
  kind: string;
  fields: readonly FormField[];
  toObject: (values: FormValues, namespace: string) => Record<string, unknown>;
}

const name = (value: string): FormField => ({ name: 'name', label: 'column.name', type: 'text', value });
const image: FormField = { name: 'image', label: 'container.image', type: 'text', value: 'nginx:1.29' };
const command: FormField = { name: 'command', label: 'create.command', type: 'text', value: 'echo hello' };
const port = (value: string): FormField => ({ name: 'port', label: 'create.port', type: 'number', value });

const meta = (values: FormValues, namespace: string) => ({ name: values['name'] ?? '', namespace });
const labels = (values: FormValues) => ({ app: values['name'] ?? '' });
const integer = (text: string | undefined): number => Number.parseInt(text ?? '0', 10) || 0;

/** `key=value` lines; a line without `=` has an empty value. */
export const parseLines = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): [string, string] => {
        const at = line.indexOf('=');
        return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1)];
      }),
  );

const container = (values: FormValues, extra: Record<string, unknown> = {}) => ({
  name: 'main',
  image: values['image'] ?? '',
  ...extra,
});
const shell = (values: FormValues) => ({ command: ['sh', '-c', values['command'] ?? ''] });
const jobSpec = (values: FormValues) => ({
  template: { spec: { restartPolicy: 'Never', containers: [container(values, shell(values))] } },
});

/** In the order that they are offered. */
export const forms: readonly Form[] = [
  {
    kind: 'Deployment',
    fields: [name('web'), image, { name: 'replicas', label: 'scale.label', type: 'number', value: '2' }, port('80')],
    toObject: (values, namespace) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...meta(values, namespace), labels: labels(values) },
      spec: {
        replicas: integer(values['replicas']),
        selector: { matchLabels: labels(values) },
        template: {
          metadata: { labels: labels(values) },
          spec: { containers: [container(values, { ports: [{ containerPort: integer(values['port']) }] })] },
        },
      },
    }),
  },
  {
    kind: 'Service',
    fields: [
      name('web'),
      { name: 'app', label: 'create.app', type: 'text', value: 'web' },
      port('80'),
      { name: 'target', label: 'create.targetPort', type: 'number', value: '80' },
      {
        name: 'type',
        label: 'column.type',
        type: 'choice',
        value: 'ClusterIP',
        choices: ['ClusterIP', 'NodePort', 'LoadBalancer'],
      },
    ],
    toObject: (values, namespace) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta(values, namespace),
      spec: {
        type: values['type'],
        selector: { app: values['app'] ?? '' },
        ports: [{ port: integer(values['port']), targetPort: integer(values['target']) }],
      },
    }),
  },
  {
    kind: 'Ingress',
    fields: [
      name('web'),
      { name: 'host', label: 'create.host', type: 'text', value: 'web.example.com' },
      { name: 'service', label: 'create.service', type: 'text', value: 'web' },
      port('80'),
      { name: 'class', label: 'related.class', type: 'text', value: 'nginx' },
    ],
    toObject: (values, namespace) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: meta(values, namespace),
      spec: {
        ...(values['class'] === '' ? {} : { ingressClassName: values['class'] }),
        rules: [
          {
            host: values['host'],
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: values['service'], port: { number: integer(values['port']) } } },
                },
              ],
            },
          },
        ],
      },
    }),
  },
  {
    kind: 'ConfigMap',
    fields: [name('settings'), { name: 'data', label: 'create.data', type: 'lines', value: 'colour=green' }],
    toObject: (values, namespace) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: meta(values, namespace),
      data: parseLines(values['data'] ?? ''),
    }),
  },
  {
    kind: 'Secret',
    fields: [
      name('credentials'),
      { name: 'data', label: 'create.data', type: 'lines', value: 'password=', secret: true },
    ],
    toObject: (values, namespace) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: meta(values, namespace),
      type: 'Opaque',
      stringData: parseLines(values['data'] ?? ''),
    }),
  },
  {
    kind: 'Job',
    fields: [name('task'), { ...image, value: 'busybox:1.37' }, command],
    toObject: (values, namespace) => ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: meta(values, namespace),
      spec: jobSpec(values),
    }),
  },
  {
    kind: 'CronJob',
    fields: [
      name('nightly'),
      { ...image, value: 'busybox:1.37' },
      command,
      { name: 'schedule', label: 'create.schedule', type: 'text', value: '0 3 * * *' },
    ],
    toObject: (values, namespace) => ({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: meta(values, namespace),
      spec: { schedule: values['schedule'], jobTemplate: { spec: jobSpec(values) } },
    }),
  },
  {
    kind: 'Namespace',
    fields: [name('team')],
    toObject: (values) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: values['name'] ?? '' } }),
  },
];

/** What a form's fields begin with. */
export const valuesOf = (form: Form): Record<string, string> =>
  Object.fromEntries(form.fields.map((field) => [field.name, field.value]));
