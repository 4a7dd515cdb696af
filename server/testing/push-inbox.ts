import type { ECDH } from 'node:crypto'
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import * as z from 'zod'

/** A message as the browser that it was for reads it. */
export interface Pushed {
  path: string
  headers: Record<string, string | string[] | undefined>
  /** What the service worker gets. */
  text: string
}

type Behaviour = number | 'hang-up'

/** A real push service on loopback, and the browsers that have subscribed there: it takes only what is signed, and reads it. */
export class PushInbox implements AsyncDisposable {
  readonly received: Pushed[] = []
  /** A status, or the line is cut once the message is here. */
  behaviour: Behaviour = 201
  readonly #server: Server
  readonly #browsers = new Map<string, Browser>()
  #port = 0

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#take(request, response)
    })
  }

  /** @param port 0 = any. */
  static async open(port = 0): Promise<PushInbox> {
    const inbox = new PushInbox()
    inbox.#server.listen(port, '127.0.0.1')
    await once(inbox.#server, 'listening')
    // A server that listens on a port has an address that is no string.
    inbox.#port = (inbox.#server.address() as AddressInfo).port
    return inbox
  }

  /** As `VIGIE_PUSH_HOSTS` names it. */
  get host(): string {
    return `127.0.0.1:${this.#port}`
  }

  /** @returns the subscription of a new browser. */
  subscribe(): { endpoint: string; keys: { p256dh: string; auth: string } } {
    const browser = newBrowser()
    const path = `/wpush/${this.#browsers.size + 1}`
    this.#browsers.set(path, browser)
    const keys = { p256dh: browser.ecdh.getPublicKey('base64url'), auth: browser.auth.toString('base64url') }
    return { endpoint: `http://${this.host}${path}`, keys }
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    const { url: path = '', headers } = request
    const browser = this.#browsers.get(path)
    if (!browser || !isSigned(headers.authorization, `http://${this.host}`)) {
      response.writeHead(browser ? 403 : 404).end()
      return
    }
    if (this.behaviour === 'hang-up') request.socket.destroy()
    else response.writeHead(this.behaviour).end()
    if (typeof this.behaviour === 'number' && this.behaviour >= 300) return
    this.received.push({ path, headers, text: decryptPush(body, browser).toString() })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

export interface Browser {
  ecdh: ECDH
  auth: Buffer
}

export function newBrowser(): Browser {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  return { ecdh, auth: randomBytes(16) }
}

/** The other end of RFC 8291, as a browser has it. */
export function decryptPush(body: Buffer, { ecdh, auth }: Browser): Buffer {
  const [salt, theirs] = [body.subarray(0, 16), body.subarray(21, 86)]
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), theirs])
  const derive = (secret: Buffer, from: Buffer, what: Buffer, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, from, what, bytes))
  const secret = derive(ecdh.computeSecret(theirs), auth, info, 32)
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(body.subarray(-16))
  const padded = Buffer.concat([decipher.update(body.subarray(86, -16)), decipher.final()])
  return padded.subarray(0, padded.lastIndexOf(2))
}

const claimsSchema = z.object({ aud: z.string(), exp: z.number(), sub: z.string().regex(/^(https|mailto):/) })

/** RFC 8292, 4.2: for this service, and by the key that it names. */
function isSigned(authorization: string | undefined, audience: string): boolean {
  const [, signed = '', signature = '', key = ''] =
    /^vapid t=([\w-]+\.[\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(authorization ?? '') ?? []
  const point = Buffer.from(key, 'base64url')
  const claims = claimsSchema.parse(JSON.parse(Buffer.from(signed.split('.')[1] ?? '', 'base64url').toString()))
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  return (
    claims.aud === audience &&
    verify(
      'sha256',
      Buffer.from(signed),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
  )
}
