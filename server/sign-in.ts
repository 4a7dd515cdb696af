import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { smtpServer } from './actions/notifications/smtp.ts'
import { AuditLog } from './api/audit-log.ts'
import { joiningRoutes } from './api/people/joining.ts'
import { peopleRoutes } from './api/people/routes.ts'
import { AccessWatch } from './api/sign-in/access-watch.ts'
import { removeExpired } from './api/sign-in/remove-expired.ts'
import { createAuth } from './api/sign-in/auth.ts'
import { GuestTickets } from './api/sign-in/guest-ticket.ts'
import { guestRoutes } from './api/sign-in/guests.ts'
import { firstKnown, identifyGuests, identifyPeople } from './api/sign-in/identify.ts'
import { meRoutes } from './api/sign-in/me.ts'
import { anybodyExists } from './api/sign-in/people.ts'
import { passwordRoutes } from './api/sign-in/password-routes.ts'
import { signInRoutes } from './api/sign-in/routes.ts'
import { secondFactorRoutes } from './api/sign-in/second-factor/routes.ts'
import { secondStepRoute } from './api/sign-in/second-factor/second-step.ts'
import { sessionCookieName, signInSecret } from './api/sign-in/session-cookie.ts'
import { singleSignOnRoutes } from './api/sign-in/sso/routes.ts'
import { SignInProvider } from './api/sign-in/sso/sign-in-provider.ts'
import type { SingleSignOn } from './api/sign-in/sso/single-sign-on.ts'
import { identifyScreens, screenRoutes } from './api/screens/routes.ts'
import { identifyTokens } from './api/tokens/identify-tokens.ts'
import { tokenRoutes } from './api/tokens/routes.ts'
import type { Identify } from './api/viewer.ts'
import type { Prisma } from './db/prisma.ts'
import { readBusiness } from './db/settings.ts'
import { LiveGateway } from './live/gateway.ts'
import type { Clock } from './runtime/clock.ts'
import type { Logger } from './runtime/logger.ts'
import { RepeatedLook } from './runtime/repeated-look.ts'
import type { EventServerConfig } from './event-server.ts'
import { handshakeCheck } from './api/origin.ts'
import type { Telemetry } from './runtime/telemetry.ts'
import type { ViewRegistry } from './views/registry.ts'
import type { Server as HttpServer } from 'node:http'

interface SignInOptions {
  pool: Pool
  prisma: Prisma
  vigieSecret: string
  publicUrl: string | null
  demo: boolean
  mail?: { smtpUrl: string; from: string } | null
  singleSignOn?: SingleSignOn | null
  clock: Clock
  logger: Logger
}

export interface SignInBlock {
  /** Whoever has signed in, or holds what stands for it. */
  identify: Identify
  hasPeople: () => Promise<boolean>
  /** @param settleRights resolves once rights that have changed hold here, also for sockets */
  routes(app: FastifyInstance, settleRights: () => Promise<void>): void
}

/** Who is who. Another way to be known is one more line in `firstKnown`. */
export function signInBlock({
  pool,
  prisma,
  vigieSecret,
  publicUrl,
  demo,
  mail,
  singleSignOn,
  clock,
  logger,
}: SignInOptions): SignInBlock {
  const isSecure = publicUrl !== null && new URL(publicUrl).protocol === 'https:'
  const key = { name: sessionCookieName(isSecure), secret: signInSecret(vigieSecret) }
  const auth = createAuth({ prisma, secret: key.secret, isSecure })
  const provider = singleSignOn
    ? new SignInProvider({ prisma, secret: key.secret, isSecure, pool, provider: singleSignOn, logger })
    : null
  const tickets = new GuestTickets(vigieSecret)
  let isClaimed = false
  return {
    identify: firstKnown(
      identifyTokens({ pool, demo }),
      identifyPeople({ pool, key, demo }),
      identifyScreens({ pool, demo }),
      identifyGuests({ tickets, clock }),
    ),
    async hasPeople() {
      isClaimed ||= await anybodyExists(prisma)
      return isClaimed
    },
    routes(app, settleRights) {
      const coming = { pool, prisma, auth, audit: new AuditLog({ pool, clock }), key, isSecure, demo, settleRights }
      signInRoutes(coming)(app)
      secondStepRoute(coming)(app)
      singleSignOnRoutes({ ...coming, provider })(app)
      joiningRoutes(coming)(app)
      meRoutes(coming)(app)
      const company = async () => (await readBusiness(prisma)).company
      secondFactorRoutes({ ...coming, company })(app)
      const telling = { company, publicUrl, mail: mail ? smtpServer(mail) : null }
      passwordRoutes({ ...coming, ...telling, logger })(app)
      peopleRoutes({ pool, demo, ...telling, settleRights })(app)
      screenRoutes({ pool, demo, isSecure, settleRights })(app)
      tokenRoutes({ pool, demo, settleRights })(app)
      guestRoutes({ tickets, clock, isSecure })(app)
    },
  }
}

interface Screens extends Pick<SignInOptions, 'pool' | 'prisma' | 'clock'> {
  config: EventServerConfig
  server: HttpServer
  views: ViewRegistry
  telemetry: Telemetry
}

/** Once now, and every hour: strangers leave traces as well. */
async function startRemovingExpired(stack: AsyncDisposableStack, { pool, logger }: { pool: Pool; logger: Logger }) {
  await removeExpired(pool)
  const looks = new RepeatedLook({
    everyMs: 3_600_000,
    look: () => removeExpired(pool),
    onFailure: (error) => logger.warn({ err: error }, 'expired sessions were not removed; it is tried again'),
  })
  stack.defer(() => looks.stop())
  looks.start()
}

/** The socket, and who is at its other end: it loses what its viewer may no longer see, whoever took it away. */
export async function startScreens(stack: AsyncDisposableStack, { config, ...blocks }: Screens) {
  const { logger, publicUrl } = config
  const signIn = signInBlock({ ...config, ...blocks })
  const identify = config.identify ?? signIn.identify
  const isHandshakeAllowed = handshakeCheck(publicUrl)
  const live = new LiveGateway({ ...blocks, logger, identify, isHandshakeAllowed })
  await startRemovingExpired(stack, { pool: blocks.pool, logger })
  const rights = new AccessWatch({ pool: blocks.pool, logger, onChange: () => live.reauthorise() })
  stack.defer(() => rights.stop())
  await rights.start()
  return { signIn, identify, live, rights }
}
