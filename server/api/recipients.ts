import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import { isAllowed } from '#contract/access.ts'
import type {
  AddBrowser,
  AddRecipient,
  NotificationTopic,
  RecipientAnswer,
  RecipientList,
} from '#contract/recipients.ts'
import { addBrowserSchema, addRecipientSchema, recipientAddressSchema } from '#contract/recipients.ts'
import type { Viewer } from '#contract/role.ts'
import { topicPermissions } from '#contract/topic-permissions.ts'
import type { Recipient } from '../actions/notifications/notification.ts'
import type { NewRecipient } from '../actions/notifications/notification-table.ts'
import {
  addRecipient,
  pushAddress,
  readRecipients,
  removeRecipient,
} from '../actions/notifications/notification-table.ts'
import { areKeys } from '../actions/notifications/push/encrypt-push.ts'
import type { PushHosts } from '../actions/notifications/push/push-endpoint.ts'
import { refuseEndpoint } from '../actions/notifications/push/push-endpoint.ts'
import type { Business } from '../db/settings.ts'
import type { SecretBox } from '../ingest/secrets.ts'
import type { EventLog } from '../log/log.ts'
import { invalidAt, ProblemError } from '../runtime/problem-error.ts'
import { parseRequest } from './parse-request.ts'
import { viewerOf } from './viewer.ts'

interface RecipientOptions {
  pool: Pool
  box: SecretBox
  /** Whether this is a demonstration, whose personas are somebody. */
  demo: boolean
  log: Pick<EventLog, 'head'>
  business: Business
  /** Whether a mail server is set. */
  canSend: boolean
  /** What browsers subscribe for. */
  pushKey: string
  pushHosts: PushHosts
}

/** `/v1/recipients`: whom alerts are told to by e-mail and in browsers. */
export function recipientRoutes(options: RecipientOptions) {
  const { pool, business, canSend, pushKey } = options
  return (app: FastifyInstance): void => {
    app.get('/v1/recipients', { config: { access: 'read:recipients' } }, async (): Promise<RecipientList> => {
      const recipients = (await readRecipients(options)).map(({ resting, ...recipient }) =>
        toAnswer(recipient, resting),
      )
      return { canSend, pushKey, timeZone: business.timeZone, recipients }
    })

    app.post(
      '/v1/recipients',
      { config: { access: 'command:recipient.add' } },
      async (request, reply): Promise<RecipientAnswer> => {
        const { address, ...body } = parseRequest(addRecipientSchema, request.body)
        request.auditSubject = address
        refuseTopics(viewerOf(request), body)
        const is = { address, channel: { type: 'mail' }, addedBy: viewerOf(request).id } as const
        const recipient = await newRecipient(options, is, body)
        if (!(await addRecipient(options, recipient)))
          throw new ProblemError('conflict', 'this address is told already')
        reply.code(201)
        return toAnswer(recipient)
      },
    )

    app.post(
      '/v1/recipients/browsers',
      { config: { access: 'command:recipient.add' } },
      async (request, reply): Promise<RecipientAnswer> => {
        const { endpoint, keys, ...body } = parseRequest(addBrowserSchema, request.body)
        const subscription = { endpoint, keys }
        refuseSubscription(subscription, options.pushHosts)
        const address = pushAddress(subscription)
        request.auditSubject = address
        refuseTopics(viewerOf(request), body)
        const is = { address, channel: { type: 'push', subscription }, addedBy: viewerOf(request).id } as const
        const recipient = await newRecipient(options, is, body)
        reply.code((await addRecipient(options, recipient)) ? 201 : 200)
        return toAnswer(recipient)
      },
    )

    app.delete(
      '/v1/recipients/:address',
      { config: { access: 'command:recipient.remove' } },
      async (request, reply): Promise<void> => {
        const { address } = parseRequest(z.object({ address: recipientAddressSchema }), request.params)
        if (!(await removeRecipient(pool, address))) throw new ProblemError('not-found', 'this address is told nothing')
        return reply.code(204).send()
      },
    )
  }
}

/** What is open already stands on the screen: it is no news to somebody who asks from now on. */
async function newRecipient(
  { log, business }: RecipientOptions,
  is: Pick<NewRecipient, 'address' | 'channel' | 'addedBy'>,
  { name, language, timeZone = business.timeZone, quiet, digestAt, topics }: Omit<AddRecipient | AddBrowser, 'address'>,
): Promise<NewRecipient> {
  return { ...is, name, language, preferences: { timeZone, quiet, digestAt }, topics, sincePosition: await log.head() }
}

/** @throws ProblemError `forbidden` for a topic that is closed to whoever asks: it would come to them by e-mail. */
function refuseTopics(viewer: Viewer, { topics }: Pick<AddRecipient, 'topics'>): void {
  const refused = topics.find((topic) => !isAllowed(viewer, topicPermissions[topic]))
  if (refused === undefined) return
  const needed = topicPermissions[refused]
  throw new ProblemError('forbidden', `your roles do not include ${needed}: nobody is told of ${refused} by you`)
}

/** @throws ProblemError `invalid-request` where nothing could be sent to it, or must not be. */
function refuseSubscription({ endpoint, keys }: Pick<AddBrowser, 'endpoint' | 'keys'>, hosts: PushHosts): void {
  const refusal = refuseEndpoint(endpoint, hosts)
  if (refusal !== null) throw invalidAt('#/endpoint', refusal)
  if (!areKeys(keys)) throw invalidAt('#/keys', 'must be a point of P-256 and 16 bytes')
}

/** @param resting nothing of what somebody has just put on the list, since they may see it. */
function toAnswer(
  { address, channel, name, language, preferences, topics }: Recipient,
  resting: NotificationTopic[] = [],
): RecipientAnswer {
  return { address, channel: channel.type, name, language, ...preferences, topics: [...topics], resting }
}
