import { newEvent, openLog } from './log-fixture.ts'

/*
 * A second process that appends, for tests of the log. Told by one message {databaseUrl, appends}, it appends all of
 * them at once, in any interleaving, and reports each acknowledgement as it comes: {ids, outcomes}; then {done: true}.
 */
interface Order {
  databaseUrl: string
  appends: string[][]
}

process.once('message', (message) => {
  // Only our own tests send messages here, and they send this.
  void run(message as Order)
})

async function run({ databaseUrl, appends }: Order): Promise<void> {
  const { log, close } = await openLog(databaseUrl)
  await Promise.all(
    appends.map(async (ids) => {
      const { outcomes } = await log.append(ids.map((id) => newEvent({ id, data: { from: process.pid } })))
      process.send?.({ ids, outcomes: outcomes.map(({ outcome }) => outcome) })
    }),
  )
  await close()
  // Reports that are still to be written would be lost with the channel.
  process.send?.({ done: true }, () => process.disconnect())
}
