import { createServer } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import './ignore-offers.ts'

test('the web app takes a request that offers HTTP/2 as it is, and only a WebSocket for one', async () => {
  const server = createServer((_request, reply) => reply.end('taken'))
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const answerTo = (offer: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, close\r\nupgrade: ${offer}\r\n\r\n`)
    return text(socket)
  }
  expect(await answerTo('h2c')).toMatch(/^HTTP\/1\.1 200 [^]*taken/)
  expect(await answerTo('websocket')).toMatch(/^HTTP\/1\.1 101 /)
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
