import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { SegmentAnswer, SegmentReport } from '#contract/api.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { Taken } from '../intake.ts'
import { member } from '../sent-value.ts'
import { segmentPaths } from '../tracking/segment.ts'
import { allowAnyOrigin, answerPreflights } from './cors.ts'
import type { DoorOptions } from './door.ts'
import { callerAddress } from './caller-address.ts'
import { receiveTracked, takeAnyBodies } from './tracking.ts'

interface SegmentOptions extends DoorOptions {
  /** The origin people use; null = the host that was asked. */
  publicUrl: string | null
}

const querySchema = z.object({ report: z.string().optional() })
const settingsPath = '/v1/projects/:key/settings'

/**
 * Segment's tracking API. Its clients drop a batch for ever on 4xx and send it again on 429 and 5xx, so 200 means that
 * every event is stored, or kept in the quarantine. https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/
 */
export function segmentDoor(options: SegmentOptions) {
  return (app: FastifyInstance): void => {
    takeAnyBodies(app)
    allowAnyOrigin(app)
    for (const path of segmentPaths) {
      answerPreflights(app, path)
      app.post(path, { config: { access: 'signature' } }, async (request, reply): Promise<SegmentAnswer> => {
        const keyInHeaders = keyOf(request)
        const keyInBody = (body: unknown) => member(body, 'writeKey')
        const taken = await receiveTracked(options, { request, reply, keyInHeaders, keyInBody })
        if (!wantsReport(request)) return { success: true }
        reply.header('preference-applied', 'handling=strict')
        return reportOf(taken)
      })
    }
    answerPreflights(app, settingsPath)
    app.get<{ Params: { key: string } }>(settingsPath, { config: { access: 'anyone' } }, async (request, reply) => {
      await demandKey(options, request.params.key, callerAddress(request))
      reply.header('cache-control', 'private, max-age=60')
      return settingsOf(request.params.key, addressOf(request, options.publicUrl))
    })
  }
}

/** Segment's clients send the write key as the user of Basic authorization, without a password. */
function keyOf({ headers }: FastifyRequest): string | undefined {
  const [, basic] = /^basic +([A-Za-z0-9+/_=-]+) *$/i.exec(headers.authorization ?? '') ?? []
  const user = basic === undefined ? '' : Buffer.from(basic, 'base64').toString('latin1').split(':', 1)[0]
  if (user !== undefined && user !== '') return user
  return [headers['x-write-key']].flat()[0]
}

function wantsReport({ headers, query }: FastifyRequest): boolean {
  const preferences = [headers.prefer].flat().join(',')
  if (/(?:^|[,;\s])handling\s*=\s*"?strict\b/i.test(preferences)) return true
  const { data } = querySchema.safeParse(query)
  return data?.report === '1'
}

export function reportOf({ results }: Pick<Taken, 'results'>): SegmentReport {
  const count = (outcome: string) => results.filter((result) => result.outcome === outcome).length
  const rejected = results.flatMap(({ id, outcome, errors = [] }, index) =>
    outcome === 'invalid' ? [{ index, messageId: id, reason: errors.map(({ detail }) => detail).join('; ') }] : [],
  )
  return { success: true, accepted: count('stored'), duplicates: count('duplicate'), rejected, results }
}

/** @throws ProblemError `unknown-source`, counted as any other key of nobody. */
async function demandKey({ intake, sources, clock }: DoorOptions, key: string, address: string): Promise<void> {
  const source = await sources.findByKey(key, clock.now(), { onlyKnown: intake.isStranger(address) })
  if (source?.doorName === 'tracking') return
  intake.countStranger(address)
  throw new ProblemError('unknown-source', 'no source has this write key')
}

/** What @segment/analytics-next needs to send here and nowhere else. */
function settingsOf(key: string, { protocol, host }: { protocol: string; host: string }) {
  return {
    integrations: {
      'Segment.io': {
        apiKey: key,
        apiHost: `${host}/v1`,
        protocol,
        unbundledIntegrations: [],
        addBundledMetadata: true,
        maybeBundledConfigIds: {},
        versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
      },
    },
    plan: {},
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    // Otherwise it tells Segment how it fares.
    metrics: { sampleRate: 0, host: `${host}/v1` },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  }
}

/** Where the client that asked is to send. The host was chosen by whoever asked, and only it gets this answer. */
function addressOf({ headers, protocol, host }: FastifyRequest, publicUrl: string | null) {
  if (publicUrl !== null) {
    const url = new URL(publicUrl)
    return { protocol: url.protocol.slice(0, -1), host: url.host }
  }
  const forwardedHost = [headers['x-forwarded-host']].flat()[0]
  const forwardedProtocol = [headers['x-forwarded-proto']].flat()[0]
  return { protocol: forwardedProtocol === 'https' ? 'https' : protocol, host: forwardedHost ?? host }
}
