import { complain, nameOf, pause, print, printBytes, type Process, type Program } from '../process.ts';
import { parseOptions } from '../options.ts';
import { complainAbout, pathIn } from '../text.ts';
import { NetworkError, type HttpAnswer } from '../../network/network.ts';

/** Programs that reach others: names, HTTP, connections. */

const nslookup: Program = async (process) => {
  const [name = ''] = process.argv.slice(1).filter((arg) => !arg.startsWith('-'));
  const { network } = process.container;
  const dns = network.dnsServer;
  const lead = `Server:\t\t${dns}\nAddress:\t${dns}:53\n\n`;
  try {
    const found = network.resolve(name);
    await print(
      process,
      `${lead}${found.addresses.map((address) => `Name:\t${found.name}\nAddress: ${address}\n`).join('')}\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    await print(process, `${lead}** server can't find ${name}: NXDOMAIN\n\n`);
    return 1;
  }
};

const getent: Program = async (process) => {
  const [database, ...names] = process.argv.slice(1);
  if (database !== 'hosts' && database !== 'ahosts') return 1;
  let code = 0;
  for (const name of names) {
    try {
      const found = process.container.network.resolve(name);
      await print(process, found.addresses.map((address) => `${address.padEnd(16)}${found.name}\n`).join(''));
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      code = 2;
    }
  }
  return code;
};

const statusText = ({ status, statusText: text }: HttpAnswer): string => `HTTP/1.1 ${status} ${text}`;

const headersText = (answer: HttpAnswer): string =>
  `${statusText(answer)}\r\n${Object.entries(answer.headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

const curl: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'sSkLifvIX:H:d:o:Ou:m:w:A:', {
    silent: 's',
    'show-error': 'S',
    insecure: 'k',
    location: 'L',
    include: 'i',
    fail: 'f',
    verbose: 'v',
    head: 'I',
    request: 'X',
    header: 'H',
    data: 'd',
    output: 'o',
    'max-time': 'm',
    'connect-timeout': 'm',
    'write-out': 'w',
    'user-agent': 'A',
    cacert: 'A',
    user: 'u',
  });
  const [url] = options.rest;
  if (url === undefined) {
    await complain(process, "curl: try 'curl --help' for more information");
    return 2;
  }
  const method = options.value('X') ?? (options.has('I') ? 'HEAD' : options.has('d') ? 'POST' : 'GET');
  const headers = Object.fromEntries(
    options
      .all('H')
      .map((line) => [line.split(':')[0]?.trim().toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()]),
  );
  const seconds = Number(options.value('m') ?? 60);
  try {
    const answer = await fetchUrl(process, { url, method, headers, body: options.value('d') ?? '', seconds });
    if (options.has('v'))
      await complain(
        process,
        `> ${method} ${new URL(absolute(url)).pathname} HTTP/1.1\n< ${headersText(answer).trim().replaceAll('\r\n', '\n< ')}`,
      );
    if (options.has('f') && answer.status >= 400) {
      if (!options.has('s') || options.has('S'))
        await complain(process, `curl: (22) The requested URL returned error: ${answer.status}`);
      return 22;
    }
    if (options.has('i') || options.has('I')) await print(process, headersText(answer));
    const to = options.value('o');
    const body = method === 'HEAD' ? new Uint8Array() : answer.body;
    if (to === undefined) await printBytes(process, body);
    else if (to !== '/dev/null') process.files.write(pathIn(process, to), body);
    const format = options.value('w');
    if (format !== undefined)
      await print(
        process,
        format
          .replace(
            /%\{(\w+)\}/g,
            (_, name: string) =>
              ({
                http_code: String(answer.status),
                response_code: String(answer.status),
                size_download: String(body.length),
                time_total: '0.004',
              })[name] ?? '',
          )
          .replaceAll('\\n', '\n'),
      );
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) return complainAbout(process, error);
    const { hostname, port } = new URL(absolute(url));
    const code = { name: 6, refused: 7, timeout: 28, tls: 60 }[error.kind];
    const text = {
      name: `Could not resolve host: ${hostname}`,
      refused: `Failed to connect to ${hostname} port ${port === '' ? 80 : port} after 1 ms: Could not connect to server`,
      timeout: `Connection timed out after ${seconds * 1000} milliseconds`,
      tls: 'SSL certificate problem: unable to get local issuer certificate',
    }[error.kind];
    if (!options.has('s') || options.has('S')) await complain(process, `curl: (${code}) ${text}`);
    return code;
  }
};

const absolute = (url: string): string => (/^\w+:\/\//.test(url) ? url : `http://${url}`);

interface Fetch {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string;
  seconds: number;
}

/** One request to the simulated network; waits as long as a real one would. */
const fetchUrl = async (process: Process, { url, method, headers, body, seconds }: Fetch): Promise<HttpAnswer> => {
  let target: URL;
  try {
    target = new URL(absolute(url));
  } catch {
    throw new NetworkError('name', url);
  }
  try {
    const answer = process.container.network.request({ url: target, method, headers, body });
    await pause(process, Math.min(answer.tookMs, seconds * 1000));
    return answer;
  } catch (error) {
    if (error instanceof NetworkError && error.kind === 'timeout') await pause(process, seconds * 1000);
    throw error;
  }
};

const wget: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'qO:ST:t:U:', {
    quiet: 'q',
    'output-document': 'O',
    timeout: 'T',
    spider: 'S',
    'post-data': 'U',
    'no-check-certificate': 'q',
    header: 'U',
  });
  const [url] = options.rest;
  if (url === undefined) {
    await complain(process, 'wget: missing URL');
    return 1;
  }
  const { host, hostname, port, pathname } = new URL(absolute(url));
  const quiet = options.has('q');
  try {
    const seconds = Number(options.value('T') ?? 60);
    const answer = await fetchUrl(process, { url, method: 'GET', headers: {}, body: '', seconds });
    const [address = ''] = process.container.network.resolve(hostname).addresses;
    if (!quiet) await complain(process, `Connecting to ${host} (${address}:${port === '' ? 80 : port})`);
    if (answer.status >= 400) {
      await complain(process, `wget: server returned error: ${statusText(answer)}`);
      return 1;
    }
    if (process.argv.includes('--spider')) return 0;
    const to = options.value('O') ?? (pathname.split('/').pop() || 'index.html');
    if (to === '-') await printBytes(process, answer.body);
    else {
      process.files.write(pathIn(process, to), answer.body);
      if (!quiet) await complain(process, `saving to '${to}'\n'${to}' saved`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) return complainAbout(process, error);
    const text = {
      name: `bad address '${host}'`,
      refused: `can't connect to remote host (${hostname}): Connection refused`,
      timeout: 'download timed out',
      tls: 'note: TLS certificate validation failed',
    }[error.kind];
    await complain(process, `wget: ${text}`);
    return 1;
  }
};

/** `nc -z host port`: whether anything listens. */
const nc: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'zvw:nul');
  const [host = '', port = ''] = options.rest;
  try {
    process.container.network.connect(host, Number(port));
    if (options.has('v')) await complain(process, `${host} (${host}:${port}) open`);
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    await complain(
      process,
      `nc: ${error.kind === 'name' ? `bad address '${host}'` : `${host} (${host}:${port}): Connection ${error.kind === 'refused' ? 'refused' : 'timed out'}`}`,
    );
    return 1;
  }
};

const ping: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'c:i:W:w:q46');
  const [host = ''] = options.rest;
  try {
    const found = process.container.network.resolve(host);
    const [address = ''] = found.addresses;
    const count = Number(options.value('c') ?? Infinity);
    await print(process, `PING ${host} (${address}): 56 data bytes\n`);
    for (let i = 0; i < count; i++) {
      if (i > 0) await pause(process, Number(options.value('i') ?? 1) * 1000);
      await print(process, `64 bytes from ${address}: seq=${i} ttl=62 time=0.${311 + ((i * 37) % 180)} ms\n`);
    }
    await print(
      process,
      `\n--- ${host} ping statistics ---\n${count} packets transmitted, ${count} packets received, 0% packet loss\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    await complain(process, `${nameOf(process)}: bad address '${host}'`);
    return 1;
  }
};

const addresses: Program = async (process) => {
  const address = process.container.network.podIP();
  await print(
    process,
    `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN qlen 1000\n    inet 127.0.0.1/8 scope host lo\n2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP qlen 1000\n    inet ${address}/24 brd ${address.replace(/\d+$/, '255')} scope global eth0\n`,
  );
  return 0;
};

export const networkCommands: Readonly<Record<string, Program>> = {
  nslookup,
  getent,
  curl,
  wget,
  nc,
  ping,
  ip: addresses,
  ifconfig: addresses,
};
