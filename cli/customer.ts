import { randomUUID } from 'node:crypto'
import { Command } from 'commander'
import type pg from 'pg'
import type { CustomerKey } from '#contract/customer-key.ts'
import { createCommandPool } from '#server/db/pool.ts'
import { createPrisma } from '#server/db/prisma.ts'
import { readBusiness } from '#server/db/settings.ts'
import { readEnv } from '#server/env.ts'
import { insertErasure, readAllKeys } from '#server/projections/erasure/erasure-table.ts'
import { keyIdOf } from '#server/projections/identity/key-id.ts'
import type { KeyRecord } from '#server/projections/identity/identity-records.ts'
import { readKeys } from '#server/projections/identity/key-table.ts'
import type { PhoneCountry } from '#server/projections/identity/normal-key.ts'
import { emailKeyOf, phoneKeyOf } from '#server/projections/identity/normal-key.ts'
import { readIdentityRules } from '#server/projections/identity/read-rules.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { recordCommand } from './record-command.ts'
import { withMigratedDatabase } from './installation.ts'
import { readLock } from './lock.ts'
import { Output } from './output.ts'
import { runCommand } from './run.ts'

interface EraseOptions {
  yes: boolean
  json: boolean
}

export function customerCommand(): Command {
  const command = new Command('customer').description('what is held about customers')
  command
    .command('erase')
    .description('take a customer out of the log and of every table; totals stay, a receipt remains')
    .argument('<key>', 'an e-mail address, a telephone number, a customer or visitor id, or <system>:<id>')
    .option('--yes', 'do it; without it only what would be erased is said', false)
    .option('--json', 'print one JSON object and nothing else', false)
    .action((key: string, options: EraseOptions) => runCommand(() => erase(key, options)))
  return command
}

async function erase(text: string, { yes, json }: EraseOptions): Promise<void> {
  const env = readEnv()
  const output = new Output({ json })
  const isRunning = (await readLock(env.VIGIE_DATA_DIR))?.eventServerUrl !== undefined
  await withMigratedDatabase(env, 'customer erase', async (databaseUrl) => {
    const pool = createCommandPool(databaseUrl)
    try {
      const keys = await findKeys(pool, text, await readCountry(pool, databaseUrl))
      const id = randomUUID()
      if (yes) await ask(pool, { id, keys })
      const known = keys.map(({ kind, value }) => `${kind} ${value}`)
      const will = isRunning ? 'The event server erases it now.' : 'The event server erases it when it runs.'
      output.result({ erasure: yes ? id : null, keys: known, erasing: yes && isRunning }, [
        `${yes ? 'To be erased' : 'Would be erased, with --yes'}: ${known.join(', ')}`,
        ...(yes ? [will, `Its receipt will be the event customer.erased:${id}`] : []),
      ])
    } finally {
      await pool.end()
    }
  })
}

async function readCountry(pool: pg.Pool, databaseUrl: string): Promise<PhoneCountry> {
  const prisma = createPrisma(databaseUrl)
  try {
    return (await readIdentityRules(pool, (await readBusiness(prisma)).timeZone)).country
  } finally {
    await prisma.$disconnect()
  }
}

/** @returns all keys of the customer. @throws OperatorError when the text names nobody, or several. */
async function findKeys(pool: pg.Pool, text: string, country: PhoneCountry): Promise<KeyRecord[]> {
  const kinds = ['customer', 'crm', 'visitor'] as const
  const meant: (CustomerKey | undefined)[] = [
    emailKeyOf(text),
    phoneKeyOf(text, country),
    ...kinds.map((kind) => ({ kind, value: text })),
  ]
  const ids = meant.flatMap((key) => (key === undefined ? [] : [keyIdOf(key)]))
  const found = await readKeys(pool, ids)
  const customers = new Set(found.map(({ customerId }) => customerId))
  if (customers.size === 0) throw new OperatorError(`No customer is known by ${text}.`)
  if (customers.size > 1) {
    const named = found.map(({ kind, value }) => `${kind} ${value}`).join(' and ')
    throw new OperatorError(`${text} may be several customers: ${named}. Erase on the page of the one you mean.`)
  }
  return readKeys(pool, await readAllKeys(pool, [...customers]))
}

async function ask(pool: pg.Pool, { id, keys }: { id: string; keys: readonly KeyRecord[] }): Promise<void> {
  const keyIds = keys.map((key) => key.id)
  const by = { id: 'command-line', name: 'Command line' }
  await insertErasure(pool, { id, state: 'asked', keyIds, by, requestedAt: Date.now(), head: 0n, removed: null })
  await recordCommand(pool, { action: 'customer.erase', subject: keys[0]?.customerId ?? id })
}
