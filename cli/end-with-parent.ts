/*
 * Loaded with `node --import` before a program that is not ours: when the supervisor is killed its channel closes, and
 * the program is told to end, then made to.
 */
const patienceMs = 10_000

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.exit(1), patienceMs).unref()
})
// The listener alone would keep a program alive that has nothing left to do.
process.channel?.unref()
