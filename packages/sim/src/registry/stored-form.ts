/** Objects of all versions of a custom resource are stored in one: how they get there and back. */
import { apiVersionOf } from '@binnacle/kube/api';
import type { ObjectKey, UnstructuredObject } from '@binnacle/kube/api';
import type { Entry, Store } from '../storage/index.ts';
import type { Resource } from './resources.ts';
import { isUnconverted, rememberForm, servedForm } from './served-form.ts';
import { keyOf } from './store-requests.ts';
import { ChangedMeanwhile } from './writing.ts';
import type { Writing } from './writing.ts';

/** What a conversion webhook made of an object; nothing where none was asked. */
export interface Storable {
  put?: UnstructuredObject;
  /** In the version of the request again. */
  again?: UnstructuredObject;
}

/** The way into the store and back, for one resource. */
export const createStoredForm = (store: Store, resource: Resource) => {
  const { bucket } = resource;

  const served = (entry: Entry): Entry => (resource.custom === undefined ? entry : servedForm(resource, entry));

  const asStored = (object: UnstructuredObject): UnstructuredObject =>
    resource.custom === undefined || resource.custom.storageVersion === resource.version
      ? object
      : { ...object, apiVersion: `${resource.group}/${resource.custom.storageVersion}` };

  /** How an object is stored, where a webhook has to say, and how it is read again then. */
  function* storable(object: UnstructuredObject): Writing<Storable> {
    const { apiVersion: desired } = asStored(object);
    if (resource.custom?.conversion === undefined || desired === object.apiVersion) return {};
    const put = yield { phase: 'convert', resource, object, desired };
    if (put === undefined) return {};
    const again = yield { phase: 'convert', resource, object: put, desired: object.apiVersion };
    return { put, ...(again === undefined ? {} : { again }) };
  }

  /** Stored as it would be stored now: not in a version that objects were stored in before. */
  const isCurrent = ({ object }: Entry): boolean =>
    resource.custom === undefined || object.apiVersion === asStored({ ...object, apiVersion: '' }).apiVersion;

  const read = (path: string): Entry | undefined => {
    const entry = store.get(bucket, path);
    return entry === undefined ? undefined : served(entry);
  };

  /** A write may read what is stored only when it can be read in this version. */
  function* known(key: ObjectKey): Writing<void> {
    const path = keyOf(resource, key);
    const entry = store.get(bucket, path);
    if (entry === undefined || !isUnconverted(resource, entry)) return;
    const answer = yield { phase: 'convert', resource, object: entry.object, desired: apiVersionOf(resource) };
    if (store.get(bucket, path) !== entry) throw new ChangedMeanwhile();
    if (answer !== undefined) rememberForm(resource, entry, answer);
  }

  return { read, known, served, asStored, storable, isCurrent };
};
