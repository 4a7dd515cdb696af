import type pg from 'pg'
import { ownSources } from './own-sources.ts'
import type { SecretBox } from './secrets.ts'

export interface SealedSource {
  slug: string
  secretSealed: Uint8Array
}

export async function readSealedSources(pool: Pick<pg.Pool, 'query'>): Promise<SealedSource[]> {
  const { rows } = await pool.query<SealedSource>(
    'select slug, secret_sealed as "secretSealed" from sources order by slug',
  )
  return rows
}

export interface Fit {
  /** The secret is that of another database: it opens none of the sources, though there are some. */
  isForeign: boolean
  /** Slugs of the sources that it does not open, of which the operator has the secret. */
  closed: string[]
}

/**
 * How far a secret is that of a database. The server's own sources count only where there are no others: a server that ran
 * with a wrong secret may have sealed its own anew.
 */
export function fitOf(box: SecretBox, sources: readonly SealedSource[]): Fit {
  const others = sources.filter(({ slug }) => !ownSources.includes(slug))
  const telling = others.length > 0 ? others : sources
  const isClosed = ({ slug, secretSealed }: SealedSource) => !box.opens(secretSealed, slug)
  return {
    isForeign: telling.length > 0 && telling.every(isClosed),
    closed: others.filter(isClosed).map(({ slug }) => slug),
  }
}
