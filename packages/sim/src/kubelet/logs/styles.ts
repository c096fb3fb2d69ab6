import type { Container } from '../../local/objects.ts';
import { repositoryOf } from '../images.ts';
import { toNumber } from '../identity.ts';
import { accessStyle, cacheStyle, databaseStyle, dnsStyle } from './infrastructure-styles.ts';
import { jsonStyle, keyValueStyle, plainStyle } from './service-styles.ts';

export interface StyleContext {
  seed: number;
  podName: string;
  container: string;
}

export interface LineContext extends StyleContext {
  /** Number of the line since the warm-up. */
  k: number;
  /** Epoch ms. */
  at: number;
  /** The program never gets ready and says why. */
  unready: boolean;
}

/** How one sort of program writes its log. */
export interface LogStyle {
  /** Average distance of lines, ms; Infinity for a program that says nothing while it works. */
  everyMs: number;
  startup: (context: StyleContext) => string[];
  line: (context: LineContext) => string;
  ending: (context: StyleContext, exitCode: number, wasKilled: boolean) => string[];
}

const byName: readonly [RegExp, LogStyle][] = [
  [/nginx|httpd|caddy|envoy|traefik|haproxy|ingress|storefront|web$/, accessStyle],
  [/redis|valkey|memcached|dragonfly/, cacheStyle],
  [/postgres|mysql|mariadb|mongo/, databaseStyle],
  [/coredns|kube-dns/, dnsStyle],
  [/metrics-server|controller|operator|provisioner|exporter|prometheus|scheduler/, keyValueStyle],
];

/** By the image's name; services that say nothing about themselves get one of three house styles. */
export const chooseStyle = ({ image }: Container): LogStyle => {
  const repository = repositoryOf(image);
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const known = byName.find(([pattern]) => pattern.test(name));
  if (known !== undefined) return known[1];
  return [jsonStyle, plainStyle, keyValueStyle][toNumber(name) % 3] ?? jsonStyle;
};
