/** Amounts of processor time, memory and traffic as people read them; three digits at most. */

const short = (value: number): string =>
  value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1).replace(/\.0$/, '')
      : value.toFixed(2).replace(/\.?0+$/, '');

/** `250m` below one core, `1.5` above. */
export const formatCores = (cores: number): string => (cores < 0.9995 ? `${Math.round(cores * 1000)}m` : short(cores));

const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `512 MiB`, `1.5 GiB`. */
export const formatBytes = (bytes: number): string => {
  let value = bytes;
  let step = 0;
  while (value >= 1000 && step < steps.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${short(value)} ${steps[step]}`;
};

/** By the unit of a chart. */
export const formatAmount: Readonly<Record<'cores' | 'bytes' | 'bytes/s', (value: number) => string>> = {
  cores: formatCores,
  bytes: formatBytes,
  'bytes/s': (value) => `${formatBytes(value)}/s`,
};
