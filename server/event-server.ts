import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import type { BusinessSettings } from '#contract/business.ts'
import { readPushKeys } from './actions/notifications/push/push-keys.ts'
import type { VapidKeys } from './actions/notifications/push/vapid.ts'
import { alertRoutes } from './api/alerts.ts'
import { arrivalRoutes } from './api/arrivals.ts'
import { auditRoutes, recordCommands } from './api/audit.ts'
import { AuditLog } from './api/audit-log.ts'
import { businessRoutes, readBusinessSettings } from './api/business.ts'
import { commandRoutes } from './api/commands.ts'
import { customerPrivacyRoutes } from './api/customer-erasure.ts'
import { customerRoutes } from './api/customers.ts'
import { databaseRoutes } from './api/databases.ts'
import { eventReadRoutes } from './api/event-reads.ts'
import { EventStagesLedger } from './api/event-stages.ts'
import { guardAgainstOtherSites } from './api/guard.ts'
import { healthRoutes, metricsRoute } from './api/health.ts'
import { createMetrics } from './api/metrics.ts'
import { openApiRoute } from './api/openapi/openapi-route.ts'
import { noteRoutes } from './api/openapi/registered-routes.ts'
import { quarantineRoutes } from './api/quarantine.ts'
import { readRoutes } from './api/reads.ts'
import { recipientRoutes } from './api/recipients.ts'
import type { AccessWatch } from './api/sign-in/access-watch.ts'
import type { SingleSignOn } from './api/sign-in/sso/single-sign-on.ts'
import { demandRouteAccess } from './api/route-access.ts'
import { productRoutes } from './api/products.ts'
import { stockRuleRoutes } from './api/stock-rules.ts'
import { timelineRoutes } from './api/timeline.ts'
import { transferDestinationRoutes } from './api/transfer-destination.ts'
import { transferRoutes } from './api/transfers.ts'
import type { Identify } from './api/viewer.ts'
import { startCaptures, watchCanaries } from './captures.ts'
import { createPool } from './db/pool.ts'
import { createPrisma } from './db/prisma.ts'
import type { Prisma } from './db/prisma.ts'
import type { Business } from './db/settings.ts'
import { readBusiness } from './db/settings.ts'
import type { Erasures } from './erasures.ts'
import type { CaptureModes } from './ingest/cdc/capture-modes.ts'
import type { CaptureSupervisor } from './ingest/cdc/capture-supervisor.ts'
import { FeedPoller } from './ingest/feeds/feed-poller.ts'
import { collectDoor } from './ingest/http/collect.ts'
import { debeziumDoor } from './ingest/http/debezium.ts'
import { eventsDoor } from './ingest/http/events.ts'
import { segmentDoor } from './ingest/http/segment.ts'
import { trackerScript } from './ingest/http/tracker-script.ts'
import { webhookDoor } from './ingest/http/webhooks.ts'
import { Intake } from './ingest/intake.ts'
import { KeptRequests } from './ingest/kept-requests.ts'
import { Quarantine } from './ingest/quarantine.ts'
import { SecretBox } from './ingest/secrets.ts'
import { SourceDirectory } from './ingest/source-directory.ts'
import { ensureTrySource } from './ingest/try-source.ts'
import { VisitorIds } from './ingest/tracking/visitor-ids.ts'
import type { LiveGateway } from './live/gateway.ts'
import type { EventLog } from './log/log.ts'
import { wallsProjection } from './projections/counters.ts'
import type { Projection } from './projections/projection.ts'
import type { PhoneCountry } from './projections/identity/normal-key.ts'
import type { ProjectionRunner } from './projections/runner.ts'
import { BusinessTime } from './runtime/business-time.ts'
import type { Clock } from './runtime/clock.ts'
import { systemClock } from './runtime/clock.ts'
import { closeHttpServer, createHttpServer } from './runtime/http-server.ts'
import type { Logger } from './runtime/logger.ts'
import { OperatorError } from './runtime/operator-error.ts'
import { Telemetry } from './runtime/telemetry.ts'
import { startErasures, startFolding } from './folding.ts'
import { resealSecrets } from './reseal-secrets.ts'
import type { SignInBlock } from './sign-in.ts'
import { startScreens } from './sign-in.ts'
import { startActions } from './start-actions.ts'
import { allViews } from './views/all-views.ts'
import type { ViewRegistry } from './views/registry.ts'

export interface EventServerConfig {
  databaseUrl: string
  host: string
  /** 0 = any free port. */
  port: number
  /** Sources' secrets are sealed with a key made from it. */
  vigieSecret: string
  /** Secrets of before: what is sealed with them is opened, and sealed anew. */
  formerSecrets?: readonly string[]
  /** The origin people and phones use; null when the installation listens on loopback only. */
  publicUrl: string | null
  demo: boolean
  logger: Logger
  clock?: Clock
  /** Who is behind a request or a socket; absent = whoever has signed in. */
  identify?: Identify
  /** What tells people of alerts; absent or null = nobody is told. */
  mail?: { smtpUrl: string; from: string } | null
  /** With whom people sign in beside their passwords; absent or null = with nobody. */
  singleSignOn?: SingleSignOn | null
  /** `host:port` of push services that may be anywhere, and be spoken to without TLS. */
  pushHosts?: readonly string[]
  /** `host:port` of servers whose calendars may be anywhere, and be read without TLS. */
  feedHosts?: readonly string[]
  /** Proxies whose `X-Forwarded-For` is believed, beside those on this machine; see trusted-proxies.ts. */
  trustedProxies?: readonly string[]
  /** Ways to capture databases; absent = all there are. */
  captureModes?: CaptureModes
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

/**
 * Composes the blocks in the order of the flow; the database must have been migrated. Each block leaves on `stack` how
 * it is ended, and the stack unwinds in reverse order, also when a later block cannot start.
 */
export async function startEventServer(config: EventServerConfig): Promise<EventServer> {
  await using stack = new AsyncDisposableStack()
  const { logger, clock = systemClock } = config
  const telemetry = new Telemetry()
  const { appendPool, pool, prisma } = connect(stack, config)
  const box = new SecretBox(config.vigieSecret, config.formerSecrets)
  await resealSecrets({ ...config, pool, box, logger })
  const business = await readBusiness(prisma)
  const settings = await readBusinessSettings(prisma)
  const time = new BusinessTime(business.timeZone)

  const folding = { vigieSecret: config.vigieSecret, appendPool, pool, time, telemetry, clock, logger }
  const { log, projections, runners, rules, erased } = await startFolding(stack, folding)
  const { country } = rules
  const wayIn = startIntake(stack, { pool, log, clock, logger, telemetry })
  const { requests } = wayIn
  const erasures = startErasures(stack, { pool, log, requests, erased, rules, telemetry, clock, logger })
  const sources = new SourceDirectory({ prisma, box, clock, logger })
  stack.defer(() => sources.stop())
  await ensureTrySource(prisma, box)
  await sources.start()
  const pushKeys = await readPushKeys({ pool, box })
  startActions(stack, { ...config, pushKeys, pool, log, box, time, telemetry, clock, logger })
  startFeeds(stack, { ...config, pool, log, box, time, clock, logger })
  const { databaseUrl, captureModes: modes } = config
  const captures = await startCaptures(stack, { databaseUrl, modes, box, log, telemetry, clock, logger })
  const views = allViews({ pool, clock, time, company: business.company, erasedAt: (id) => erased.erasedAt(id) })
  const app = createHttpServer(config)
  const screens = await startScreens(stack, { config, server: app.server, views, telemetry, pool, prisma, clock })
  await addRoutes(app, {
    config,
    ...screens,
    log,
    ...wayIn,
    sources,
    captures,
    telemetry,
    clock,
    pool,
    projections,
    runners,
    country,
    erasures,
    prisma,
    box,
    pushKeys,
    views,
    business,
    settings,
    time,
    isDraining: deferClosing(stack, app, screens.live),
  })
  screens.live.start()
  watchCanaries(stack, { live: screens.live, captures, telemetry, clock })
  const url = await listen(app, config)
  const running = stack.move()
  return { url, telemetry, log, stop: () => running.disposeAsync() }
}

function connect(stack: AsyncDisposableStack, { databaseUrl, logger }: EventServerConfig) {
  const appendPool = createPool({ databaseUrl, logger, name: 'append', max: 2 })
  stack.defer(() => appendPool.end())
  const pool = createPool({ databaseUrl, logger, name: 'fold', max: 8 })
  stack.defer(() => pool.end())
  const prisma = createPrisma(databaseUrl, logger)
  stack.defer(() => prisma.$disconnect())
  return { appendPool, pool, prisma }
}

function startIntake(
  stack: AsyncDisposableStack,
  options: { pool: Pool; log: EventLog; clock: Clock; logger: Logger; telemetry: Telemetry },
): { intake: Intake; quarantine: Quarantine; requests: KeptRequests } {
  const quarantine = new Quarantine(options)
  stack.defer(() => quarantine.stop())
  quarantine.start()
  const requests = new KeptRequests(options)
  stack.defer(() => requests.stop())
  requests.start()
  return { intake: new Intake({ ...options, quarantine, requests }), quarantine, requests }
}

/** @returns whether closing has begun. */
function deferClosing(stack: AsyncDisposableStack, app: FastifyInstance, live: LiveGateway): () => boolean {
  let isDraining = false
  stack.defer(async () => {
    isDraining = true
    // The doors shut first; what they have let in is still answered while the screens are told goodbye.
    await Promise.all([closeHttpServer(app), live.stop()])
  })
  return () => isDraining
}

interface FeedOptions extends Pick<EventServerConfig, 'feedHosts'> {
  pool: Pool
  log: EventLog
  box: SecretBox
  time: BusinessTime
  clock: Clock
  logger: Logger
}

function startFeeds(stack: AsyncDisposableStack, { feedHosts: named = [], time, ...options }: FeedOptions): void {
  const feeds = new FeedPoller({ ...options, named, timeZone: time.timeZone })
  stack.defer(() => feeds.stop())
  feeds.start()
}

interface Blocks {
  config: EventServerConfig
  identify: Identify
  signIn: SignInBlock
  rights: AccessWatch
  log: EventLog
  intake: Intake
  quarantine: Quarantine
  requests: KeptRequests
  sources: SourceDirectory
  captures: CaptureSupervisor
  telemetry: Telemetry
  clock: Clock
  pool: Pool
  projections: readonly Projection[]
  runners: readonly ProjectionRunner[]
  country: PhoneCountry
  erasures: Erasures
  prisma: Prisma
  box: SecretBox
  pushKeys: VapidKeys
  views: ViewRegistry
  live: LiveGateway
  business: Business
  settings: BusinessSettings
  time: BusinessTime
  isDraining: () => boolean
}

async function addRoutes(app: FastifyInstance, blocks: Blocks): Promise<void> {
  const { config, telemetry, views, live, prisma, box, business } = blocks
  const { publicUrl, demo } = config
  const stages = new EventStagesLedger(telemetry, wallsProjection)
  const metrics = createMetrics({ ...blocks, logger: config.logger, views: views.all(), version })
  const audit = new AuditLog(blocks)
  const singleSignOn = config.singleSignOn ? { label: config.singleSignOn.label } : null
  const installation = { ...business, version, demo, publicUrl, singleSignOn }
  demandRouteAccess(app, blocks.identify)
  recordCommands(app, { audit, logger: config.logger })
  const routes = noteRoutes(app)
  await app.register(webhookDoor(blocks))
  await app.register(eventsDoor(blocks))
  await app.register(debeziumDoor(blocks))
  await app.register(segmentDoor({ ...blocks, publicUrl }))
  await app.register(collectDoor({ ...blocks, visitorIds: new VisitorIds(config.vigieSecret) }))
  await app.register(trackerScript)
  await app.register(healthRoutes({ ...blocks, version }))
  await app.register((api: FastifyInstance, _options, done) => {
    guardAgainstOtherSites(api, publicUrl)
    metricsRoute(metrics)(api)
    readRoutes({
      prisma,
      box,
      views,
      snapshot: (topic, sight) => live.snapshot(topic, sight),
      installation,
      identify: blocks.identify,
      hasPeople: blocks.signIn.hasPeople,
    })(api)
    blocks.signIn.routes(api, () => blocks.rights.look())
    eventReadRoutes({ ...blocks, stages })(api)
    commandRoutes({ ...blocks, feedHosts: config.feedHosts })(api)
    databaseRoutes(blocks)(api)
    quarantineRoutes(blocks)(api)
    customerRoutes(blocks)(api)
    customerPrivacyRoutes(blocks)(api)
    alertRoutes(blocks)(api)
    stockRuleRoutes(blocks)(api)
    productRoutes(blocks)(api)
    businessRoutes({ prisma, inForce: blocks.settings })(api)
    recipientRoutes({ ...blocks, ...waysToTell(blocks), demo })(api)
    transferRoutes(blocks)(api)
    transferDestinationRoutes(blocks)(api)
    timelineRoutes(blocks)(api)
    arrivalRoutes(blocks)(api)
    auditRoutes({ audit })(api)
    openApiRoute({ routes, publicUrl, version })(api)
    done()
  })
}

function waysToTell({ config: { mail, pushHosts = [] }, pushKeys }: Blocks) {
  return { canSend: mail != null, pushKey: pushKeys.publicKey, pushHosts: { own: pushHosts } }
}

/** @throws OperatorError when the address cannot be had. */
async function listen(app: FastifyInstance, { host, port }: EventServerConfig): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    throw new OperatorError(
      `The event server cannot listen on ${host}:${port}: ${cause.message}. Set VIGIE_PORT or VIGIE_HOST.`,
    )
  }
}
