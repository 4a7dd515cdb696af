import type { Prisma } from '../db/prisma.ts'
import { trySource } from './own-sources.ts'
import { fitOf } from './sealed-sources.ts'
import type { SecretBox } from './secrets.ts'
import { generateSecret } from './standard-webhooks.ts'

/**
 * Its secret is known to nobody but the servers: made when missing, and made anew when VIGIE_SECRET no longer opens it. Not by
 * a server whose secret opens no other source either: that one may have been started with a wrong secret beside a right one.
 */
export async function ensureTrySource(prisma: Prisma, box: SecretBox): Promise<void> {
  const { slug, name } = trySource
  const sources = await prisma.source.findMany({ select: { slug: true, secretSealed: true } })
  const known = sources.find((source) => source.slug === slug)
  if (known && box.opens(known.secretSealed, slug)) return
  if (known && sources.length > 1 && fitOf(box, sources).isForeign) return
  const secretSealed = box.seal(generateSecret(), slug)
  await prisma.source.upsert({
    where: { slug },
    create: { slug, name, kind: 'standard-webhooks', mode: 'push', promiseSeconds: 86_400, secretSealed },
    update: { secretSealed, previousSecretSealed: null, previousSecretExpiresAt: null },
  })
}
