import type { KeyObject } from 'node:crypto'
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import { OperatorError } from '../runtime/operator-error.ts'

/*
 * Source secrets at rest: AES-256-GCM, layout `iv (12) | tag (16) | ciphertext`, key derived from VIGIE_SECRET by
 * HKDF-SHA256 (RFC 5869). The slug is bound as additional data: a sealed secret moved to another row does not open.
 */
const ivBytes = 12
const tagBytes = 16

export class SecretBox {
  readonly #key: Buffer
  /** Prepared once: as bytes it would cost every tracked request several times what its digest does. */
  readonly #digestKey: KeyObject

  constructor(vigieSecret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', vigieSecret, '', 'vigie source secrets', 32))
    this.#digestKey = createSecretKey(Buffer.from(hkdfSync('sha256', vigieSecret, '', 'vigie source key digests', 32)))
  }

  /** What a key is looked up by: the same for the same key, and tells nobody else anything about it. */
  digest(secret: string): string {
    return createHmac('sha256', this.#digestKey).update(secret).digest('hex')
  }

  seal(secret: string, slug: string): Uint8Array<ArrayBuffer> {
    const iv = randomBytes(ivBytes)
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(slug))
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
    return new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), sealed]))
  }

  /** @throws {OperatorError} when VIGIE_SECRET is not the one it was sealed with, or the bytes were changed. */
  open(sealed: Uint8Array, slug: string): string {
    const bytes = Buffer.from(sealed)
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, ivBytes)).setAAD(Buffer.from(slug))
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
    try {
      return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
    } catch (cause) {
      throw new OperatorError(
        `the secret of source ${slug} does not open: was VIGIE_SECRET changed? ` +
          `Rotate it: npm run vigie -- source rotate ${slug}`,
        { cause },
      )
    }
  }

  /** @returns false when VIGIE_SECRET is not the one it was sealed with, or the bytes were changed. */
  opens(sealed: Uint8Array, slug: string): boolean {
    try {
      this.open(sealed, slug)
      return true
    } catch {
      return false
    }
  }
}
