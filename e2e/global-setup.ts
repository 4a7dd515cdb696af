import { once } from 'node:events'
import type { Server } from 'node:net'
import { createServer } from 'node:net'
import type { FullConfig } from '@playwright/test'
import { buildWebApp } from './web-build.ts'

/** All at a time, so that each is another. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map(portOf)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

/** Before any browser test: four ports for each worker (see ports.ts), and the web app built. */
export default async function prepare({ workers }: FullConfig): Promise<void> {
  process.env.VIGIE_E2E_PORTS = (await freePorts(4 * workers)).join(' ')
  await buildWebApp()
}
