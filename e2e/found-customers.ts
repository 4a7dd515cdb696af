import { customerSearchAnswerSchema } from '../contract/customers.ts'
import { expect } from './fixtures.ts'
import { operatorHeaders } from './operator.ts'
import { eventServerUrl } from './ports.ts'

/** Ids of whom the words mean. */
export async function findCustomers(words: string): Promise<string[]> {
  const response = await fetch(`${eventServerUrl}/v1/customers?q=${encodeURIComponent(words)}`, {
    headers: operatorHeaders,
  })
  return customerSearchAnswerSchema.parse(await response.json()).customers.map(({ id }) => id)
}

/** Who is who is known some moments after the event is stored: waits until the words mean so many. */
export async function untilFound(words: string, count: number): Promise<void> {
  await expect.poll(() => findCustomers(words), { intervals: [50] }).toHaveLength(count)
}
