/** Writes that stop where admission has its say: at once when nobody is to be asked, else in time. */
import { internal } from '@binnacle/kube/api';
import type { ObjectKey, UnstructuredObject } from '@binnacle/kube/api';
import type { Resource } from './resources.ts';

/** What admission is asked, and by which step of a write. */
export interface AdmissionRequest {
  /** `mutate` comes before validation and may answer another object; `validate` comes last. */
  phase: 'mutate' | 'validate';
  operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  resource: Resource;
  subresource?: string;
  /** Of what is sent, where it is no object of the resource: a Binding, the options of a connection. */
  kind?: { group: string; version: string; kind: string };
  key: ObjectKey;
  /** Absent for DELETE. For CONNECT, the options: they have no metadata. */
  object?: UnstructuredObject;
  /** Absent for CREATE. */
  old?: UnstructuredObject;
  dryRun: boolean;
  fieldManager?: string;
  /** The name is the server's own: whoever changes the object does not see it yet. */
  generatedName?: boolean;
}

/** What a conversion webhook is asked: the object in another version of its resource. */
export interface ConversionRequest {
  phase: 'convert';
  resource: Resource;
  object: UnstructuredObject;
  /** `example.com/v2`. */
  desired: string;
}

/** A write on its way. It goes on with the object that admission, or the conversion, answers. */
export type Writing<T> = Generator<AdmissionRequest | ConversionRequest, T, UnstructuredObject | undefined>;

/** Asks a webhook for an object in another version. Rejects when it cannot be had. */
export type Convert = (request: Omit<ConversionRequest, 'phase'>) => Promise<UnstructuredObject>;

/** On whose behalf a write is made. */
export interface Requester {
  user: { name: string; groups: readonly string[]; uid?: string; extra?: Readonly<Record<string, readonly string[]>> };
  warn: (text: string) => void;
}

/** Those outside the server who have a say in writes. */
export interface Admission {
  /** Whether anyone is to be asked. Throws the refusal when that cannot be known and must be. */
  concerns(request: AdmissionRequest, requester: Requester): boolean;
  /** The object as it is admitted. Rejects with the refusal. */
  ask(request: AdmissionRequest, requester: Requester): Promise<UnstructuredObject | undefined>;
}

/** Somebody else wrote the object while admission was being asked. The write begins again. */
export class ChangedMeanwhile extends Error {}

const ATTEMPTS = 5;

/** Runs a write to its end with nobody asked. Throws where it needs a conversion. */
export const runNow = <T>(writing: Writing<T>): T => {
  let step = writing.next();
  while (step.done !== true) {
    if (step.value.phase === 'convert') throw internal('no conversion webhook can be asked at this point');
    step = writing.next(step.value.object);
  }
  return step.value;
};

/** Where a write stands. */
interface Progress<T> {
  writing: Writing<T>;
  step: IteratorResult<AdmissionRequest | ConversionRequest, T>;
}

const begin = <T>(writing: Writing<T>): Progress<T> => ({ writing, step: writing.next() });

/** Who can be asked, each if there is one. */
export interface Asking {
  admission: Admission | undefined;
  convert?: Convert | undefined;
  requester: Requester;
}

const answerTo = (
  request: AdmissionRequest | ConversionRequest,
  { admission, convert, requester }: Asking,
): Promise<UnstructuredObject | undefined> | UnstructuredObject | undefined => {
  if (request.phase === 'convert') {
    if (convert === undefined) throw internal('there is nobody yet to ask a conversion webhook');
    return convert(request);
  }
  return admission?.concerns(request, requester) === true ? admission.ask(request, requester) : request.object;
};

const finishAsking = async <T>({ writing, step }: Progress<T>, asking: Asking): Promise<T> => {
  let current = step;
  while (current.done !== true) current = writing.next(await answerTo(current.value, asking));
  return current.value;
};

const runAsking = async <T>(first: Progress<T>, start: () => Writing<T>, asking: Asking): Promise<T> => {
  let progress = first;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await finishAsking(progress, asking);
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile) || attempt === ATTEMPTS) throw error;
      progress = begin(start());
    }
  }
};

/** Runs a write: at once, unless admission or a conversion concerns somebody outside. */
export const runWriting = <T>(start: () => Writing<T>, asking: Asking): T | Promise<T> => {
  const { admission, requester } = asking;
  const progress = begin(start());
  while (progress.step.done !== true) {
    const request = progress.step.value;
    if (request.phase === 'convert' || admission?.concerns(request, requester) === true)
      return runAsking(progress, start, asking);
    progress.step = progress.writing.next(request.object);
  }
  return progress.step.value;
};
