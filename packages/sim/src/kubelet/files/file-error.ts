/** What a system call answers when it fails, with the words of strerror(3). */
const texts = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  ELOOP: 'Too many levels of symbolic links',
  EINVAL: 'Invalid argument',
  EBUSY: 'Resource busy',
  ENAMETOOLONG: 'File name too long',
  EXDEV: 'Invalid cross-device link',
} as const;

export type FileErrorCode = keyof typeof texts;

export class FileError extends Error {
  readonly code: FileErrorCode;
  readonly path: string;
  constructor(code: FileErrorCode, path: string) {
    super(texts[code]);
    this.name = 'FileError';
    this.code = code;
    this.path = path;
  }
}
