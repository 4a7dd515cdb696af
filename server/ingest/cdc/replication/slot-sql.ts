import pg from 'pg'

/** Over a connection that speaks the replication protocol: an exported snapshot joins the copy to the stream. */
export function createSlotStatement({
  name,
  exportsSnapshot,
  version,
}: {
  name: string
  exportsSnapshot: boolean
  version: number
}): string {
  return `CREATE_REPLICATION_SLOT ${pg.escapeIdentifier(name)} LOGICAL pgoutput ${slotOptions(exportsSnapshot, version)}`
}

/** A slot that is kept on standbys, too, outlives a failover: from version 17 on. */
function slotOptions(exportsSnapshot: boolean, version: number): string {
  if (version < 150_000) return exportsSnapshot ? 'EXPORT_SNAPSHOT' : 'NOEXPORT_SNAPSHOT'
  const snapshot = `SNAPSHOT '${exportsSnapshot ? 'export' : 'nothing'}'`
  return version < 170_000 ? `(${snapshot})` : `(${snapshot}, FAILOVER true)`
}
