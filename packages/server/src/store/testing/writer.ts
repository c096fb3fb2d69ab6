/** Writes settings one after another, and says which are acknowledged, until it is killed: `writer.ts URL KEY [COUNT]`. */
import { createSystemClock } from '@binnacle/kube/clock';
import { createKeyRing, openStore } from '../index.ts';

const [url = '', key = '', count = 'Infinity'] = process.argv.slice(2);
const store = await openStore(url, { clock: createSystemClock(), keys: createKeyRing(key) });
for (let number = 0; number < Number(count); number += 1) {
  await store.settings.getOrCreate(`written ${number}`, () => 'x'.repeat(2_000));
  process.stdout.write(`${number}\n`);
}
await store.close();
