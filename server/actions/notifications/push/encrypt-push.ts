import type { ECDH } from 'node:crypto'
import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/*
 * A push message is read by the browser that subscribed and by nobody on its way: RFC 8291 over RFC 8188, content coding
 * `aes128gcm`, in one record. The layout is salt (16) | record size (4) | key length (1) | our public key (65) | ciphertext.
 */
export interface SubscriptionKeys {
  /** The browser's public key, an uncompressed point of P-256, base64url. */
  p256dh: string
  /** 16 bytes that only the browser and we know, base64url. */
  auth: string
}

/** Random in every message; given in tests only. */
interface Ephemeral {
  sender: ECDH
  salt: Buffer
}

const recordBytes = 4096
/** What a record of that size has room for: a byte says that it is the last one, and 16 authenticate it. */
export const maxPlaintextBytes = recordBytes - 17 - 86

export function encryptPush(plaintext: Buffer, { p256dh, auth }: SubscriptionKeys, ephemeral = newEphemeral()): Buffer {
  if (plaintext.length > maxPlaintextBytes)
    throw new RangeError(`a push message has ${maxPlaintextBytes} bytes at most`)
  const { sender, salt } = ephemeral
  const [theirs, ours] = [Buffer.from(p256dh, 'base64url'), sender.getPublicKey()]
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours])
  const secret = derive(sender.computeSecret(theirs), { salt: Buffer.from(auth, 'base64url'), info, bytes: 32 })
  const key = derive(secret, { salt, info: Buffer.from('Content-Encoding: aes128gcm\0'), bytes: 16 })
  const nonce = derive(secret, { salt, info: Buffer.from('Content-Encoding: nonce\0'), bytes: 12 })
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const sealed = Buffer.concat([
    cipher.update(plaintext),
    cipher.update(lastRecord),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(recordBytes)
  return Buffer.concat([salt, size, Buffer.from([ours.length]), ours, sealed])
}

/** RFC 8188, 2: what ends the padding of the last record. */
const lastRecord = Buffer.from([2])

function newEphemeral(): Ephemeral {
  const sender = createECDH('prime256v1')
  sender.generateKeys()
  return { sender, salt: randomBytes(16) }
}

interface Derived {
  salt: Buffer
  info: Buffer
  bytes: number
}

function derive(secret: Buffer, { salt, info, bytes }: Derived): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes))
}

/** @returns whether a message can be encrypted for these keys. */
export function areKeys({ p256dh, auth }: SubscriptionKeys): boolean {
  if (Buffer.from(auth, 'base64url').length !== 16) return false
  try {
    newEphemeral().sender.computeSecret(Buffer.from(p256dh, 'base64url'))
    return true
  } catch {
    return false
  }
}
