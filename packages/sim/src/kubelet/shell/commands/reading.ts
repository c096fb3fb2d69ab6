import { complain, nameOf, orKilled, pause, print, printBytes, type Process, type Program } from '../process.ts';
import { parseOptions } from '../options.ts';
import { chunksOf, complainAbout, eachInput, lineBatches, openInput, pathIn } from '../text.ts';
import type { ByteReader } from '../../../streams/pipe.ts';

/** Programs that show what files hold. */

const cat: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'nAevtu');
  let number = 0;
  return eachInput(process, options.rest, async (reader) => {
    if (options.has('n')) {
      for await (const lines of lineBatches(process, reader))
        await print(process, lines.map((line) => `${String(++number).padStart(6)}\t${line}\n`).join(''));
      return;
    }
    for await (const bytes of chunksOf(process, reader)) await printBytes(process, bytes);
  });
};

/** `-5` as `-n 5`, as old habits have it. */
const withCount = (args: readonly string[]): string[] =>
  args.flatMap((arg) => (/^-\d+$/.test(arg) ? ['-n', arg.slice(1)] : [arg]));

const headed = async (process: Process, paths: readonly string[], work: (reader: ByteReader) => Promise<void>) => {
  let isFirst = true;
  return eachInput(process, paths, async (reader, path) => {
    if (paths.length > 1) await print(process, `${isFirst ? '' : '\n'}==> ${path} <==\n`);
    isFirst = false;
    await work(reader);
  });
};

const head: Program = (process) => {
  const options = parseOptions(withCount(process.argv.slice(1)), 'n:c:q', { lines: 'n', bytes: 'c' });
  const bytes = options.value('c');
  const count = Number(options.value('n') ?? 10);
  return headed(process, options.rest, async (reader) => {
    if (bytes !== undefined) {
      let left = Number(bytes);
      while (left > 0) {
        const chunk = await orKilled(process, reader.read());
        if (chunk === undefined) return;
        await printBytes(process, chunk.subarray(0, left));
        left -= chunk.length;
      }
      return;
    }
    let left = count;
    const kept: string[] = [];
    for await (const lines of lineBatches(process, reader)) {
      if (count < 0) {
        kept.push(...lines);
        continue;
      }
      await print(
        process,
        lines
          .slice(0, left)
          .map((line) => `${line}\n`)
          .join(''),
      );
      left -= lines.length;
      if (left <= 0) return;
    }
    if (count < 0)
      await print(
        process,
        kept
          .slice(0, count)
          .map((line) => `${line}\n`)
          .join(''),
      );
  });
};

const followMs = 500;
const maxKept = 100_000;

const follow = async (process: Process, path: string): Promise<number> => {
  const full = pathIn(process, path);
  let size = process.files.read(full).length;
  for (;;) {
    await pause(process, followMs);
    if (!process.files.exists(full)) continue;
    const bytes = process.files.read(full);
    if (bytes.length < size) size = 0;
    await printBytes(process, bytes.subarray(size));
    size = bytes.length;
  }
};

const tail: Program = async (process) => {
  const options = parseOptions(withCount(process.argv.slice(1)), 'n:c:fFqs:', { lines: 'n', bytes: 'c', follow: 'f' });
  const count = options.value('n') ?? '10';
  const bytes = options.value('c');
  const code = await headed(process, options.rest, async (reader) => {
    if (bytes !== undefined) {
      let all = Buffer.alloc(0);
      for await (const chunk of chunksOf(process, reader)) all = Buffer.concat([all, chunk]);
      await printBytes(process, all.subarray(Math.max(0, all.length - Math.abs(Number(bytes)))));
      return;
    }
    const kept: string[] = [];
    for await (const lines of lineBatches(process, reader)) {
      for (const line of lines) kept.push(line);
      if (!count.startsWith('+')) kept.splice(0, Math.max(0, kept.length - Math.min(maxKept, Math.abs(Number(count)))));
    }
    const shown = count.startsWith('+') ? kept.slice(Math.max(0, Number(count) - 1)) : kept;
    await print(process, shown.map((line) => `${line}\n`).join(''));
  });
  const [path] = options.rest;
  const follows = options.has('f') || options.has('F');
  return follows && path !== undefined && code === 0 ? follow(process, path) : code;
};

const wc: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'lwcm');
  const wanted = (['l', 'w', 'c', 'm'] as const).filter((letter) => options.has(letter));
  const columns = wanted.length === 0 ? (['l', 'w', 'c'] as const) : wanted;
  const total = { l: 0, w: 0, c: 0, m: 0 };
  const row = (counts: typeof total, path: string) => {
    const numbers = columns.map((column) => String(counts[column]));
    const text = numbers.length === 1 ? numbers[0] : numbers.map((number) => number.padStart(9)).join('');
    return `${text}${path === '-' ? '' : ` ${path}`}\n`;
  };
  const code = await eachInput(process, options.rest, async (reader, path) => {
    const counts = { l: 0, w: 0, c: 0, m: 0 };
    const decoder = new TextDecoder();
    let inWord = false;
    for await (const bytes of chunksOf(process, reader)) {
      counts.c += bytes.length;
      for (const char of decoder.decode(bytes, { stream: true })) {
        counts.m++;
        if (char === '\n') counts.l++;
        const isSpace = /\s/.test(char);
        if (!isSpace && !inWord) counts.w++;
        inWord = !isSpace;
      }
    }
    for (const column of ['l', 'w', 'c', 'm'] as const) total[column] += counts[column];
    await print(process, row(counts, path));
  });
  if (options.rest.length > 1) await print(process, row(total, 'total'));
  return code;
};

const tac: Program = async (process) => {
  const kept: string[] = [];
  const code = await eachInput(process, process.argv.slice(1), async (reader) => {
    for await (const lines of lineBatches(process, reader)) kept.push(...lines);
  });
  await print(
    process,
    kept
      .reverse()
      .map((line) => `${line}\n`)
      .join(''),
  );
  return code;
};

/** Shows text page by page in life; here at once, as with its output in a pipe. */
const more: Program = (process) =>
  cat({ ...process, argv: [nameOf(process), ...process.argv.slice(1).filter((a) => !a.startsWith('-'))] });

const strings: Program = async (process) =>
  eachInput(process, process.argv.slice(1), async (reader) => {
    for await (const lines of lineBatches(process, reader))
      for (const line of lines)
        for (const [text] of line.matchAll(/[\x20-\x7e]{4,}/g)) await print(process, `${text}\n`);
  });

const diff: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'uqrN');
  const [left, right] = options.rest;
  if (left === undefined || right === undefined) {
    await complain(process, `${nameOf(process)}: two files are wanted`);
    return 2;
  }
  try {
    const linesOf = async (path: string) => {
      const lines: string[] = [];
      for await (const batch of lineBatches(process, openInput(process, path))) lines.push(...batch);
      return lines;
    };
    const [a, b] = [await linesOf(left), await linesOf(right)];
    if (a.join('\n') === b.join('\n')) return 0;
    if (options.has('q')) {
      await print(process, `Files ${left} and ${right} differ\n`);
      return 1;
    }
    await print(process, `--- ${left}\n+++ ${right}\n${hunk(a, b)}`);
    return 1;
  } catch (error) {
    await complainAbout(process, error);
    return 2;
  }
};

/** One hunk from the first difference to the last. */
const hunk = (a: readonly string[], b: readonly string[]): string => {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const before = a.slice(Math.max(0, start - 3), start);
  const after = a.slice(a.length - end, a.length - end + 3);
  const removed = a.slice(start, a.length - end);
  const added = b.slice(start, b.length - end);
  const from = start - before.length + 1;
  const around = before.length + after.length;
  return [
    `@@ -${from},${removed.length + around} +${from},${added.length + around} @@`,
    ...before.map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    ...after.map((line) => ` ${line}`),
    '',
  ].join('\n');
};

export const readingCommands: Readonly<Record<string, Program>> = {
  cat,
  head,
  tail,
  wc,
  tac,
  more,
  less: more,
  strings,
  diff,
};
