import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { FullConfig } from '@playwright/test'
import { buildWebApp } from './web-build.ts'

/**
 * Not of those that a system gives to whoever asks for any, from 32768 on: some of ours are free for a while, between two
 * servers, and then somebody else's connection could have one. Nor of those that browsers refuse, to 10080.
 */
const [firstPort, lastPort] = [20_000, 32_000]

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.close()
  return isListening
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = randomInt(firstPort, lastPort)
    if (await isFree(port)) ports.add(port)
  }
  return [...ports]
}

/** Before any browser test: the web app built, and four ports for each worker (see ports.ts). */
export default async function prepare({ workers }: FullConfig): Promise<void> {
  await buildWebApp()
  process.env.VIGIE_E2E_PORTS = (await freePorts(4 * workers)).join(' ')
}
