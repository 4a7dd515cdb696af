import { once } from 'node:events'
import { createServer } from 'node:net'
import { buildWebApp, builtForPort } from './web-build.ts'

/** @returns the wanted port, or any free one if some program has it. */
async function freePort(wanted = 0): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return freePort()
  }
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

/** Before any browser test: ports for ports.ts, and the web app built for them. Its rewrites are fixed by the build. */
export default async function prepare(): Promise<void> {
  const proxyPort = await freePort(builtForPort())
  process.env.VIGIE_E2E_PROXY_PORT = String(proxyPort)
  process.env.VIGIE_E2E_WEB_PORT = String(await freePort())
  process.env.VIGIE_E2E_EVENT_SERVER_PORT = String(await freePort())
  await buildWebApp(proxyPort)
}
