/** Prometheus' text format, version 0.0.4. Source: prometheus.io/docs/instrumenting/exposition_formats. */

const escaped = (value: string): string =>
  value.replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`));

/** `a="b",c="d"` */
export const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');

interface Family {
  name: string;
  type: string;
  help: string;
}

/** One family with its samples, each what stands behind the name: `{a="b"} 1`. Nothing where there are none. */
export const family = ({ name, type, help }: Family, samples: readonly string[]): string =>
  samples.length === 0
    ? ''
    : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map((sample) => `${name}${sample}\n`).join('')}`;
