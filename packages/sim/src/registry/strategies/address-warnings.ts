/** Spellings of addresses that old fields take and new ones will not. Source: apimachinery `util/validation/ip.go`. */
import { isIP } from 'node:net';
import { networkOf, parseCidr, withoutLeadingZeros } from './addresses.ts';

/** The shortest spelling of an IPv6 address, as RFC 5952 has it; of an IPv4 address in one, that address. */
const canonical = (address: string): string => {
  const plain = withoutLeadingZeros(address);
  if (isIP(plain) !== 6) return plain;
  const text = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(text) ?? [];
  if (high === undefined || low === undefined) return text;
  const bytes = [high, low].flatMap((part) => [parseInt(part, 16) >> 8, parseInt(part, 16) & 255]);
  return bytes.join('.');
};

/** What is no address at all has been refused already. */
export const addressWarnings = (address: string, at: string): string[] => {
  if (isIP(withoutLeadingZeros(address)) === 0) return [];
  const better = canonical(address);
  if (better === address) return [];
  return [
    isIP(better) === 4
      ? `${at}: non-standard IP address ${JSON.stringify(address)} will be considered invalid in a future Kubernetes release: use ${JSON.stringify(better)}`
      : `${at}: IPv6 address ${JSON.stringify(address)} should be in RFC 5952 canonical format (${JSON.stringify(better)})`,
  ];
};

export const cidrWarnings = (value: string, at: string): string[] => {
  const cidr = parseCidr(value);
  if (cidr === undefined) return [];
  const head = value.slice(0, value.indexOf('/'));
  const [own, network] = [canonical(head), networkOf(cidr)];
  const better = `${network}/${cidr.bits}`;
  const warnings: string[] = [];
  if (cidr.family === 'ipv4' && own !== network)
    warnings.push(
      `${at}: CIDR value ${JSON.stringify(value)} is ambiguous in this context (should be "${better}" or "${own}/32"?)`,
    );
  if (cidr.family === 'ipv4' && own !== head)
    warnings.push(
      `${at}: non-standard CIDR value ${JSON.stringify(value)} will be considered invalid in a future Kubernetes release: use "${better}"`,
    );
  if (cidr.family === 'ipv6' && own !== head)
    warnings.push(
      `${at}: IPv6 CIDR value ${JSON.stringify(value)} should be in RFC 5952 canonical format ("${own}/${cidr.bits}")`,
    );
  return warnings;
};
