import pg from 'pg'
import type { ReplicationConfig } from '#contract/database.ts'
import type { CaptureContext } from '../capture.ts'
import { readPublication } from './publication.ts'
import { SlotRecord } from './slot-record.ts'
import { dropSlot, readSlot, readSystemId } from './slot.ts'

/** Takes slot and publication out of the database again, if they are of this source. What has gone already is no fault. */
export async function releaseSlot({ config, connection, memory }: CaptureContext<ReplicationConfig>): Promise<void> {
  const { known } = SlotRecord.of(memory)
  const client = await connection.connect('release')
  try {
    if (known && known.systemId !== (await readSystemId(client))) return
    const name = known?.slot ?? config.slot
    const slot = await readSlot(client, name)
    const isOurs = known !== null || (memory.epoch > 1 && slot?.isOfThisDatabase === true && !slot.isActive)
    if (!isOurs) return
    if (slot) await dropSlot(client, name)
    const publication = await readPublication(client, config.publication)
    if (publication?.isOwn) await client.query(`drop publication ${pg.escapeIdentifier(config.publication)}`)
  } finally {
    await client.end()
  }
}
