import { createServer } from 'node:http'
import { once } from 'node:events'
import { serve } from '../worker.ts'

/* The least that any HTTP server written in Node must do: read the body, parse it, answer 204. Nothing is stored. */

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'))
    response.writeHead(204).end()
  })
})

serve({
  async listen() {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' ? address?.port : undefined
  },
})
