import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createSourceSchema, tryTicketSchema } from '#contract/api.ts'
import { createPrisma } from './db/prisma.ts'
import type { EventServer } from './event-server.ts'
import { createSource, rotateSource } from './ingest/sources.ts'
import { SecretBox } from './ingest/secrets.ts'
import { startEventServer } from './testing/event-server.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'

const { url: databaseUrl } = await testDatabase()
const prisma = createPrisma(databaseUrl)
const [right, wrong] = ['the right secret of all', 'another secret, a mistake']
let server: EventServer

beforeAll(async () => {
  server = await start(right)
  await createSource({ prisma, box: new SecretBox(right) }, createSourceSchema.parse({ slug: 'pay' }))
})
afterAll(async () => {
  await server.stop()
  await prisma.$disconnect()
})

async function start(vigieSecret: string): Promise<EventServer> {
  const config = { databaseUrl, host: '127.0.0.1', port: 0, publicUrl: null, demo: false, logger: silentLogger }
  return startEventServer({ ...config, vigieSecret })
}

async function askTicket({ url }: EventServer): Promise<Response> {
  return fetch(`${url}/v1/wall/try`, { method: 'POST' })
}

/** A new request of a server that begins now: what one has in memory says nothing about what is stored. */
async function canSend(vigieSecret: string): Promise<boolean> {
  const started = await start(vigieSecret)
  try {
    return tryTicketSchema.safeParse(await (await askTicket(started)).json()).success
  } finally {
    await started.stop()
  }
}

async function sealedTry(): Promise<Uint8Array> {
  return (await prisma.source.findUniqueOrThrow({ where: { slug: 'try-it' } })).secretSealed
}

test('a start with a wrong secret leaves the button of the right one as it is, and says that its own cannot work', async () => {
  const before = await sealedTry()
  const mistaken = await start(wrong)
  onTestFinished(() => mistaken.stop())
  const refused = await askTicket(mistaken)
  expect({ status: refused.status, problem: await refused.json() }).toMatchObject({
    status: 503,
    problem: { code: 'unavailable', detail: expect.stringContaining('the secret of this Vigie') },
  })
  expect(await sealedTry()).toEqual(before)
  expect(await canSend(right)).toBe(true)
})

test('where the right secret is lost, the button works again once a source was rotated', async () => {
  const lost = await start(wrong)
  onTestFinished(() => lost.stop())
  expect((await askTicket(lost)).status).toBe(503)
  await rotateSource({ prisma, box: new SecretBox(wrong) }, { slug: 'pay' })
  expect((await askTicket(lost)).status).toBe(200)
})

test('where no other source can tell whose secret it is, the button is of whoever starts', async () => {
  const { url } = await testDatabase()
  const config = { databaseUrl: url, host: '127.0.0.1', port: 0, publicUrl: null, demo: false, logger: silentLogger }
  for (const vigieSecret of [right, wrong]) {
    const started = await startEventServer({ ...config, vigieSecret })
    onTestFinished(() => started.stop())
    expect((await askTicket(started)).status).toBe(200)
  }
})
