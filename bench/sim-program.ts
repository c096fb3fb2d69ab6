/** A simulated cluster in a process of its own: tells when it is ready, then what it uses whenever it is asked. */
import { startSim } from '@binnacle/sim';

const sim = await startSim({ scenario: process.argv[2] ?? 'empty' });
const usage = () => {
  const { user, system } = process.cpuUsage();
  return { rss: process.memoryUsage().rss, cpuMicros: user + system };
};
process.on('message', () => process.send!(usage()));
process.send!({ kubeconfig: sim.kubeconfig, ...usage() });
