import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RouteAccess } from '#contract/access.ts'
import type { AuditOutcome, AuditPage } from '#contract/audit.ts'
import { auditQuerySchema } from '#contract/audit.ts'
import { callerAddress } from '../ingest/http/caller-address.ts'
import type { Logger } from '../runtime/logger.ts'
import type { AuditLog } from './audit-log.ts'
import { parseRequest } from './parse-request.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What a command was done to, where its address does not say it. */
    auditSubject: string | null
    /** How a command ended, where its answer's status does not say it. */
    auditOutcome: AuditOutcome | null
  }
}

/**
 * Records every command, also the refused ones, before its caller is answered: whoever registers a route with a
 * `command:` or `export:` permission from now on has it recorded, in whatever plugin. Call it before the first route.
 * An entry that cannot be written stops no answer, since the command has been done by then; it is logged in full.
 */
export function recordCommands(app: FastifyInstance, { audit, logger }: { audit: AuditLog; logger: Logger }): void {
  app.decorateRequest('auditSubject', null)
  app.decorateRequest('auditOutcome', null)
  app.addHook('onRoute', (route) => {
    const action = actionOf(route.config?.access)
    if (action === null) return
    const record = async (request: FastifyRequest, { statusCode }: { statusCode: number }, payload: unknown) => {
      // Whoever is not known may not fill the record, and a guest is whoever was shown a code.
      if (request.viewer === null || request.viewer.kind === 'guest') return payload
      const { id, name, kind } = request.viewer
      const answered = outcomeOf(statusCode)
      const entry = {
        who: { id, name, kind },
        action,
        subject: request.auditSubject ?? subjectOf(request.params),
        members: answered === 'done' ? membersOf(request.body) : [],
        outcome: answered === 'done' ? (request.auditOutcome ?? answered) : answered,
        status: statusCode,
        address: callerAddress(request),
      }
      await audit.record(entry).catch((err: unknown) => logger.error({ err, entry }, 'an audit entry was not written'))
      return payload
    }
    route.onSend = [...[route.onSend ?? []].flat(), record]
  })
}

/** @returns `source.rotate` for `command:source.rotate`, `export.customer` for `export:customer`; null for anything else. */
function actionOf(access: RouteAccess | undefined): string | null {
  const [, kind, name = ''] = /^(command|export):(.*)$/.exec(access ?? '') ?? []
  if (kind === undefined) return null
  return kind === 'export' ? `export.${name}` : name
}

function outcomeOf(statusCode: number): AuditOutcome {
  if (statusCode < 400) return 'done'
  return statusCode < 500 ? 'refused' : 'failed'
}

function subjectOf(params: unknown): string | null {
  const values = typeof params === 'object' && params !== null ? Object.values(params) : []
  return values.length === 0 ? null : values.map(String).join('/')
}

function membersOf(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return []
  return Object.entries(body).map(([name, value]) => (typeof value === 'boolean' ? `${name}: ${value}` : name))
}

/** `/v1/audit`: who did what. */
export function auditRoutes({ audit }: { audit: AuditLog }) {
  return (app: FastifyInstance): void => {
    app.get('/v1/audit', { config: { access: 'read:audit' } }, async (request, reply): Promise<AuditPage> => {
      const query = parseRequest(auditQuerySchema, request.query)
      const found = await audit.read({ ...query, limit: query.limit + 1 })
      const entries = found.slice(0, query.limit)
      reply.header('cache-control', 'no-store')
      return { entries, next: found.length > entries.length ? (entries.at(-1)?.id ?? null) : null }
    })
  }
}
