/** A simulated cluster in a process of its own: tells when it listens, when it is live, then what it uses whenever it is asked. */
import { openSim } from '@binnacle/sim';

const sim = await openSim({ scenario: process.argv[2] ?? 'empty' });
const usage = () => {
  const { user, system } = process.cpuUsage();
  return { rss: process.memoryUsage().rss, cpuMicros: user + system };
};
process.on('message', () => process.send!(usage()));
process.send!({ kubeconfig: sim.kubeconfig });
await sim.live();
process.send!('live');
