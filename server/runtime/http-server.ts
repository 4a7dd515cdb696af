import type { IncomingMessage, Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import { maxBodyBytes } from '#contract/api.ts'
import { usePlainWords } from './issue-words.ts'
import type { Logger } from './logger.ts'
import { ProblemError } from './problem-error.ts'
import { isWebSocket } from './is-web-socket.ts'
import { answerBrokenRequest, answerProblems, sendProblem } from './problem-reply.ts'
import { trustedProxies } from './trusted-proxies.ts'

interface HttpServerOptions {
  logger: Logger
  /** Proxies whose `X-Forwarded-…` are believed, as addresses and networks, beside those on this machine. */
  trustedProxies?: readonly string[] | undefined
  /** How long a client may take over its headers, and over all of its request. */
  headersMs?: number
  requestMs?: number
}

/** Fastify with our limits: a client that sends its headers or body too slowly is cut off. */
export function createHttpServer({
  logger,
  trustedProxies: networks = [],
  headersMs = 10_000,
  requestMs = 20_000,
}: HttpServerOptions): FastifyInstance {
  usePlainWords()
  const app = Fastify({
    logger: false,
    trustProxy: trustedProxies(networks),
    bodyLimit: maxBodyBytes,
    requestTimeout: requestMs,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 256 },
    // Node looks at its clocks no oftener than this.
    http: {
      headersTimeout: headersMs,
      connectionsCheckingInterval: headersMs / 5,
      shouldUpgradeCallback(this: Server, request: IncomingMessage) {
        return isWebSocket(request) && this.listenerCount('upgrade') > 0
      },
    },
    frameworkErrors: (_error, _request, reply) => {
      sendProblem(reply, new ProblemError('invalid-request', 'the address of the request cannot be read'))
    },
    clientErrorHandler: answerBrokenRequest,
  })
  app.removeContentTypeParser('text/plain')
  takeNoBodyForNone(app)
  answerProblems(app, logger)
  return app
}

/** Clients that speak JSON say so with whatever they send, with nothing, too: whether there must be something is the route's to say. */
function takeNoBodyForNone(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parseJson(request, body, done)
  })
}

/** What a request that is still being read or answered gets when the doors shut. */
const lastRequestsMs = 5000

/** Connections that were busy when closing began are kept alive by their clients: each is closed once it falls idle. */
export async function closeHttpServer(app: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), 50)
  const cut = setTimeout(() => app.server.closeAllConnections(), lastRequestsMs)
  try {
    await app.close()
  } finally {
    clearInterval(sweep)
    clearTimeout(cut)
  }
}
