import type { Lsn } from './lsn.ts'
import { formatLsn } from './lsn.ts'

export interface Replication {
  slot: string
  publication: string
  /** Where to begin, if that is later than what the slot remembers. */
  startLsn?: Lsn
}

/** The command, in a grammar of its own, which knows its words in capitals only. */
export function startReplication({ slot, publication, startLsn = 0n }: Replication): string {
  // A list of identifiers within a string.
  const names = quote(quote(publication, '"'), "'")
  const options = `proto_version '2', publication_names ${names}, messages 'true'`
  return `START_REPLICATION SLOT ${quote(slot, '"')} LOGICAL ${formatLsn(startLsn)} (${options})`
}

function quote(text: string, mark: string): string {
  return `${mark}${text.replaceAll(mark, mark + mark)}${mark}`
}
