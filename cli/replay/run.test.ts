import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { FakeDoor } from './fake-door.ts'
import { onlineRetail } from './formats/online-retail.ts'
import type { ReplayArguments } from './run.ts'
import { runReplay } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'vigie-replay-run-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = join(folder, 'orders.csv')
const line = (invoice: number): string => `${invoice},A,B,6,2010-12-01 08:26:00,2.55,,UK`
writeFileSync(path, [onlineRetail.columns.join(','), line(1), line(2), line(3)].join('\n'))

interface Ran {
  code: number
  out: string
  err: string
}

async function run(args: Partial<ReplayArguments> & { url: string }, found: string | null = null): Promise<Ran> {
  const ran = { code: -1, out: '', err: '' }
  const defaults = { format: onlineRetail, source: 'shop', speed: 'max', backfill: false } as const
  const limits = { concurrency: 2, giveUpAfter: 60, json: false }
  ran.code = await runReplay(
    path,
    { ...defaults, ...limits, ...args },
    {
      secretOf: async () => found,
      out: { write: (text) => (ran.out += text) },
      err: { write: (text) => (ran.err += text) },
    },
  )
  return ran
}

test('with --json it prints one JSON object and nothing else', async () => {
  await using fake = await FakeDoor.open(['cut'])
  const { code, out, err } = await run({ url: fake.url, secret: fake.secret, json: true })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toMatchObject({
    file: 'orders.csv',
    format: 'online-retail',
    source: 'shop',
    complete: true,
    events: 3,
    lines: 3,
    stored: 3,
    duplicates: 0,
    invalid: 0,
    retries: 1,
  })
})

test('without --secret, that of the installation on this machine is used', async () => {
  await using fake = await FakeDoor.open()
  const { code, out } = await run({ url: fake.url }, fake.secret)
  expect(code).toBe(0)
  expect(out).toMatch(/^Replayed orders\.csv to shop in .*\n {2}invoices in the file {2}3\n {2}stored {13}3\n/)
})

test('the secret of this machine is not tried on another one', async () => {
  const { code, err } = await run({ url: 'http://vigie.example' }, 'whsec_never-sent')
  expect(code).toBe(1)
  expect(err).toContain('Pass it with --secret, or in VIGIE_SOURCE_SECRET')
})

test('a secret that is none is refused, and the variable named that holds it', async () => {
  const secret = 'postgresql://user:password@host/erp'
  const said = await run({ url: 'http://127.0.0.1:1', secret })
  expect(said).toMatchObject({ code: 1, err: 'error: The secret must be whsec_ and 24 to 64 bytes in base64.\n' })
  const left = await run({ url: 'http://127.0.0.1:1', secret, isSecretOfEnvironment: true })
  expect(left).toMatchObject({ code: 1, err: expect.stringContaining('Unset that variable') })
  expect(left.err).toContain('VIGIE_SOURCE_SECRET')
})

test('a source of this machine that signs otherwise is said to be of another kind, and its secret not to be wrong', async () => {
  const { code, err } = await run({ url: 'http://127.0.0.1:1' }, 'the secret of a webhook of GitHub')
  expect(code).toBe(1)
  expect(err).toContain('The source shop is not of the kind standard-webhooks')
})

test('a source that does not exist here is answered with how to create it', async () => {
  const { code, out, err } = await run({ url: 'http://127.0.0.1:1' })
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain('npm run vigie -- source create shop --kind standard-webhooks')
})

test('a refusal ends it with 1, the reason on stderr and the summary so far', async () => {
  await using fake = await FakeDoor.open([401])
  const { code, out, err } = await run({ url: fake.url, secret: fake.secret })
  expect(code).toBe(1)
  expect(err).toMatch(/^error: .* refused with 401: Refused: because of 401$/m)
  expect(out).toContain('Stopped: 0 of 3 invoices')
})

test('an invalid event is said with its line, and ends it with 1', async () => {
  await using fake = await FakeDoor.open()
  fake.invalidIds.add('invoice-2')
  const { code, err } = await run({ url: fake.url, secret: fake.secret })
  expect(code).toBe(1)
  expect(err).toContain('line 3: invoice-2 is invalid: #/data: no good')
})
