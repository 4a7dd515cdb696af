import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { FileEvent } from './formats/format.ts'
import { onlineRetail } from './formats/online-retail.ts'
import { readEvents } from './read-file.ts'

const path = join(import.meta.dirname, '../../../shared/data/online-retail/online-retail-2010-12_2011-08.csv.gz')
const isHere = existsSync(path)

const dataSchema = z.object({ totalMinor: z.int(), lines: z.array(z.unknown()) })

/** The same facts by other means: text, regular expressions and floating point, no CSV parser and no grouping. */
function factsOf(text: string): { lines: number; invoices: Set<string>; pence: number } {
  const lines = text.split('\n').slice(1).filter(Boolean)
  const pence = lines.map((line) => {
    const [, quantity = '', price = ''] = /,(-?\d+),[^,]*,(-?[\d.]+),[^,]*,[^,]*$/.exec(line) ?? []
    return Math.round(Number(quantity) * Number(price) * 100)
  })
  return {
    lines: lines.length,
    invoices: new Set(lines.map((line) => line.slice(0, line.indexOf(',')))),
    pence: pence.reduce((sum, amount) => sum + amount, 0),
  }
}

describe.skipIf(!isHere)(`the real file${isHere ? '' : ' (skipped: ../shared/data/online-retail is not here)'}`, () => {
  test('makes one event of every invoice, with all its lines and the file’s net total to the penny', async () => {
    const facts = factsOf(gunzipSync(readFileSync(path)).toString())
    const reading = { bytes: 0, records: 0 }
    const events: FileEvent[] = []
    for await (const event of readEvents({ path, format: onlineRetail, reading })) events.push(event)

    expect(facts.lines).toBe(320_705)
    expect(reading.records).toBe(facts.lines)
    expect(events).toHaveLength(facts.invoices.size)
    expect(new Set(events.map(({ event }) => event.id))).toEqual(
      new Set([...facts.invoices].map((no) => `invoice-${no}`)),
    )
    expect(events.filter(({ event }) => event.type === 'order.cancelled')).toHaveLength(
      [...facts.invoices].filter((invoice) => invoice.startsWith('C')).length,
    )
    const data = events.map(({ event }) => ({
      ...dataSchema.parse(event.data),
      sign: event.type === 'order.cancelled' ? -1 : 1,
    }))
    expect(data.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(facts.lines)
    expect(data.reduce((sum, { totalMinor, sign }) => sum + sign * totalMinor, 0)).toBe(facts.pence)
  }, 60_000)
})
