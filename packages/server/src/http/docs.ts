import fastify, { type FastifyInstance } from 'fastify';

/** The page's own files, and nothing from elsewhere. */
const contentSecurityPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
const prefix = '/docs';

/**
 * /docs: the API's description as a page that loads nothing from elsewhere. It is made when somebody first asks for it, as
 * it costs more than all else that a start does.
 */
export const registerDocs = (app: FastifyInstance, document: Record<string, unknown>): void => {
  let page: Promise<FastifyInstance> | undefined;
  for (const url of [prefix, `${prefix}/*`]) {
    app.get(url, async (_request, reply) => {
      page ??= createPage(document);
      const { routing } = await page;
      reply.hijack();
      routing(reply.request.raw, reply.raw);
    });
  }
  app.addHook('onClose', async () => (await page)?.close());
};

const createPage = async (document: Record<string, unknown>): Promise<FastifyInstance> => {
  const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
  ]);
  const page = fastify({ logger: false });
  // The plugin's type wants OpenAPI 2; it serves any document as it is.
  await page.register(swagger, { mode: 'static', specification: { document: document as never } });
  await page.register(swaggerUi, {
    routePrefix: prefix,
    staticCSP: contentSecurityPolicy,
    uiConfig: { docExpansion: 'none', validatorUrl: null },
  });
  await page.ready();
  return page;
};
