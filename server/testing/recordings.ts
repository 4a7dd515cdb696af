import { existsSync, readFileSync } from 'node:fs'
import * as z from 'zod'

/* Requests recorded from real clients, byte for byte; absent outside the machines that have the folder of shared data. */
const folder = new URL('../../../shared/data/recorded/', import.meta.url)

export const hasRecordings = existsSync(folder)

const requestSchema = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  bodyText: z.string().optional(),
  bodyBase64: z.string().optional(),
})
export type RecordedRequest = z.infer<typeof requestSchema>

export function recordedRequests(name: string): RecordedRequest[] {
  const content: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
  return z.object({ requests: z.array(requestSchema) }).parse(content).requests
}

export function bodyOf({ bodyText = '', bodyBase64 }: RecordedRequest): Buffer {
  return bodyBase64 === undefined ? Buffer.from(bodyText) : Buffer.from(bodyBase64, 'base64')
}
