import { existsSync, readFileSync } from 'node:fs'
import pg from 'pg'

/* Databases of somebody's shop as they were published; absent outside the machines that have the folder of shared data. */
const files = {
  'customer-orders': new URL('../../../shared/data/erp-customer-orders/co_postgres.sql', import.meta.url),
  northwind: new URL('../../../shared/data/erp-northwind/northwind.sql', import.meta.url),
}
export type SampleDatabase = keyof typeof files

export function hasSample(name: SampleDatabase): boolean {
  return existsSync(files[name])
}

/** Fills an empty database. */
export async function loadSample(name: SampleDatabase, databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(readFileSync(files[name], 'utf8'))
  } finally {
    await client.end()
  }
}
