/** Records in a file that may end in the middle of one: length and checksum, then the content. */
import { crc32 } from 'node:zlib';

const HEAD = 8;

/** 4 bytes of length and 4 of CRC-32, little end first, then the parts. */
export const toFrame = (...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const head = Buffer.allocUnsafe(HEAD);
  head.writeUInt32LE(content.length, 0);
  head.writeUInt32LE(crc32(content), 4);
  return Buffer.concat([head, content]);
};

export interface Frames {
  contents: Buffer[];
  /** Bytes that hold whole, sound frames; what follows was torn off or spoiled. */
  sound: number;
}

/** Reads up to the first frame that is not whole and sound. The contents share the file's memory. */
export const readFrames = (file: Buffer): Frames => {
  const contents: Buffer[] = [];
  let at = 0;
  while (at + HEAD <= file.length) {
    const end = at + HEAD + file.readUInt32LE(at);
    if (end > file.length) break;
    const content = file.subarray(at + HEAD, end);
    if (crc32(content) !== file.readUInt32LE(at + 4)) break;
    contents.push(content);
    at = end;
  }
  return { contents, sound: at };
};
