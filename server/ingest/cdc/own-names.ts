import type { DatabaseConfig } from '#contract/database.ts'
import type { PointerError } from '#contract/problem.ts'
import { openConnection } from './connection.ts'

/** A source of the kind `postgres` as it is, or is to be. */
export interface NamedSource {
  slug: string
  /** Its connection string. */
  secret: string
  config: DatabaseConfig
}

/** What one source makes in a database for itself alone, by its place in the config: a name that nobody else may use there. */
interface OwnName {
  pointer: string
  what: string
  name: string
}

/**
 * Sources that read from the same slot or outbox would each miss what the other reads, and of one publication each would take
 * the tables of the other out.
 *
 * @returns why this source cannot be as it is beside the others; null when it can.
 */
export function sharedName(source: NamedSource, others: readonly NamedSource[]): PointerError | null {
  for (const other of others.filter(({ slug }) => slug !== source.slug)) {
    const theirs = ownNames(other).map(({ name }) => name)
    const shared = ownNames(source).find(({ name }) => theirs.includes(name))
    if (!shared) continue
    const detail = `the source ${other.slug} has this ${shared.what} in the same database; choose another name`
    return { pointer: shared.pointer, detail }
  }
  return null
}

/** Slots belong to a whole server, everything else to a database. Two names for one host are not known to be one. */
function ownNames({ slug, secret, config }: NamedSource): OwnName[] {
  const { host, port, database } = openConnection(secret, slug).address
  const server = `${host.toLowerCase()}:${port}`
  const at = (what: string, name: string, place: string) => JSON.stringify([what, name, place])
  switch (config.capture) {
    case 'replication':
      return [
        { pointer: '#/config/slot', what: 'replication slot', name: at('slot', config.slot, server) },
        {
          pointer: '#/config/publication',
          what: 'publication',
          name: at('publication', config.publication, `${server}/${database}`),
        },
      ]
    case 'outbox':
      return [
        { pointer: '#/config/schema', what: 'outbox', name: at('outbox', config.schema, `${server}/${database}`) },
      ]
    case 'poll':
      return []
  }
}
