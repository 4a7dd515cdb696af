import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiDocumentSchema } from '#contract/openapi.ts'
import { problemSchema } from '#contract/problem.ts'
import type { EventServer } from '../../event-server.ts'
import { parseSecret, sign } from '../../ingest/standard-webhooks.ts'
import { testDatabase } from '../../testing/database.ts'
import { startServer } from '../../testing/tracking-server.ts'
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

/** Of every source that signs here. */
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const bearerKey = 'a key of at least 16 characters'.replaceAll(' ', '-')

/** Sources that the examples speak of. */
const sources = [
  { slug: 'erp', kind: 'debezium', secret },
  { slug: 'partner', kind: 'cloudevents', secret: bearerKey },
  { slug: 'site', kind: 'tracking', secret: '2f7c1b1e-7a53-4d0e-9d0c-5b1f1f0a6c11' },
  { slug: 'app', kind: 'tracking', secret: 'WRITE_KEY' },
  { slug: 'shop', secret },
]

const { url: databaseUrl } = await testDatabase()
let server: EventServer
/** Codes that an operation says it may refuse with, by operation id. */
let refusals: ReadonlyMap<string, readonly string[]>

beforeAll(async () => {
  server = await startServer(databaseUrl)
  for (const source of sources) {
    const answer = await post('/v1/sources', JSON.stringify(source))
    if (answer.status !== 201) throw new Error(`${source.slug}: ${await answer.text()}`)
  }
  const document = apiDocumentSchema.parse(await (await fetch(`${server.url}/v1/openapi.json`)).json())
  refusals = new Map(
    Object.values(document.paths)
      .flatMap((item) => Object.values(item))
      .map(({ operationId, responses }) => [
        operationId,
        Object.values(responses).flatMap(({ content }) =>
          Object.keys(content?.['application/problem+json']?.examples ?? {}),
        ),
      ]),
  )
})
afterAll(() => server.stop())

function post(path: string, body: string): Promise<Response> {
  return fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
}

function credentialsOf({ credentials = [] }: Operation, body: string): Record<string, string> {
  const id = 'msg_2mVq7yXk4pR9sT1uW3zB5d'
  const timestamp = Math.floor(Date.now() / 1000)
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- only the first way of each is tried
  switch (credentials[0]) {
    case 'standardWebhooks': {
      const signature = sign(parseSecret(secret), { id, timestamp, body })
      return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature }
    }
    case 'bearerKey':
      return { authorization: `Bearer ${bearerKey}` }
    case 'writeKey':
      return { authorization: `Basic ${Buffer.from('WRITE_KEY:').toString('base64')}` }
    default:
      return {}
  }
}

/** Sends an operation's example to the running server. */
function sendExample(key: string, operation: Operation): Promise<Response> {
  const [method = '', template = ''] = key.split(' ')
  const { example = {}, body: content } = operation
  const path = template.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => example.params?.[name] ?? '')
  const body = content === undefined ? undefined : JSON.stringify(Object.values(content.examples)[0])
  return fetch(`${server.url}${path}?${new URLSearchParams(example.query).toString()}`, {
    method,
    headers: {
      ...(content && { 'content-type': content.mediaTypes?.[0] ?? 'application/json' }),
      ...example.headers,
      ...credentialsOf(operation, body ?? ''),
    },
    ...(body !== undefined && { body }),
  })
}

/** Nothing is at position 4711, nor in the quarantine, nor proposed; the source is there already, and no database; no alert is open, no rule is set, no account is new, and no customer known; nobody is there who could sign in, and no provider is set. */
const refused = new Set([
  'readEvent',
  'resetPassword',
  'startSingleSignOn',
  'endSingleSignOn',
  'readQuarantined',
  'replayQuarantined',
  'discardQuarantined',
  'acceptTransfer',
  'changeTransfer',
  'rejectTransfer',
  'createSource',
  'planDatabase',
  'previewDatabase',
  'snapshotSource',
  'releaseSource',
  'mergeCustomers',
  'splitCustomer',
  'acknowledgeAlert',
  'assignAlert',
  'snoozeAlert',
  'commentAlert',
  'reopenAlert',
  'removeRecipient',
  'removeStockRule',
  'takeCustomer',
  'releaseCustomer',
  'noteCall',
  'revokeToken',
  'pairScreen',
  'revokeScreen',
  'changeRoles',
  'deactivateUser',
  'resetSecondFactor',
  'enterSecondFactor',
  'beginSecondFactor',
  'confirmSecondFactor',
  'renewBackupCodes',
  'endSecondFactor',
  'activateUser',
  'endSessionsOfUser',
  'withdrawInvitation',
  'openInvitation',
  'acceptInvitation',
  'exportCustomer',
  'signIn',
  'makeFirstAdministrator',
  'becomePersona',
  'endMySession',
  'changeMyPassword',
  'enterAsGuest',
  'eraseCustomer',
])

describe('the running server', () => {
  test.each(Object.entries(operations))('answers the example of %s as it is described', async (key, operation) => {
    const answer = await sendExample(key, operation)
    const text = await answer.text()
    if (refused.has(operation.id)) {
      const { code } = problemSchema.parse(JSON.parse(text))
      expect(refusals.get(operation.id)).toContain(code)
      return
    }
    const described = operation.answers[answer.status]
    expect(described, `${answer.status} ${text.slice(0, 300)}`).toBeDefined()
    const { content, headers = [] } = described ?? {}
    expect([...answer.headers.keys()]).toEqual(expect.arrayContaining([...headers]))
    if (!content) return
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    content.schema.parse(isJson ? JSON.parse(text) : text)
  })
})
