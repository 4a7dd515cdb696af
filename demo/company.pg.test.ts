import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FakeDoor } from '#cli/replay/fake-door.ts'
import { emptyDatabase } from '#server/testing/database.ts'
import { installErp } from './erp/install.ts'
import { demoSources } from './sources.ts'

const { url: erpUrl } = await emptyDatabase()
const erp = new pg.Client({ connectionString: erpUrl })

beforeAll(async () => {
  await erp.connect()
  await installErp(erp, Date.now(), 24)
})
afterAll(() => erp.end())

async function countOrders(): Promise<number> {
  const { rows } = await erp.query('select from orders')
  return rows.length
}

function startCompany(fake: FakeDoor): ChildProcess {
  const secrets = Object.fromEntries(demoSources.map(({ slug }) => [slug, fake.secret]))
  return fork(join(import.meta.dirname, 'company.ts'), {
    env: {
      NODE_ENV: 'test',
      VIGIE_DEMO_URL: fake.url,
      VIGIE_DEMO_SOURCES: JSON.stringify(secrets),
      VIGIE_DEMO_ERP: erpUrl,
      VIGIE_DEMO_RATE: '20',
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

test.each<[string, (company: ChildProcess) => void]>([
  ['SIGTERM', (company) => void company.kill('SIGTERM')],
  ['SIGINT', (company) => void company.kill('SIGINT')],
  ['the end of the process that started it', (company) => company.disconnect()],
])('sends live events through signed doors, and writes its ERP, until %s', async (_name, end) => {
  await using fake = await FakeDoor.open()
  const startedAt = Date.now()
  const company = startCompany(fake)
  const exited = once(company, 'exit')
  const before = await countOrders()
  await fake.until(() => fake.stored.size > 30 && fake.idsOf('pos-stores').length > 0)
  await expect.poll(countOrders).toBeGreaterThan(before)
  end(company)
  expect(await exited).toEqual([0, null])
  for (const { timestamp = '' } of fake.stored.values()) expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(startedAt)
})
