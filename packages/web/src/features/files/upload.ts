import { ConsoleError, toConsoleError, type ConsoleError as Failure } from '@binnacle/api/client';

export interface UploadOptions {
  url: string;
  file: Blob;
  /** Bytes that the server has taken. */
  onProgress: (bytes: number) => void;
  signal: AbortSignal;
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const lost = (): Failure =>
  new ConsoleError({ reason: 'NetworkError', code: 0, message: 'the connection broke while the file was sent' });

/** Sends a file as it is read from disk; only XMLHttpRequest says how far it has come. Rejects with a ConsoleError, or an AbortError. */
export const upload = ({ url, file, onProgress, signal }: UploadOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancel = (): void => request.abort();
    request.open('PUT', url);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () =>
      request.status < 300
        ? resolve()
        : reject(toConsoleError(request.status, request.statusText, parse(request.responseText)));
    request.onerror = () => reject(lost());
    request.onabort = () => reject(new DOMException('the upload was cancelled', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', cancel);
    signal.addEventListener('abort', cancel);
    request.send(file);
  });
