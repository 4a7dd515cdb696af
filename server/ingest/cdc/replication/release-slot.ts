import pg from 'pg'
import type { ReplicationConfig } from '#contract/database.ts'
import type { CaptureContext } from '../capture.ts'
import { CaptureError } from '../capture.ts'
import { readPublication } from './publication.ts'
import { isRememberedSlot } from './slot-decision.ts'
import { SlotRecord } from './slot-record.ts'
import { dropSlot, endOwnReaders, readSlot, readSystemId } from './slot.ts'

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
    if (slot && (!known || isRememberedSlot(known, slot))) await dropSlot(client, name)
    const publication = await readPublication(client, config.publication)
    if (publication?.isOwn) await client.query(`drop publication ${pg.escapeIdentifier(config.publication)}`)
  } finally {
    await client.end()
  }
}

/**
 * Before a new beginning forgets it: whatever keeps that from coming, a paused source or a server that lets nobody replicate,
 * would leave a slot that nobody knows, and of which nobody watches what it keeps. One that may be somebody else's stays.
 *
 * @throws CaptureError `slot-in-use` when somebody else reads from it.
 */
export async function dropKnownSlot(context: CaptureContext<ReplicationConfig>): Promise<void> {
  const { connection, memory, source } = context
  const { known } = SlotRecord.of(memory)
  if (!known) return
  const client = await connection.connect('release')
  try {
    if (known.systemId !== (await readSystemId(client).catch(() => null))) return
    await endOwnReaders(client, { slot: known.slot, source })
    const slot = await readSlot(client, known.slot)
    if (!slot || !isRememberedSlot(known, slot)) return
    if (slot.isActive) {
      throw new CaptureError('slot-in-use', `another connection reads from the replication slot ${known.slot}; end it`)
    }
    await dropSlot(client, known.slot)
  } finally {
    await client.end()
  }
}
