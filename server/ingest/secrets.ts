import type { KeyObject } from 'node:crypto'
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import { OperatorError } from '../runtime/operator-error.ts'

/*
 * Source secrets at rest: AES-256-GCM, layout `iv (12) | tag (16) | ciphertext`, key derived from VIGIE_SECRET by
 * HKDF-SHA256 (RFC 5869). The slug is bound as additional data: a sealed secret moved to another row does not open. What was
 * sealed under a former VIGIE_SECRET opens as long as VIGIE_SECRET_PREVIOUS names it.
 */
const ivBytes = 12
const tagBytes = 16

export class SecretBox {
  readonly #key: Buffer
  readonly #formerKeys: readonly Buffer[]
  /** Prepared once: as bytes it would cost every tracked request several times what its digest does. */
  readonly #digestKey: KeyObject

  /** @param former secrets of before, none of which anything is sealed with any more. */
  constructor(vigieSecret: string, former: readonly string[] = []) {
    this.#key = sealingKey(vigieSecret)
    this.#formerKeys = former.map(sealingKey)
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
    try {
      return openWithAny([this.#key, ...this.#formerKeys], sealed, slug)
    } catch (cause) {
      throw new OperatorError(
        `the secret of source ${slug} does not open: was VIGIE_SECRET changed? Name the former one in VIGIE_SECRET_PREVIOUS. ` +
          `If nobody has that any more: npm run vigie -- source rotate ${slug} --lost-secret`,
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

  /** @returns what is to be stored instead, sealed with the secret of now; null where it is, or where it does not open at all. */
  reseal(sealed: Uint8Array, slug: string): Uint8Array<ArrayBuffer> | null {
    if (!this.opens(sealed, slug) || opensWith(this.#key, sealed, slug)) return null
    return this.seal(this.open(sealed, slug), slug)
  }
}

function sealingKey(vigieSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', vigieSecret, '', 'vigie source secrets', 32))
}

/** @throws when none of them fits. */
function openWithAny([key, ...others]: readonly Buffer[], sealed: Uint8Array, slug: string): string {
  if (key === undefined) throw new Error('no key fits')
  try {
    return openWith(key, sealed, slug)
  } catch (cause) {
    if (others.length === 0) throw cause
    return openWithAny(others, sealed, slug)
  }
}

/** @throws when it is another key's, or the bytes were changed. */
function openWith(key: Buffer, sealed: Uint8Array, slug: string): string {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes)).setAAD(Buffer.from(slug))
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
  return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
}

function opensWith(key: Buffer, sealed: Uint8Array, slug: string): boolean {
  try {
    openWith(key, sealed, slug)
    return true
  } catch {
    return false
  }
}
