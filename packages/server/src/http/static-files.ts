import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What a page of ours may load: itself, and styles that components set on elements. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    'default-src': ["'self'"],
    'script-src': ["'self'"],
    // Mantine sets styles on elements.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'worker-src': ["'self'", 'blob:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  },
};

export interface ConsoleFileOptions {
  /** The built console; nothing is served without it. */
  webDir: string | undefined;
  /** Answers what is no page either. */
  notFound: NotFound;
}

export type NotFound = (request: FastifyRequest, reply: FastifyReply) => void;

const notBuilt = 'The console is not built. Run npm start, which builds it, or use the API: see /docs.\n';

/**
 * The built console: files with a hash in their name may be kept for ever, index.html never. Every other address that a
 * browser opens is a page of the console, which finds its own way from the address.
 */
export const registerConsoleFiles = async (
  app: FastifyInstance,
  { webDir, notFound }: ConsoleFileOptions,
): Promise<void> => {
  await app.register(async (scope) => {
    await scope.register(helmet, { contentSecurityPolicy, hsts: false, referrerPolicy: { policy: 'no-referrer' } });
    if (webDir === undefined || !existsSync(join(webDir, 'index.html'))) {
      scope.get('/', (_request, reply) => reply.code(404).type('text/plain; charset=utf-8').send(notBuilt));
      scope.setNotFoundHandler(notFound);
      return;
    }
    // One route for all files with a hash in their name: a route for each of some hundred would be slow to start.
    const shared = { preCompressed: true, cacheControl: false };
    await scope.register(fastifyStatic, {
      ...shared,
      root: webDir,
      serve: false,
      setHeaders: (reply) => void reply.header('cache-control', 'no-cache'),
    });
    await scope.register(fastifyStatic, {
      ...shared,
      root: join(webDir, 'assets'),
      prefix: '/assets/',
      decorateReply: false,
      index: false,
      setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=31536000, immutable'),
    });
    for (const name of pageFiles(webDir)) scope.get(`/${name}`, (_request, reply) => reply.sendFile(name));
    scope.get('/', (_request, reply) => reply.sendFile('index.html'));
    scope.setNotFoundHandler((request, reply) => {
      // A page, not a file that is missing or an address of an API.
      if (request.method === 'GET' && request.headers.accept?.includes('text/html'))
        return reply.sendFile('index.html');
      return notFound(request, reply);
    });
  });
};

/** What lies beside index.html; compressed forms are chosen when their file is asked for. */
const pageFiles = (webDir: string): string[] =>
  readdirSync(webDir, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'index.html' && !/\.(br|gz)$/.test(entry.name))
    .map(({ name }) => name);
