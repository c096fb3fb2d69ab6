import { badRequest } from '@binnacle/kube/api';
import { runProgram, scriptOf, type ContainerAddress } from './run.ts';
import type { FileEntry } from './types.ts';

/**
 * Names come between NUL characters, which no name has; what is known of each in a line of its own, in the same order;
 * then where links lead to. Numbers first: a name cannot forge them.
 */
const script = `
if [ ! -e "$1" ]; then echo "$1: No such file or directory" >&2; exit 1; fi
if [ ! -d "$1" ]; then echo "$1: Not a directory" >&2; exit 1; fi
cd "$1" || { echo "$1: Permission denied" >&2; exit 1; }
shift
for f in * .[!.]* ..?*; do
  if [ -e "$f" ] || [ -L "$f" ]; then set -- "$@" "./$f"; fi
done
if [ $# -gt ${'${MOST}'} ]; then echo "too many files: $#" >&2; exit 1; fi
if [ $# -gt 0 ]; then stat -c '%A %a %s %Y %u %g' "$@" || exit 1; fi
printf '\\0'
for f in "$@"; do printf '%s\\0' "$f"; done
for f in "$@"; do if [ -L "$f" ]; then printf '%s\\0' "$(readlink "$f")"; fi; done
`;
const mostEntries = 5_000;

/** What is in a folder, by name. */
export const listFolder = async (at: ContainerAddress, path: string): Promise<FileEntry[]> => {
  const command = scriptOf(script.replace('${MOST}', String(mostEntries)), path);
  return parseListing(await runProgram(at, command, path));
};

/** By the first letter of `-rw-r--r--`. */
const types: Readonly<Record<string, FileEntry['type']>> = { '-': 'file', d: 'directory', l: 'link' };

export const parseListing = (output: Buffer): FileEntry[] => {
  const text = output.toString('utf8');
  const end = text.indexOf('\0');
  const lines = text
    .slice(0, end)
    .split('\n')
    .filter((line) => line !== '');
  const words = text.slice(end + 1).split('\0');
  const targets = words.slice(lines.length);
  if (end < 0 || words.length < lines.length) throw badRequest("the container's listing is not understood");
  return lines
    .map((line, index): FileEntry => {
      const [rights = '', mode = '', ...numbers] = line.split(' ');
      const [size = 0, modified = 0, uid = 0, gid = 0] = numbers.map(Number);
      const type = types[rights.charAt(0)] ?? 'other';
      const target = type === 'link' ? targets.shift() : undefined;
      return {
        name: (words[index] ?? '').slice(2),
        type,
        size,
        mode: mode.padStart(4, '0'),
        uid,
        gid,
        modifiedAt: modified * 1_000,
        ...(target === undefined ? {} : { target }),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};
