import { createHash } from 'node:crypto';
import { complain, nameOf, print, printBytes, type Program } from '../process.ts';
import { parseOptions } from '../options.ts';
import { chunksOf, eachInput } from '../text.ts';

/** Checksums and encodings. */

const sum =
  (algorithm: string): Program =>
  (process) =>
    eachInput(process, parseOptions(process.argv.slice(1), 'bt').rest, async (reader, path) => {
      const hash = createHash(algorithm);
      for await (const chunk of chunksOf(process, reader)) hash.update(chunk);
      await print(process, `${hash.digest('hex')}  ${path}\n`);
    });

const base64: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'dDiw:', { decode: 'd', wrap: 'w' });
  let failed = false;
  const code = await eachInput(process, options.rest, async (reader) => {
    let rest = Buffer.alloc(0);
    let column = 0;
    const width = Number(options.value('w') ?? 76);
    const show = async (text: string) => {
      if (width === 0) return print(process, text);
      let out = '';
      for (const char of text) {
        out += char;
        if (++column % width === 0) out += '\n';
      }
      await print(process, out);
    };
    for await (const chunk of chunksOf(process, reader)) {
      if (options.has('d') || options.has('D')) {
        rest = Buffer.concat([rest, Buffer.from(Buffer.from(chunk).toString('latin1').replace(/\s/g, ''), 'latin1')]);
        const whole = rest.length - (rest.length % 4);
        failed ||= /[^A-Za-z0-9+/=]/.test(rest.toString('latin1'));
        await printBytes(process, Buffer.from(rest.subarray(0, whole).toString('latin1'), 'base64'));
        rest = rest.subarray(whole);
      } else {
        rest = Buffer.concat([rest, chunk]);
        const whole = rest.length - (rest.length % 3);
        await show(rest.subarray(0, whole).toString('base64'));
        rest = rest.subarray(whole);
      }
    }
    if (options.has('d') || options.has('D')) {
      failed ||= rest.length > 0;
      return;
    }
    await show(rest.toString('base64'));
    if (width > 0 && column % width !== 0) await print(process, '\n');
  });
  if (!failed) return code;
  await complain(process, `${nameOf(process)}: invalid input`);
  return 1;
};

const hexdump: Program = (process) =>
  eachInput(process, parseOptions(process.argv.slice(1), 'CcAxt:').rest, async (reader) => {
    let offset = 0;
    let held = Buffer.alloc(0);
    const row = (bytes: Buffer) => {
      const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
      const text = [...bytes].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
      return `${offset.toString(16).padStart(8, '0')}  ${hex.padEnd(48)} |${text}|\n`;
    };
    for await (const chunk of chunksOf(process, reader)) {
      held = Buffer.concat([held, chunk]);
      let out = '';
      while (held.length >= 16) {
        out += row(held.subarray(0, 16));
        offset += 16;
        held = held.subarray(16);
      }
      await print(process, out);
    }
    if (held.length > 0) await print(process, row(held));
  });

export const sumCommands: Readonly<Record<string, Program>> = {
  md5sum: sum('md5'),
  sha1sum: sum('sha1'),
  sha256sum: sum('sha256'),
  sha512sum: sum('sha512'),
  base64,
  hexdump,
  xxd: hexdump,
  od: hexdump,
};
