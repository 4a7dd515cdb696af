import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { Installation } from '#contract/api.ts'
import { commandRoutes, trySource } from './api/commands.ts'
import { EventStagesLedger } from './api/event-stages.ts'
import { guardAgainstOtherSites } from './api/guard.ts'
import { healthRoutes } from './api/health.ts'
import { createMetrics } from './api/metrics.ts'
import { hostCheck, originCheck } from './api/origin.ts'
import { readRoutes } from './api/reads.ts'
import { builtInViewer } from './api/viewer.ts'
import { createPool } from './db/pool.ts'
import { createPrisma } from './db/prisma.ts'
import type { Prisma } from './db/prisma.ts'
import { readBusiness } from './db/settings.ts'
import { webhookDoor } from './ingest/http/webhooks.ts'
import { SecretBox } from './ingest/secrets.ts'
import { SourceDirectory } from './ingest/source-directory.ts'
import { generateSecret } from './ingest/standard-webhooks.ts'
import { LiveGateway } from './live/gateway.ts'
import { EventLog } from './log/log.ts'
import { allProjections } from './projections/registry.ts'
import { ProjectionRunner } from './projections/runner.ts'
import { BusinessTime } from './runtime/business-time.ts'
import type { Clock } from './runtime/clock.ts'
import { systemClock } from './runtime/clock.ts'
import { createHttpServer } from './runtime/http-server.ts'
import type { Logger } from './runtime/logger.ts'
import { Telemetry } from './runtime/telemetry.ts'
import { ViewRegistry } from './views/registry.ts'
import { wallView } from './views/wall.ts'

export interface EventServerConfig {
  databaseUrl: string
  host: string
  /** 0 = any free port. */
  port: number
  /** Sources' secrets are sealed with a key made from it. */
  vigieSecret: string
  /** The origin people and phones use; null when the installation listens on loopback only. */
  publicUrl: string | null
  demo: boolean
  logger: Logger
  clock?: Clock
}

export interface EventServer {
  /** `http://host:port` as it listens. */
  url: string
  telemetry: Telemetry
  log: EventLog
  /** Shuts the doors, flushes, says goodbye to the screens, closes. */
  stop(): Promise<void>
}

const packageSchema = z.object({ version: z.string() })
const { version } = packageSchema.parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))

/** Composes the blocks in the order of the flow; the database must have been migrated. */
// oxlint-disable-next-line max-lines-per-function -- the blocks in their order, a list to be read from top to bottom
export async function startEventServer(config: EventServerConfig): Promise<EventServer> {
  const { databaseUrl, logger, clock = systemClock } = config
  const telemetry = new Telemetry()
  const appendPool = createPool({ databaseUrl, logger, name: 'append', max: 2 })
  const pool = createPool({ databaseUrl, logger, name: 'read', max: 8 })
  const prisma = createPrisma(databaseUrl, logger)
  const box = new SecretBox(config.vigieSecret)
  const business = await readBusiness(prisma)
  const time = new BusinessTime(business.timeZone)

  const sources = new SourceDirectory({ prisma, box, clock, logger })
  await ensureTrySource(prisma, box)
  await sources.start()

  const log = new EventLog({ pool: appendPool, telemetry, clock, logger })
  await log.start()
  const runners = allProjections(time).map(
    (projection) => new ProjectionRunner({ pool, log, projection, telemetry, clock, logger }),
  )
  const views = new ViewRegistry([wallView({ pool, clock, time, company: business.company })])

  const app = createHttpServer(logger)
  const live = new LiveGateway({
    server: app.server,
    views,
    telemetry,
    clock,
    logger,
    identify: () => Promise.resolve(builtInViewer),
    isHandshakeAllowed: handshakeCheck(config.publicUrl),
  })
  const stages = new EventStagesLedger(telemetry, 'counters')
  let draining = false
  const metrics = createMetrics({ telemetry, log, views: views.all(), version })
  const installation: Installation = {
    company: business.company,
    timeZone: business.timeZone,
    version,
    demo: config.demo,
    publicUrl: config.publicUrl,
  }
  await app.register(webhookDoor({ log, sources, telemetry, clock }))
  await app.register(healthRoutes({ pool, log, runners, metrics, version, isDraining: () => draining }))
  await app.register((api: FastifyInstance, _options, done) => {
    guardAgainstOtherSites(api, config.publicUrl)
    readRoutes({ log, prisma, views, snapshot: (topic) => live.snapshot(topic), installation, stages })(api)
    commandRoutes({ prisma, box, sources, clock })(api)
    done()
  })
  await Promise.all(runners.map((runner) => runner.start()))
  live.start()
  const url = await app.listen({ host: config.host, port: config.port })

  return {
    url,
    telemetry,
    log,
    async stop() {
      draining = true
      sources.stop()
      await live.stop()
      await closeHttp(app)
      await log.stop()
      await Promise.all(runners.map((runner) => runner.stop()))
      await Promise.all([appendPool.end(), pool.end(), prisma.$disconnect()])
    },
  }
}

/** Connections that were busy when closing began are kept alive by their clients: each is closed once it falls idle. */
async function closeHttp(app: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), 50)
  try {
    await app.close()
  } finally {
    clearInterval(sweep)
  }
}

/** Its secret is known to nobody but this server: made when missing, made anew when VIGIE_SECRET no longer opens it. */
async function ensureTrySource(prisma: Prisma, box: SecretBox): Promise<void> {
  const { slug, name } = trySource
  const row = await prisma.source.findUnique({ where: { slug } })
  if (row && box.opens(row.secretSealed, slug)) return
  const secretSealed = box.seal(generateSecret(), slug)
  await prisma.source.upsert({
    where: { slug },
    create: { slug, name, kind: 'standard-webhooks', mode: 'push', promiseSeconds: 86_400, secretSealed },
    update: { secretSealed },
  })
}

function handshakeCheck(publicUrl: string | null) {
  const isOurHost = hostCheck(publicUrl)
  const isOurOrigin = originCheck(publicUrl)
  return ({ host, origin, ...headers }: IncomingHttpHeaders): boolean => {
    // Next's rewrite, or a reverse proxy, says here which host the page asked for.
    const forwarded = [headers['x-forwarded-host']].flat()[0]
    return isOurHost(host) && isOurHost(forwarded) && isOurOrigin(origin, host, forwarded)
  }
}
