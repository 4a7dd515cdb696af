import type { PublicFacts } from '#contract/views/wall.ts'
import type { Tx } from '../projection.ts'

/** The reason why a projection could not take an event may quote it. */
export async function forgetSetAside(tx: Tx, positions: readonly bigint[]): Promise<void> {
  await tx.query(`update set_aside_events set error = 'erased' where position = any($1::int8[])`, [
    positions.map(String),
  ])
}

/** What the wall shows of its newest events, as they are now. */
export async function forgetLatest(tx: Tx, events: readonly { position: bigint; facts: PublicFacts }[]): Promise<void> {
  await tx.query(
    `update latest_events set facts = said.facts from unnest($1::int8[], $2::json[]) as said (position, facts)
     where latest_events.position = said.position`,
    [events.map(({ position }) => position.toString()), events.map(({ facts }) => JSON.stringify(facts))],
  )
}
