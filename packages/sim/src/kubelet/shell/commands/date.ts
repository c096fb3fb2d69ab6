import { print, type Program } from '../process.ts';
import { parseOptions } from '../options.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const two = (value: number) => String(value).padStart(2, '0');

/** strftime(3) in UTC. */
export const formatDate = (format: string, ms: number): string => {
  const date = new Date(ms);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const fields: Readonly<Record<string, string>> = {
    Y: String(year),
    m: two(month + 1),
    d: two(day),
    e: String(day).padStart(2),
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    y: two(year % 100),
    a: days[date.getUTCDay()] ?? '',
    b: months[month] ?? '',
    F: `${year}-${two(month + 1)}-${two(day)}`,
    T: clock,
    s: String(Math.floor(ms / 1000)),
    N: String(Math.floor(ms % 1000))
      .padStart(3, '0')
      .padEnd(9, '0'),
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    t: '\t',
    '%': '%',
    u: String(date.getUTCDay() || 7),
    j: String(Math.floor((ms - Date.UTC(year, 0, 1)) / 86_400_000) + 1).padStart(3, '0'),
  };
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => fields[letter] ?? whole);
};

/** `date`, of now or of a moment given. */
export const date: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'uRI:d:s:', { utc: 'u', date: 'd', 'iso-8601': 'I' });
  const given = options.value('d');
  const seconds = /^@(\d+)$/.exec(given ?? '')?.[1];
  const now =
    seconds !== undefined
      ? Number(seconds) * 1000
      : given !== undefined && !Number.isNaN(Date.parse(given))
        ? Date.parse(given)
        : process.container.clock.now();
  const format = options.rest.find((arg) => arg.startsWith('+'))?.slice(1);
  const usual = options.has('I') ? '%FT%T+00:00' : options.has('R') ? '%a, %d %b %Y %T %z' : '%a %b %e %T UTC %Y';
  await print(process, `${formatDate(format ?? usual, now)}\n`);
  return 0;
};
